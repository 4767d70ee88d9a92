/** What passes between a team and its commune, and within a team, as screens know it: notices, tasks, members. */
import type { TeamMemberDocument } from "../api/documents.ts";
import type { Day, RecordId, Receipt, Saved } from "./phone-types.ts";

export type NoticeView = {
  readonly id: RecordId;
  readonly village: string;
  readonly title: string;
  readonly text: string;
  readonly at: number;
  readonly isRead: boolean;
};

export type TaskView = {
  readonly id: RecordId;
  readonly village: string;
  readonly text: string;
  readonly household: RecordId | null;
  readonly householdName: string | null;
  readonly due: Day | null;
  /** Null: for whoever of the team does it first. */
  readonly to: string | null;
  readonly toName: string | null;
  readonly giverName: string | null;
  readonly state: "open" | "done" | "withdrawn";
  readonly doneByName: string | null;
  readonly doneAt: number | null;
  readonly doneText: string | null;
  readonly at: number;
  /** For me: given to me or to the whole team. */
  readonly isMine: boolean;
  /** Given by me. */
  readonly isGiven: boolean;
  readonly receipt: Receipt;
  readonly trouble: string | null;
};

export type TaskDraft = {
  readonly village: string;
  readonly to: string | null;
  readonly text: string;
  readonly household?: RecordId;
  readonly due?: Day;
};

export type TeamMemberView = TeamMemberDocument;

export type TeamWork = {
  /** Newest first; ended and withdrawn ones left out. */
  readonly notices: readonly NoticeView[];
  /** Open first, the earliest due first; then the newest done. Withdrawn ones left out. */
  readonly tasks: readonly TaskView[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** Members whom this person leads; empty for whoever leads nobody. */
  readonly team: readonly TeamMemberView[];
};

export type TeamVerbs = {
  /** Says once that this person has read it; nothing for a notice read before. */
  readNotice(id: RecordId): Promise<void>;
  giveTask(draft: TaskDraft): Promise<Saved>;
  finishTask(id: RecordId, text: string | null): Promise<Saved>;
  withdrawTask(id: RecordId, reason: string): Promise<Saved>;
  /** Asks for lists and members now; false when the server could not be reached. */
  askForLists(): Promise<boolean>;
};
