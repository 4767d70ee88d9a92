/** What needs the reader now: returned work, work that could not be taken in, follow-up visits that are due. Pure. */
import { openFollowUps } from "./follow-ups.ts";
import type { AssistView, Case, Day, Snapshot } from "./phone-types.ts";
import { sortedAssists } from "./sorted-assists.ts";

export type Needs = {
  readonly returned: readonly AssistView[];
  /** Refused, in conflict or not to be sent: somebody must do something. */
  readonly urgent: readonly Case[];
  /** Kept at the server; only the commune can do something. */
  readonly waiting: readonly Case[];
  readonly due: readonly AssistView[];
};

type Known = Pick<Snapshot, "assists" | "cases"> & Partial<Pick<Snapshot, "households">>;

export function needsOf({ assists, cases, households }: Known, today: Day): Needs {
  return {
    returned: sortedAssists(assists).returned,
    urgent: cases.filter(({ status }) => status !== "held"),
    waiting: cases.filter(({ status }) => status === "held"),
    due: openFollowUps(assists, households).filter(({ mine, followUpOn }) => mine && followUpOn <= today),
  };
}

/** Visits, not operations, that wait on this phone: the number a volunteer would count. */
export function unsentVisits(assists: readonly AssistView[]): number {
  return sortedAssists(assists).unsent;
}
