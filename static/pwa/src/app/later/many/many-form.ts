/** The sheet of a meeting: one topic and outcome, the households that were there. Pure. */
import type { AssistDraft, Day, HouseholdView, ManyDraft, Outcome } from "../../phone-types.ts";
import { doneDoubt } from "../../day-doubt.ts";

export type ManyForm = {
  readonly village: string;
  readonly topic: string | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly ticked: readonly string[];
  /** Of those ticked, the ones that have said yes just now. */
  readonly agreed: readonly string[];
  readonly language: string;
  /** Null is today, whenever the sheet is saved. */
  readonly on: Day | null;
  readonly isDaySure: boolean;
  readonly note: string;
};

export type ManyMissing = "topic" | "outcome" | "reason" | "households" | "consent" | "day";

export const emptyMany = (village: string, language: string): ManyForm => ({
  village,
  topic: null,
  outcome: null,
  reason: null,
  ticked: [],
  agreed: [],
  language,
  on: null,
  isDaySure: false,
  note: "",
});

/** The ticked ones that are still on this phone, in the order of ticking. */
export function chosen(form: ManyForm, households: readonly HouseholdView[]): readonly HouseholdView[] {
  const known = new Map(households.map((household) => [household.id, household]));
  return form.ticked.flatMap((id) => known.get(id) ?? []);
}

export const needsAsking = (household: HouseholdView): boolean => household.consent !== "given";

/** Ticked and not asked: nothing is written about them before they agree. */
export function unasked(form: ManyForm, households: readonly HouseholdView[]): readonly HouseholdView[] {
  return chosen(form, households).filter((one) => needsAsking(one) && !form.agreed.includes(one.id));
}

export const hasTopic = (household: HouseholdView, topic: string | null): boolean => {
  const reached = topic === null ? undefined : household.reached[topic];
  return reached === "helped" || reached === "already_had";
};

/** Whom "the whole village" means: who has agreed before, and was not reached with this topic yet. */
export function wholeVillage(form: ManyForm, households: readonly HouseholdView[]): readonly string[] {
  return households
    .filter((one) => one.village === form.village && !needsAsking(one) && !hasTopic(one, form.topic))
    .map(({ id }) => id);
}

/** *id* ticked or not; an answer goes with its tick. */
export function toggled(form: ManyForm, id: string): Pick<ManyForm, "ticked" | "agreed"> {
  if (!form.ticked.includes(id)) return { ticked: [...form.ticked, id], agreed: form.agreed };
  const without = (ids: readonly string[]) => ids.filter((other) => other !== id);
  return { ticked: without(form.ticked), agreed: without(form.agreed) };
}

export function missingInMany(form: ManyForm, households: readonly HouseholdView[], today: Day): ManyMissing | null {
  if (form.topic === null) return "topic";
  if (form.outcome === null) return "outcome";
  if (form.outcome === "not_possible" && form.reason === null) return "reason";
  if (chosen(form, households).length === 0) return "households";
  if (unasked(form, households).length > 0) return "consent";
  if (!form.isDaySure && doneDoubt(form.on, today) !== null) return "day";
  return null;
}

/** Null while something is missing. */
export function manyDraft(
  form: ManyForm,
  households: readonly HouseholdView[],
  today: Day,
  textVersion: string,
): ManyDraft | null {
  if (form.topic === null || form.outcome === null || missingInMany(form, households, today) !== null) return null;
  const note = form.note.trim();
  const assist: Omit<AssistDraft, "household" | "village"> = {
    topic: form.topic,
    outcome: form.outcome,
    on: form.on ?? today,
    ...(form.outcome === "not_possible" && form.reason !== null ? { reason: form.reason } : {}),
    ...(note === "" ? {} : { note }),
  };
  const consent = { textVersion, language: form.language, method: "voice" } as const;
  return {
    assist,
    households: chosen(form, households).map((one) => ({ id: one.id, consent: needsAsking(one) ? consent : null })),
  };
}
