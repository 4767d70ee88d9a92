/**
 * How far a village is towards what was set for it. Counts households as the server does (design.md §2): each once, in
 * the village and on the day of its first help. Pure.
 */
import { type Day, isWithin } from "./days";
import type { Folded } from "./overlay";
import { textOf } from "./rows";

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

type First = { readonly village: string; readonly on: Day };

const isEarlier = (one: Folded, other: Folded): number => {
  const [a, b] = [textOf(one.fields, "on") ?? "", textOf(other.fields, "on") ?? ""];
  return a === b ? (one.id < other.id ? -1 : 1) : a < b ? -1 : 1;
};

/** The server's provisional states; what it refused counts nowhere. */
const counts = (assist: Folded): boolean => {
  const state = textOf(assist.fields, "state");
  return (state === "submitted" || state === "approved") && (assist.onServer || !assist.needsCare);
};
const isOfficial = (assist: Folded): boolean => textOf(assist.fields, "state") === "approved" && !assist.unsent;

/** topic -> household -> where and when it was first helped. */
function firstHelps(assists: readonly Folded[], resolve: (id: string) => string): Map<string, Map<string, First>> {
  const found = new Map<string, Map<string, First>>();
  for (const assist of assists) {
    const [household, topic] = [textOf(assist.fields, "household"), textOf(assist.fields, "topic")];
    if (household === null || topic === null || assist.fields.outcome !== "helped") continue;
    const firsts = found.get(topic) ?? new Map<string, First>();
    found.set(topic, firsts);
    const winner = resolve(household);
    const first = { village: textOf(assist.fields, "village") ?? "", on: textOf(assist.fields, "on") ?? "" };
    if (!firsts.has(winner)) firsts.set(winner, first);
  }
  return found;
}

function countIn(firsts: ReadonlyMap<string, First> | undefined, target: Target): number {
  return [...(firsts?.values() ?? [])].filter(({ village, on }) => village === target.village && isWithin(on, target)).length;
}

/** *assists*: every one this phone knows, of all members. */
export function progressOf(
  targets: readonly Target[],
  assists: readonly Folded[],
  resolve: (id: string) => string,
): readonly Progress[] {
  if (targets.length === 0) return [];
  const topics = new Set(targets.map(({ topic }) => topic));
  const isAsked = ({ fields }: Folded) => fields.outcome === "helped" && topics.has(textOf(fields, "topic") ?? "");
  const inOrder = assists.filter((assist) => isAsked(assist) && counts(assist)).sort(isEarlier);
  const provisional = firstHelps(inOrder, resolve);
  const official = firstHelps(inOrder.filter(isOfficial), resolve);
  return targets.map((target) => ({
    ...target,
    official: countIn(official.get(target.topic), target),
    provisional: countIn(provisional.get(target.topic), target),
  }));
}
