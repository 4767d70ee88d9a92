/** What needs the reader now: returned work, work that could not be taken in, follow-up visits that are due. Pure. */
import type { AssistView, Case, Day, Snapshot } from "./phone-types.ts";

export type Needs = {
  readonly returned: readonly AssistView[];
  /** Refused, in conflict or not to be sent: somebody must do something. */
  readonly urgent: readonly Case[];
  /** Kept at the server; only the commune can do something. */
  readonly waiting: readonly Case[];
  readonly due: readonly AssistView[];
};

/** A visit is due when its day has come and nobody has gone there on the same topic since. */
function isDue(assist: AssistView, all: readonly AssistView[], today: Day): boolean {
  if (!assist.mine || assist.followUpOn === null || assist.followUpOn > today || assist.receipt === "withdrawn")
    return false;
  const isLater = (other: AssistView) =>
    other.household === assist.household &&
    other.topic === assist.topic &&
    other.loggedAt > assist.loggedAt &&
    other.receipt !== "withdrawn";
  return assist.household !== null && !all.some(isLater);
}

export function needsOf({ assists, cases }: Pick<Snapshot, "assists" | "cases">, today: Day): Needs {
  const mine = assists.filter((assist) => assist.mine);
  return {
    returned: mine.filter(({ receipt }) => receipt === "returned"),
    urgent: cases.filter(({ status }) => status !== "held"),
    waiting: cases.filter(({ status }) => status === "held"),
    due: assists.filter((assist) => isDue(assist, assists, today)),
  };
}

/** Visits, not operations, that wait on this phone: the number a volunteer would count. */
export function unsentVisits(assists: readonly AssistView[]): number {
  return assists.filter(({ mine, receipt }) => mine && receipt === "saved").length;
}
