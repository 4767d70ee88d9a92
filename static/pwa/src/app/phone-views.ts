/** Turns folded records into what screens show; pure, recomputed after every change. */
import type { BundleDocument } from "../api/documents";
import { addDays, type Day } from "../domain/days";
import { type Folded, type Folding, followAliases } from "../domain/overlay";
import { receiptOf } from "../domain/receipt";
import { type Fields, factOf, numberOf, textOf } from "../domain/rows";
import { isOutcome, OUTCOMES, type Outcome } from "../domain/words";
import type { AssistView, HouseholdView, TopicView } from "./phone-types";
import { readSeller } from "./seller";
import { among, LAST_USES, STAGES } from "./village-codes";

type Consent = HouseholdView["consent"];
type Reached = Record<string, Outcome>;

const stateOf = (record: Folded): string | null => textOf(record.fields, "state");
const ofKind = (records: Folding, kind: string): Folded[] =>
  [...records.values()].filter((record) => record.kind === kind);

const outcomeOf = (assist: Folded): Outcome => {
  const word = assist.fields.outcome;
  return isOutcome(word) ? word : "in_progress";
};

const isBetter = (one: Outcome, than: Outcome | undefined): boolean =>
  than === undefined || OUTCOMES.indexOf(one) < OUTCOMES.indexOf(than);

/** Work that stands: neither returned nor withdrawn nor refused by the server. */
const stands = (assist: Folded): boolean =>
  stateOf(assist) !== "returned" && stateOf(assist) !== "withdrawn" && (assist.onServer || !assist.needsCare);

type PerHousehold = { readonly reached: Map<string, Reached>; readonly touchedAt: Map<string, number> };

function gather(assists: readonly Folded[], resolve: (id: string) => string): PerHousehold {
  const reached = new Map<string, Reached>();
  const touchedAt = new Map<string, number>();
  for (const assist of assists) {
    const named = textOf(assist.fields, "household");
    const topic = textOf(assist.fields, "topic");
    if (named === null || topic === null) continue;
    const household = resolve(named);
    touchedAt.set(household, Math.max(touchedAt.get(household) ?? 0, assist.touchedAt));
    if (!stands(assist)) continue;
    const topics = reached.get(household) ?? {};
    const outcome = outcomeOf(assist);
    if (isBetter(outcome, topics[topic])) topics[topic] = outcome;
    reached.set(household, topics);
  }
  return { reached, touchedAt };
}

function consentOf(record: Folded): Consent {
  const word = textOf(record.fields, "consent");
  return word === "given" || word === "withdrawn" ? word : "not_asked";
}

function householdView(record: Folded, found: PerHousehold): HouseholdView {
  const { fields, id } = record;
  return {
    id,
    village: textOf(fields, "village") ?? "",
    headName: textOf(fields, "head_name") ?? "",
    people: numberOf(fields, "people"),
    phone: textOf(fields, "phone"),
    hasSmartphone: factOf(fields, "has_smartphone"),
    hasElectricity: factOf(fields, "has_electricity"),
    hasSignal: factOf(fields, "has_signal"),
    language: textOf(fields, "language"),
    note: textOf(fields, "note"),
    consent: consentOf(record),
    receipt: receiptOf(record),
    touchedAt: Math.max(record.touchedAt, found.touchedAt.get(id) ?? 0),
    reached: found.reached.get(id) ?? {},
  };
}

/** Recent first; withdrawn and merged ones are left out. */
export function householdViews(records: Folding): HouseholdView[] {
  const found = gather(ofKind(records, "assist"), followAliases(records));
  return ofKind(records, "household")
    .filter((record) => stateOf(record) === "active")
    .map((record) => householdView(record, found))
    .sort((a, b) => b.touchedAt - a.touchedAt);
}

type Seen = { readonly home: Folded | undefined; readonly me: string; readonly view: AssistView };

/** What was shown last of each assist: after a save ten thousand others are as they were. */
const seen = new WeakMap<Folded, Seen>();

function assistView(record: Folded, records: Folding, resolve: (id: string) => string, me: string): AssistView {
  const named = textOf(record.fields, "household");
  const household = named === null ? null : resolve(named);
  const home = household === null ? undefined : records.get(household);
  const known = seen.get(record);
  if (known !== undefined && known.home === home && known.me === me && known.view.household === household) return known.view;
  const view = makeAssistView(record, household, home?.fields ?? {}, me);
  seen.set(record, { home, me, view });
  return view;
}

function makeAssistView(record: Folded, household: string | null, householdFields: Fields, me: string): AssistView {
  const { fields } = record;
  const state = stateOf(record);
  return {
    id: record.id,
    village: textOf(fields, "village") ?? textOf(householdFields, "village") ?? "",
    household,
    householdName: textOf(householdFields, "head_name"),
    topic: textOf(fields, "topic") ?? "",
    outcome: outcomeOf(record),
    reason: textOf(fields, "reason"),
    stage: among(STAGES, textOf(fields, "stage")),
    lastUsed: among(LAST_USES, textOf(fields, "last_used")),
    seller: readSeller(fields.details),
    on: textOf(fields, "on") ?? "",
    followUpOn: textOf(fields, "follow_up_on"),
    note: textOf(fields, "note"),
    voice: textOf(fields, "voice"),
    receipt: receiptOf(record),
    returnReason: state === "returned" ? textOf(fields, "review_reason") : null,
    returnText: state === "returned" ? textOf(fields, "review_text") : null,
    trouble: record.trouble,
    mine: textOf(fields, "author") === me,
    loggedAt: numberOf(fields, "logged_at") ?? record.touchedAt,
    canChange: state === "submitted" || state === "returned",
  };
}

/** Newest first. */
export function assistViews(records: Folding, me: string): AssistView[] {
  const resolve = followAliases(records);
  return ofKind(records, "assist")
    .map((record) => assistView(record, records, resolve, me))
    .sort((a, b) => b.loggedAt - a.loggedAt);
}

/** Usual ones first: by how often this person logged them, then catalogue order. */
export function topicsByUse(topics: BundleDocument["topics"], assists: readonly AssistView[]): TopicView[] {
  const uses = new Map<string, number>();
  for (const assist of assists) {
    if (assist.mine) uses.set(assist.topic, (uses.get(assist.topic) ?? 0) + 1);
  }
  return [...topics].sort((a, b) => (uses.get(b.code) ?? 0) - (uses.get(a.code) ?? 0));
}

/** The bundle's period, moved on by whole months when the phone was offline past its end (15th to 14th). */
export function periodNow(bundle: BundleDocument["period"], today: Day): BundleDocument["period"] {
  if (bundle.to === "" || today <= bundle.to) return bundle;
  const from = addDays(bundle.to, 1);
  return periodNow({ from, to: addDays(monthsAfter(from, 1), -1) }, today);
}

function monthsAfter(day: Day, count: number): Day {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + count);
  return next.toISOString().slice(0, 10);
}

/** The whole month before *period*. */
export function periodBefore({ from }: BundleDocument["period"]): BundleDocument["period"] {
  return from === "" ? { from, to: "" } : { from: monthsAfter(from, -1), to: addDays(from, -1) };
}
