/** What screens may know of the phone: a snapshot to read and verbs to call; no IndexedDB, no fetch. */
import type { ReadonlySignal } from "@preact/signals";
import type { LinkDocument } from "../api/documents.ts";
import type { LockVerbs, LockView } from "./phone-lock-types.ts";
import type { Case } from "../domain/cases.ts";
import type { Figures } from "../domain/figures.ts";
import type { Progress } from "../domain/targets.ts";
import type { ConsentMethod, ConsentStanding } from "../domain/wire.ts";
import type { Outcome } from "../domain/words.ts";
import type { TeamVerbs, TeamWork } from "./phone-team-types.ts";
import type { AssistStage, LastUsed, VillageVerbs, VillageWork } from "./phone-village-types.ts";
import type { VoiceVerbs, VoiceWork } from "./phone-voice-types.ts";
import type { Seller } from "./seller.ts";

export type { Case, Difference } from "../domain/cases.ts";

/** Calendar day, `YYYY-MM-DD`, in Asia/Ho_Chi_Minh. */
export type Day = string;
export type RecordId = string;
export type OpId = string;

export type { ConsentMethod } from "../domain/wire.ts";
export type { Outcome } from "../domain/words.ts";

/**
 * The receipt of a record, the same words everywhere (design.md §2).
 * `attention` covers rejected, conflict and suspect operations; `held` waits at the server.
 */
export type Receipt = "saved" | "received" | "approved" | "returned" | "withdrawn" | "held" | "attention";

export type HouseholdView = {
  readonly id: RecordId;
  readonly village: string;
  readonly headName: string;
  readonly people: number | null;
  readonly phone: string | null;
  readonly hasSmartphone: boolean | null;
  readonly hasElectricity: boolean | null;
  readonly hasSignal: boolean | null;
  readonly language: string | null;
  readonly note: string | null;
  readonly consent: ConsentStanding;
  readonly receipt: Receipt;
  /** Milliseconds; latest thing that happened here as far as this phone knows. For "recent first". */
  readonly touchedAt: number;
  /** Topic code -> best outcome known, own unsent work included; returned and withdrawn work left out. */
  readonly reached: Readonly<Record<string, Outcome>>;
};

export type AssistView = {
  readonly id: RecordId;
  readonly village: string;
  readonly household: RecordId | null;
  readonly householdName: string | null;
  readonly topic: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly stage: AssistStage | null;
  readonly lastUsed: LastUsed | null;
  /** What the details say about selling; null when nothing. */
  readonly seller: Seller | null;
  readonly on: Day;
  readonly followUpOn: Day | null;
  readonly note: string | null;
  /** SHA-256 of a spoken note, hexadecimal. */
  readonly voice: string | null;
  readonly receipt: Receipt;
  /** Code and free text given with a return; null otherwise. */
  readonly returnReason: string | null;
  readonly returnText: string | null;
  /** Outcome reason of a rejected/held/conflicting op (protocol §6), for a plain sentence. */
  readonly trouble: string | null;
  readonly mine: boolean;
  readonly loggedAt: number;
  /** False once approved or withdrawn: nothing for the team to change any more. */
  readonly canChange: boolean;
};

export type TopicView = {
  readonly code: string;
  readonly name: string;
  /** What is asked besides the outcome, because an account alone means little. */
  readonly asks?: readonly ("stage" | "last_used")[];
  /** The small form that goes with the topic. */
  readonly details?: "seller";
  /** Not offered in this commune (any more): named where there is work on it, and no choice. */
  readonly off?: boolean;
};
export type VillageView = { readonly code: string; readonly name: string; readonly communeName: string };

export type TopicFigures = { readonly topic: string; readonly now: Figures; readonly before: Figures };
export type LinkView = LinkDocument;

export type SyncState = {
  readonly running: boolean;
  readonly unsent: number;
  /** Milliseconds of the oldest unsent op; null when none. */
  readonly oldestUnsentAt: number | null;
  /** Milliseconds of the last accepted answer; null before the first. */
  readonly lastContactAt: number | null;
  /** Why the last attempt failed, or null: a slug (offline, server, portal, grant, busy, quota). */
  readonly problem: "offline" | "server" | "portal" | "grant" | "busy" | "quota" | null;
  readonly upToDate: boolean;
  readonly storage: "persisted" | "best_effort" | "unknown";
  /** Bytes, or null when the browser does not tell. */
  readonly freeBytes: number | null;
  readonly isSpaceShort: boolean;
  /** This phone's date cannot be right: days that it fills in by itself would be wrong. */
  readonly isClockWrong: boolean;
  /** Calendar month to date, bytes of request and answer bodies. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
};

export type Snapshot = VillageWork &
  TeamWork &
  VoiceWork & {
  readonly ready: boolean;
  /** False while the visits of who came in are still being opened: nothing may be counted from them yet. */
  readonly isWhole: boolean;
  /** Somebody's code was taken here; whether they are in, `lock` says. */
  readonly enrolled: boolean;
  readonly lock: LockView;
  readonly demo: boolean;
  readonly me: { readonly id: string; readonly name: string; readonly role: string; readonly language: string } | null;
  readonly provinceName: string;
  readonly villages: readonly VillageView[];
  /** Usual ones first: by how often this phone logged them, then catalogue order. */
  readonly topics: readonly TopicView[];
  readonly reasons: readonly string[];
  readonly consentVersion: string;
  /** Current reporting period, inclusive days. */
  readonly period: { readonly from: Day; readonly to: Day };
  /** Own assists by topic, this month and the one before; most first. */
  readonly ownFigures: readonly TopicFigures[];
  readonly periodBefore: { readonly from: Day; readonly to: Day };
  /** What was set for the villages, of today, and how far the whole team is. */
  readonly progress: readonly Progress[];
  readonly links: readonly LinkView[];
  /** Recent first. Withdrawn and merged ones left out. */
  readonly households: readonly HouseholdView[];
  /** Newest first, withdrawn included (screens filter). */
  readonly assists: readonly AssistView[];
  /** What the server did not simply take, on this whole phone; what needs a person first. */
  readonly cases: readonly Case[];
  /** Own assists of the period; approved + waiting + unsent + returned add up to `all`. Withdrawn ones are out. */
  readonly figures: Figures;
  readonly sync: SyncState;
  /** This app is too old for the server: its work is taken, news from the commune do not come. */
  readonly isTooOld: boolean;
  /** The commune has ended this phone's permission: rows are gone, unsent work still goes. */
  readonly wiped: boolean;
  /** The browser cleared this phone's store and nobody has read of it yet: how many changes were unsent. */
  readonly evicted: { readonly unsent: number; readonly at: number } | null;
  /** Others' parcels on this phone. */
  readonly carried: {
    readonly waiting: number;
    readonly delivered: number;
    readonly refused: number;
    /** The refused ones by reason: a slug of the server's, "" when none was kept. */
    readonly why: readonly { readonly reason: string; readonly count: number }[];
  };
  /** A new version waits; call `phone.update()` to take it. Never forced. */
  readonly updateReady: boolean;
};

export type AssistDraft = {
  readonly household: RecordId | null;
  /** Needed when `household` is null. */
  readonly village: string | null;
  readonly topic: string;
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly on: Day;
  readonly people?: number;
  readonly followUpOn?: Day;
  readonly note?: string;
  readonly voice?: string;
  readonly stage?: AssistStage;
  readonly lastUsed?: LastUsed;
  readonly details?: Seller;
};

/** One topic and outcome for many; a consent for each household that had not been asked. */
export type ManyDraft = {
  readonly assist: Omit<AssistDraft, "household" | "village">;
  readonly households: readonly { readonly id: RecordId; readonly consent: ConsentDraft | null }[];
};

export type HouseholdDraft = {
  readonly village: string;
  readonly headName: string;
  readonly people?: number;
  readonly phone?: string;
};

export type ConsentDraft = {
  readonly textVersion: string;
  readonly language: string;
  readonly method: ConsentMethod;
  readonly witness?: string;
  /** SHA-256 of their spoken yes. */
  readonly recording?: string;
  /** SHA-256 of the recordings that were played to them before. */
  readonly heard?: readonly string[];
};

export type Saved = { readonly id: RecordId; readonly op: OpId };

/** `slug` of a problem page, or offline/portal/server/storage when there was none. */
export type EnrolResult = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/** Thrown by every save when the phone could not keep the work; nothing was half written. */
export class NotSaved extends Error {
  constructor(readonly cause_: "quota" | "storage") {
    super(cause_);
    this.name = "NotSaved";
  }
}

export type Phone = VillageVerbs &
  LockVerbs &
  TeamVerbs &
  VoiceVerbs & {
  readonly snapshot: ReadonlySignal<Snapshot>;
  enrol(code: string): Promise<EnrolResult>;
  /** Each save resolves only after IndexedDB completed a strict-durability transaction. */
  logAssist(draft: AssistDraft): Promise<Saved>;
  /** Household, its consent and the assist in one transaction, in this order. */
  logAssistForNewHousehold(
    household: HouseholdDraft,
    consent: ConsentDraft,
    assist: Omit<AssistDraft, "household" | "village">,
  ): Promise<Saved>;
  /** Each household's assist is a record of its own; all are kept, or none. Their ids. */
  logMany(draft: ManyDraft): Promise<readonly RecordId[]>;
  /** All of them in one save. */
  withdrawMany(ids: readonly RecordId[], reason: string): Promise<void>;
  giveConsent(household: RecordId, consent: ConsentDraft): Promise<Saved>;
  withdrawConsent(household: RecordId, reason: string): Promise<Saved>;
  /** A patch: absent = unchanged, null = cleared. An amend of returned work submits it again. */
  amendAssist(
    id: RecordId,
    patch: Partial<{
      household: RecordId;
      topic: string;
      outcome: Outcome;
      reason: string | null;
      on: Day;
      note: string | null;
      voice: string | null;
      followUpOn: Day | null;
      stage: AssistStage | null;
      lastUsed: LastUsed | null;
      details: Seller | null;
    }>,
  ): Promise<Saved>;
  withdrawAssist(id: RecordId, reason: string): Promise<Saved>;
  addHousehold(household: HouseholdDraft, consent: ConsentDraft): Promise<Saved>;
  amendHousehold(
    id: RecordId,
    patch: Partial<{
      headName: string;
      people: number | null;
      phone: string | null;
      hasSmartphone: boolean | null;
      hasElectricity: boolean | null;
      hasSignal: boolean | null;
      note: string | null;
    }>,
  ): Promise<Saved>;
  /** Conflicts only: this phone's change once more, on top of what the server has now. */
  insist(op: OpId): Promise<Saved>;
  /** Refused ops are forgotten; what waits or cannot be sent is withdrawn. */
  takeBack(op: OpId): Promise<void>;
  /** Starts a cycle now, whatever the back-off; resolves when the cycle ends, never throws. */
  syncNow(): Promise<void>;
  /** One file with everything unsent, locked; null when nothing is. It stays in the outbox until the server has it. */
  makeCourierFile(): Promise<{ readonly name: string; readonly text: string; readonly changes: number } | null>;
  /** Keeps another phone's parcels, unread; `found` 0 means that it was no courier file. */
  takeCourierFile(text: string): Promise<{ readonly found: number; readonly added: number }>;
  askToPersist(): Promise<boolean>;
  acknowledgeEviction(): void;
  /** Asks for a new version now; `updateReady` says what came of it. */
  lookForUpdate(): Promise<void>;
  /** The waiting version takes over and the page starts again; only ever by a person's wish. */
  update(): Promise<void>;
};
