/** Turns folded records into what screens show; pure, recomputed after every change. */
import type { BundleDocument } from "../api/documents";
import { addDays, type Day } from "../domain/days";
import {
  type Base,
  type Folded,
  type Folding,
  followAliases,
  followInRows,
  foldingOf,
  movesHouseholds,
} from "../domain/folding";
import { receiptOf } from "../domain/receipt";
import { type Fields, factOf, numberOf, textOf } from "../domain/rows";
import { visitsByHousehold } from "../domain/visits";
import { OUTCOMES, type Outcome } from "../domain/words";
import type { AssistView, HouseholdView, TopicView } from "./phone-types";
import { readSeller } from "./seller";
import { among, LAST_USES, STAGES } from "./village-codes";

type Consent = HouseholdView["consent"];
type Reached = Record<string, Outcome>;

const stateOf = (record: Folded): string | null => textOf(record.fields, "state");

const outcomeOf = (assist: Folded): Outcome => {
  const word = assist.fields.outcome;
  return RANKS.has(word) ? (word as Outcome) : "in_progress";
};

const RANKS = new Map<unknown, number>(OUTCOMES.map((outcome, rank) => [outcome, rank]));

const isBetter = (one: Outcome, than: Outcome | undefined): boolean =>
  than === undefined || (RANKS.get(one) ?? 0) < (RANKS.get(than) ?? 0);

/** Work that stands: neither returned nor withdrawn nor refused by the server. */
const stands = (assist: Folded): boolean =>
  stateOf(assist) !== "returned" && stateOf(assist) !== "withdrawn" && (assist.onServer || !assist.needsCare);

type Visited = { readonly reached: Reached; readonly touchedAt: number };

function visited(assists: readonly Folded[]): Visited {
  const reached = new Map<string, Outcome>();
  let touchedAt = 0;
  for (const assist of assists) {
    const topic = textOf(assist.fields, "topic");
    if (topic === null) continue;
    if (assist.touchedAt > touchedAt) touchedAt = assist.touchedAt;
    const outcome = outcomeOf(assist);
    if (isBetter(outcome, reached.get(topic)) && stands(assist)) reached.set(topic, outcome);
  }
  return { reached: Object.fromEntries(reached), touchedAt };
}

function consentOf(record: Folded): Consent {
  const word = textOf(record.fields, "consent");
  return word === "given" || word === "withdrawn" ? word : "not_asked";
}

function householdView(record: Folded, assists: readonly Folded[]): HouseholdView {
  const { fields, id } = record;
  const { reached, touchedAt } = visited(assists);
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
    touchedAt: Math.max(record.touchedAt, touchedAt),
    reached,
  };
}

/** What the rows alone show of each household. */
const shownBelow = new WeakMap<Base, Map<string, HouseholdView>>();

/** Recent first; withdrawn and merged ones are left out. */
export function householdViews(records: Folding): HouseholdView[] {
  const known = shownBelow.get(records.base) ?? new Map<string, HouseholdView>();
  shownBelow.set(records.base, known);
  const visits = visitsByHousehold(records);
  return records
    .ofKind("household")
    .filter((record) => stateOf(record) === "active")
    .map((record) => {
      if (visits.isTouched(record.id)) return householdView(record, visits.of(record.id));
      const view = known.get(record.id) ?? householdView(record, visits.of(record.id));
      known.set(record.id, view);
      return view;
    })
    .sort((a, b) => b.touchedAt - a.touchedAt || (a.id < b.id ? -1 : 1));
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

/** Of one moment by their ids: in which order the disk gives them says nothing. */
const newestFirst = (one: AssistView, other: AssistView): number =>
  other.loggedAt - one.loggedAt || (one.id < other.id ? -1 : 1);

/** What the rows alone show, for one person. */
const listedBelow = new WeakMap<Base, { readonly me: string; readonly list: readonly AssistView[] }>();

function listBelow(base: Base, me: string): readonly AssistView[] {
  const known = listedBelow.get(base);
  if (known?.me === me) return known.list;
  const records = foldingOf(base, new Map());
  const resolve = followInRows(base);
  const list = records.ofKind("assist").map((record) => assistView(record, records, resolve, me));
  list.sort(newestFirst);
  listedBelow.set(base, { me, list });
  return list;
}

/** Makes the view of a row's assist ahead, so that showing ten thousand of them makes no tap wait. */
export function warmAssist(record: Folded, records: Folding, me: string): void {
  if (record.kind === "assist") assistView(record, records, followInRows(records.base), me);
}

/** Newest first. */
export function assistViews(records: Folding, me: string): readonly AssistView[] {
  const { over, base } = records;
  const resolve = followAliases(records);
  const view = (record: Folded) => assistView(record, records, resolve, me);
  if (movesHouseholds(records)) return records.ofKind("assist").map(view).sort(newestFirst);
  const list = listBelow(base, me);
  if (over.size === 0) return list;
  const above = [...over.values()].filter(({ kind }) => kind === "assist").map(view).sort(newestFirst);
  const all: AssistView[] = [];
  let next = 0;
  // One way through the sorted list, the few from above put in at their places.
  for (const shown of list) {
    if (over.has(shown.id)) continue;
    for (let one = above[next]; one !== undefined && newestFirst(one, shown) < 0; one = above[next]) {
      all.push(one);
      next += 1;
    }
    const record = shown.household !== null && over.has(shown.household) ? records.get(shown.id) : undefined;
    all.push(record === undefined ? shown : view(record));
  }
  return all.concat(above.slice(next));
}

/** More recent visits than these tell nothing more of what is usual. */
const HABIT = 500;

/** Usual ones first: by how often this person logged them lately, then catalogue order. */
export function topicsByUse(topics: BundleDocument["topics"], assists: readonly AssistView[]): TopicView[] {
  const uses = new Map<string, number>();
  for (const assist of assists.slice(0, HABIT)) {
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
