/** What a team does for a whole village, as screens know it: classes, feedback, surveys. */
import type {
  AssistStage,
  FeedbackCategory,
  FeedbackState,
  LastUsed,
  SurveyedExtent,
  SurveySource,
} from "../domain/wire.ts";
import type { Day, RecordId, Receipt, Saved } from "./phone-types.ts";

export type { AssistStage, FeedbackCategory, FeedbackState, LastUsed, SurveyedExtent, SurveySource };

/** What every record of a village has. */
type Common = {
  readonly id: RecordId;
  readonly village: string;
  readonly receipt: Receipt;
  /** Outcome reason of a rejected, held or conflicting op (protocol §6). */
  readonly trouble: string | null;
  readonly mine: boolean;
};

export type ClassView = Common & {
  readonly on: Day;
  /** One of topic and lesson is known. */
  readonly topic: string | null;
  readonly lesson: string | null;
  /** Which steps of the lesson were done, from 1; null when nobody said. */
  readonly steps: readonly number[] | null;
  /** Heads; null when nobody counted. `over60` are among the women and men. */
  readonly women: number | null;
  readonly men: number | null;
  readonly over60: number | null;
  readonly language: string | null;
  readonly note: string | null;
  readonly loggedAt: number;
  readonly canChange: boolean;
};

export type ClassDraft = {
  readonly village: string;
  readonly on: Day;
  readonly topic: string | null;
  readonly lesson: string | null;
  readonly steps: readonly number[] | null;
  readonly women: number | null;
  readonly men: number | null;
  readonly over60: number | null;
  readonly language: string | null;
  readonly note: string | null;
};

export type FeedbackView = Common & {
  readonly household: RecordId | null;
  readonly householdName: string | null;
  /** A newer server may know other categories. */
  readonly category: string;
  readonly text: string | null;
  /** SHA-256 of a recorded voice, hexadecimal. */
  readonly voice: string | null;
  readonly state: FeedbackState;
  readonly answer: string | null;
  readonly answeredAt: number | null;
  readonly raisedAt: number;
  readonly canChange: boolean;
};

export type FeedbackDraft = {
  readonly village: string;
  readonly household: RecordId | null;
  readonly category: FeedbackCategory;
  /** One of text and voice is needed. */
  readonly text: string | null;
  readonly voice?: string | null;
};

export type SurveyView = Common & {
  readonly on: Day;
  readonly power: SurveyedExtent | null;
  readonly mobileSignal: SurveyedExtent | null;
  readonly fibre: boolean | null;
  readonly cashPoint: boolean | null;
  readonly source: SurveySource | null;
  readonly loggedAt: number;
};

export type SurveyDraft = Pick<SurveyView, "village" | "on" | "power" | "mobileSignal" | "fibre" | "cashPoint" | "source">;

/** A patch: absent = unchanged, null = cleared. */
export type ClassPatch = Partial<ClassDraft>;
export type FeedbackPatch = Partial<FeedbackDraft>;

export type VillageVerbs = {
  holdClass(draft: ClassDraft): Promise<Saved>;
  amendClass(id: RecordId, patch: ClassPatch): Promise<Saved>;
  withdrawClass(id: RecordId, reason: string): Promise<Saved>;
  raiseFeedback(draft: FeedbackDraft): Promise<Saved>;
  amendFeedback(id: RecordId, patch: FeedbackPatch): Promise<Saved>;
  withdrawFeedback(id: RecordId, reason: string): Promise<Saved>;
  /** A survey is never changed: the newest of a village holds. */
  recordSurvey(draft: SurveyDraft): Promise<Saved>;
};

export type VillageWork = {
  /** Newest first, withdrawn included (screens filter). */
  readonly classes: readonly ClassView[];
  /** Newest first, withdrawn included. */
  readonly feedback: readonly FeedbackView[];
  /** The newest day first, within a day the one written last. */
  readonly surveys: readonly SurveyView[];
};
