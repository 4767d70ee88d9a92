/**
 * What screens look for among all the visits of a phone, found in one pass and once for as long as the list is the
 * same: a tap must not go through ten thousand of them. Pure.
 */
import type { AssistView } from "./phone-types.ts";

type Sorted = {
  /** Own visits that wait on this phone. */
  readonly unsent: number;
  readonly returned: readonly AssistView[];
  /** With a day for the next visit. */
  readonly promising: readonly AssistView[];
  /** Newest first, withdrawn ones included. */
  readonly byHousehold: ReadonlyMap<string, readonly AssistView[]>;
};

const NONE: readonly AssistView[] = [];
const known = new WeakMap<readonly AssistView[], Sorted>();

function sort(assists: readonly AssistView[]): Sorted {
  let unsent = 0;
  const returned: AssistView[] = [];
  const promising: AssistView[] = [];
  const byHousehold = new Map<string, AssistView[]>();
  for (const assist of assists) {
    const { household, receipt, mine } = assist;
    if (mine && receipt === "saved") unsent += 1;
    if (mine && receipt === "returned") returned.push(assist);
    if (assist.followUpOn !== null) promising.push(assist);
    if (household === null) continue;
    const those = byHousehold.get(household);
    if (those === undefined) byHousehold.set(household, [assist]);
    else those.push(assist);
  }
  return { unsent, returned, promising, byHousehold };
}

export function sortedAssists(assists: readonly AssistView[]): Sorted {
  const found = known.get(assists) ?? sort(assists);
  known.set(assists, found);
  return found;
}

/** Those of *household*, newest first, withdrawn ones included. */
export const assistsOf = (assists: readonly AssistView[], household: string): readonly AssistView[] =>
  sortedAssists(assists).byHousehold.get(household) ?? NONE;

/** At most *most* own visits written down between the two moments, newest first; the list begins with the newest. */
export function loggedBetween(assists: readonly AssistView[], from: number, to: number, most: number): readonly AssistView[] {
  const found: AssistView[] = [];
  for (const assist of assists) {
    const { mine, loggedAt, receipt } = assist;
    if (loggedAt < from || found.length === most) break;
    if (mine && loggedAt < to && receipt !== "withdrawn") found.push(assist);
  }
  return found;
}
