/** The half-filled sheet of an assist: what is in it, what is still missing, what it becomes. Pure. */
import { doneDoubt, promiseDoubt } from "../day-doubt.ts";
import type {
  AssistDraft,
  AssistView,
  ConsentDraft,
  ConsentMethod,
  Day,
  HouseholdDraft,
  Outcome,
} from "../phone-types.ts";
import { type Extra, type ExtraPatch, NO_EXTRA } from "./extra.ts";

/** What the household said; nothing is answered before somebody taps. */
export type ConsentAnswer = {
  readonly answer: "agreed" | "refused" | null;
  readonly method: ConsentMethod | null;
  readonly language: string;
  /** SHA-256 of their spoken yes. */
  readonly recording?: string | null;
  /** SHA-256 of the province's recordings that they heard to the end. */
  readonly heard?: readonly string[];
};

export type NewHousehold = {
  readonly village: string;
  readonly headName: string;
  readonly people: string;
  readonly phone: string;
};

export type Who =
  | { readonly kind: "known"; readonly id: string; readonly consent: ConsentAnswer | null }
  | {
      readonly kind: "new";
      readonly household: NewHousehold;
      readonly isSettled: boolean;
      readonly consent: ConsentAnswer;
    }
  /** Nobody is named: the visit counts for the village only. */
  | { readonly kind: "village"; readonly village: string; readonly isSettled: boolean };

export type LogForm = Extra & {
  readonly who: Who | null;
  readonly topic: string | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  /** Null is today, whenever the sheet is saved. */
  readonly on: Day | null;
  readonly followUpOn: Day | null;
  /** Somebody has said that a day which looks wrong is right. */
  readonly isDaySure: boolean;
  readonly isFollowUpSure: boolean;
  readonly note: string;
  /** SHA-256 of a spoken note. */
  readonly voice: string | null;
};

export type Step = "household" | "topic" | "outcome" | "details";
export type Missing = "household" | "name" | "village" | "consent" | "method" | "topic" | "outcome" | "reason" | "day" | "follow_up";

export const EMPTY_FORM: LogForm = {
  who: null,
  topic: null,
  outcome: null,
  reason: null,
  ...NO_EXTRA,
  on: null,
  followUpOn: null,
  isDaySure: false,
  isFollowUpSure: false,
  note: "",
  voice: null,
};

export function unasked(language: string): ConsentAnswer {
  return { answer: null, method: null, language };
}

export function isConsentSettled(consent: ConsentAnswer): boolean {
  return consent.answer === "agreed" && consent.method !== null;
}

/** True while at most a household that is known has been chosen: one tap, not worth keeping. */
export function isUntouched(form: LogForm): boolean {
  const { who, topic, outcome, note, voice } = form;
  const isKnownAtMost = who === null || (who.kind === "known" && who.consent?.answer == null);
  return isKnownAtMost && topic === null && outcome === null && note === "" && voice === null;
}

/** The first thing without which the sheet cannot be saved; null when it can. Odd days are asked about, given *today*. */
export function firstMissing(form: LogForm, today: Day | null = null): Missing | null {
  const { who } = form;
  if (who === null) return "household";
  if (who.kind === "new" && who.household.headName.trim() === "") return "name";
  if (who.kind === "village" && who.village === "") return "village";
  if (who.kind !== "village" && who.consent !== null && !isConsentSettled(who.consent)) {
    return who.consent.answer === "agreed" ? "method" : "consent";
  }
  if (form.topic === null) return "topic";
  if (form.outcome === null) return "outcome";
  if (form.outcome === "not_possible" && form.reason === null) return "reason";
  if (today === null) return null;
  if (!form.isDaySure && doneDoubt(form.on, today) !== null) return "day";
  if (!form.isFollowUpSure && promiseDoubt(form.followUpOn, today) !== null) return "follow_up";
  return null;
}

/** True when the first step needs no more and may fold to one line. */
export function isWhoSettled(who: Who | null): boolean {
  if (who === null) return false;
  if (who.kind !== "known") return who.isSettled;
  return who.consent === null || isConsentSettled(who.consent);
}

/** The step to stand open now. */
export function currentStep(form: LogForm): Step {
  if (!isWhoSettled(form.who)) return "household";
  if (form.topic === null) return "topic";
  return form.outcome === null ? "outcome" : "details";
}

export function consentDraft(consent: ConsentAnswer, textVersion: string): ConsentDraft | null {
  if (consent.method === null || consent.answer !== "agreed") return null;
  const { language, method, recording, heard } = consent;
  const said = method === "voice" && recording != null ? { recording } : {};
  return { textVersion, language, method, ...said, ...(heard === undefined ? {} : { heard }) };
}

/** A count as typed, or null when it is none. */
export function peopleCount(typed: string): number | null {
  const count = Number.parseInt(typed, 10);
  return Number.isNaN(count) ? null : Math.min(Math.max(count, 0), 50);
}

export function householdDraft(typed: NewHousehold): HouseholdDraft {
  const people = peopleCount(typed.people);
  const phone = typed.phone.trim();
  return {
    village: typed.village,
    headName: typed.headName.trim().replace(/\s+/g, " "),
    ...(people === null ? {} : { people }),
    ...(phone === "" ? {} : { phone }),
  };
}

/** What happened, without for whom; null while something is missing. */
export function assistPart(form: LogForm, today: Day): Omit<AssistDraft, "household" | "village"> | null {
  if (form.topic === null || form.outcome === null) return null;
  const note = form.note.trim();
  return {
    topic: form.topic,
    outcome: form.outcome,
    on: form.on ?? today,
    ...(form.outcome === "not_possible" && form.reason !== null ? { reason: form.reason } : {}),
    ...(form.followUpOn === null ? {} : { followUpOn: form.followUpOn }),
    ...(note === "" ? {} : { note }),
    ...(form.voice === null ? {} : { voice: form.voice }),
  };
}

/** The sheet of an assist that exists already. */
export function formOf(assist: AssistView): LogForm {
  return {
    who:
      assist.household === null
        ? { kind: "village", village: assist.village, isSettled: true }
        : { kind: "known", id: assist.household, consent: null },
    topic: assist.topic,
    outcome: assist.outcome,
    reason: assist.reason,
    on: assist.on,
    followUpOn: assist.followUpOn,
    // What was kept once is not asked about again, as long as it stays; what was refused for its day is.
    isDaySure: assist.trouble !== "date_in_future",
    isFollowUpSure: true,
    stage: assist.stage,
    lastUsed: assist.lastUsed,
    seller: assist.seller ?? {},
    note: assist.note ?? "",
    voice: assist.voice,
  };
}

export type AssistPatch = ExtraPatch & Partial<{
  household: string;
  topic: string;
  outcome: Outcome;
  reason: string | null;
  on: Day;
  note: string | null;
  voice: string | null;
  followUpOn: Day | null;
}>;

/** Only what differs: absent is unchanged, null is cleared. */
export function patchOf(assist: AssistView, form: LogForm, today: Day): AssistPatch {
  const on = form.on ?? today;
  const household = form.who?.kind === "known" ? form.who.id : null;
  const reason = form.outcome === "not_possible" ? form.reason : null;
  const note = form.note.trim() === "" ? null : form.note.trim();
  return {
    ...(household !== null && household !== assist.household ? { household } : {}),
    ...(form.topic !== null && form.topic !== assist.topic ? { topic: form.topic } : {}),
    ...(form.outcome !== null && form.outcome !== assist.outcome ? { outcome: form.outcome } : {}),
    ...(reason !== assist.reason ? { reason } : {}),
    ...(on !== assist.on ? { on } : {}),
    ...(note !== assist.note ? { note } : {}),
    ...(form.voice !== assist.voice ? { voice: form.voice } : {}),
    ...(form.followUpOn !== assist.followUpOn ? { followUpOn: form.followUpOn } : {}),
  };
}
