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

type Period = { readonly from: Day; readonly to: Day };
type Sum = { -readonly [Name in keyof Figures]: Figures[Name] };

/**
 * The figures of *me* (a person's id), topic by topic; assists by others, outside the period or withdrawn are out, and
 * topics without any.
 */
export function figuresByTopic(assists: Iterable<Folded>, me: string, period: Period): ReadonlyMap<string, Figures> {
  const byTopic = new Map<string, Sum>();
  for (const assist of assists) {
    const { fields } = assist;
    const on = textOf(fields, "on");
    if (on === null || !isWithin(on, period) || textOf(fields, "author") !== me || fields.state === "withdrawn") continue;
    const topic = textOf(fields, "topic") ?? "";
    const sum = byTopic.get(topic) ?? { ...NO_FIGURES };
    byTopic.set(topic, sum);
    sum.all += 1;
    sum[partOf(assist)] += 1;
  }
  return byTopic;
}

/** Those of all topics together. */
export const figuresOf = (assists: Iterable<Folded>, me: string, period: Period): Figures =>
  [...figuresByTopic(assists, me, period).values()].reduce(add, NO_FIGURES);
