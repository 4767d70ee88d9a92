/**
 * How far a village is towards what was set for it. Counts households as the server does (design.md §2): each once, in
 * the village and on the day of its first help. Pure.
 */
import { type Day, isWithin } from "./days";
import type { Base, Folded, Folding } from "./folding";
import { textOf } from "./rows";
import { visitsByHousehold } from "./visits";

export type Target = {
  readonly village: string;
  readonly topic: string;
  readonly from: Day;
  readonly to: Day;
  /** Households to be helped. */
  readonly households: number;
};

/** `official`: approved alone; `provisional`: also what waits for review or was not sent yet. */
export type Progress = Target & { readonly official: number; readonly provisional: number };

type First = { readonly id: string; readonly village: string; readonly on: Day };

/** The server's provisional states; what it refused counts nowhere. */
const counts = (assist: Folded): boolean => {
  const state = textOf(assist.fields, "state");
  return (state === "submitted" || state === "approved") && (assist.onServer || !assist.needsCare);
};
const isOfficial = (assist: Folded): boolean => textOf(assist.fields, "state") === "approved" && !assist.unsent;

/** By topic: where and when a household was first helped; `official`: first among what was approved. */
type Firsts = { readonly provisional: Map<string, First>; readonly official: Map<string, First> };

function takeFirst(firsts: Map<string, First>, topic: string, { id, fields }: Folded): void {
  const known = firsts.get(topic);
  const on = textOf(fields, "on") ?? "";
  if (known !== undefined && (known.on < on || (known.on === on && known.id < id))) return;
  firsts.set(topic, { id, on, village: textOf(fields, "village") ?? "" });
}

function firstsOf(assists: readonly Folded[]): Firsts {
  const found: Firsts = { provisional: new Map(), official: new Map() };
  for (const assist of assists) {
    const topic = textOf(assist.fields, "topic");
    if (topic === null || assist.fields.outcome !== "helped" || !counts(assist)) continue;
    takeFirst(found.provisional, topic, assist);
    if (isOfficial(assist)) takeFirst(found.official, topic, assist);
  }
  return found;
}

/** What the rows alone say of each household, found when it is asked for. */
const foundBelow = new WeakMap<Base, Map<string, Firsts>>();

function firstsByHousehold(records: Folding): readonly Firsts[] {
  const known = foundBelow.get(records.base) ?? new Map<string, Firsts>();
  foundBelow.set(records.base, known);
  const visits = visitsByHousehold(records);
  return visits.households().map((id) => {
    if (visits.isTouched(id)) return firstsOf(visits.of(id));
    const firsts = known.get(id) ?? firstsOf(visits.of(id));
    known.set(id, firsts);
    return firsts;
  });
}

export function progressOf(targets: readonly Target[], records: Folding): readonly Progress[] {
  if (targets.length === 0) return [];
  const households = firstsByHousehold(records);
  return targets.map((target) => {
    const isMet = (first: First | undefined): boolean =>
      first !== undefined && first.village === target.village && isWithin(first.on, target);
    return {
      ...target,
      official: households.filter(({ official }) => isMet(official.get(target.topic))).length,
      provisional: households.filter(({ provisional }) => isMet(provisional.get(target.topic))).length,
    };
  });
}
