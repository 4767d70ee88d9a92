/** The member's own numbers of a period; the four parts always add up to the whole. Pure. */
import { type Day, isWithin } from "./days";
import type { Folded } from "./folding";
import { textOf } from "./rows";

export type Figures = {
  readonly all: number;
  readonly approved: number;
  readonly waiting: number;
  readonly unsent: number;
  readonly returned: number;
};
type Part = Exclude<keyof Figures, "all">;

export const NO_FIGURES: Figures = { all: 0, approved: 0, waiting: 0, unsent: 0, returned: 0 };

function together(one: Figures, other: Figures, sign: 1 | -1): Figures {
  return {
    all: one.all + sign * other.all,
    approved: one.approved + sign * other.approved,
    waiting: one.waiting + sign * other.waiting,
    unsent: one.unsent + sign * other.unsent,
    returned: one.returned + sign * other.returned,
  };
}
export const add = (one: Figures, other: Figures): Figures => together(one, other, 1);
export const subtract = (one: Figures, other: Figures): Figures => together(one, other, -1);

/**
 * Where one assist counts. Unsent beats the server's state, because that is what the member can do something about;
 * what the server refused outright counts with the returned: it needs the member and may never count.
 */
function partOf(assist: Folded): Part {
  if (assist.unsent) return "unsent";
  if (!assist.onServer) return assist.needsCare ? "returned" : "waiting";
  const state = textOf(assist.fields, "state");
  if (state === "approved" || state === "returned") return state;
  return "waiting";
}

/** The same, topic by topic; topics without an assist of *me* in the period are left out. */
export function figuresByTopic(
  assists: readonly Folded[],
  me: string,
  period: { readonly from: Day; readonly to: Day },
): ReadonlyMap<string, Figures> {
  const byTopic = new Map<string, Folded[]>();
  for (const assist of assists) {
    const topic = textOf(assist.fields, "topic") ?? "";
    const those = byTopic.get(topic);
    if (those === undefined) byTopic.set(topic, [assist]);
    else those.push(assist);
  }
  const figures = [...byTopic].map(([topic, those]) => [topic, figuresOf(those, me, period)] as const);
  return new Map(figures.filter(([, { all }]) => all > 0));
}

/** *me* is the person's id; assists by others, outside the period or withdrawn are out. */
export function figuresOf(
  assists: Iterable<Folded>,
  me: string,
  period: { readonly from: Day; readonly to: Day },
): Figures {
  const counts: Record<Part, number> = { approved: 0, waiting: 0, unsent: 0, returned: 0 };
  let all = 0;
  for (const assist of assists) {
    const on = textOf(assist.fields, "on");
    const isMine = textOf(assist.fields, "author") === me;
    if (!isMine || on === null || !isWithin(on, period) || textOf(assist.fields, "state") === "withdrawn") continue;
    all += 1;
    counts[partOf(assist)] += 1;
  }
  return { all, ...counts };
}
