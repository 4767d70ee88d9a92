/** Promised visits: which still stand, and how urgent they are. Pure. */
import { addDays, type Day } from "../domain/days.ts";
import type { AssistView, HouseholdView } from "./phone-types.ts";

export type FollowUp = AssistView & { readonly followUpOn: Day; readonly household: string };

export type FollowUpGroups = {
  readonly overdue: readonly FollowUp[];
  readonly today: readonly FollowUp[];
  /** The seven days after today. */
  readonly week: readonly FollowUp[];
  readonly later: readonly FollowUp[];
};

const aboutOf = ({ household, topic }: AssistView): string => `${household} ${topic}`;
const isPromise = (assist: AssistView): assist is FollowUp =>
  assist.followUpOn !== null && assist.household !== null && assist.receipt !== "withdrawn";

/**
 * Promises that nobody has kept yet, the earliest first. A later visit to the household on the same topic keeps one,
 * whoever made it; a household that withdrew its consent is not visited for it any more.
 */
export function openFollowUps(
  assists: readonly AssistView[],
  households: readonly Pick<HouseholdView, "id" | "consent">[] = [],
): readonly FollowUp[] {
  const promises = assists.filter(isPromise);
  if (promises.length === 0) return promises;
  const promised = new Set(promises.map(({ household }) => household));
  const lastVisit = new Map<string, number>();
  for (const assist of assists) {
    if (assist.household === null || !promised.has(assist.household) || assist.receipt === "withdrawn") continue;
    const about = aboutOf(assist);
    lastVisit.set(about, Math.max(lastVisit.get(about) ?? 0, assist.loggedAt));
  }
  const withdrawn = new Set(households.filter(({ consent }) => consent === "withdrawn").map(({ id }) => id));
  return promises
    .filter((promise) => promise.loggedAt >= (lastVisit.get(aboutOf(promise)) ?? 0) && !withdrawn.has(promise.household))
    .sort((a, b) => a.followUpOn.localeCompare(b.followUpOn) || a.loggedAt - b.loggedAt);
}

export function groupFollowUps(promises: readonly FollowUp[], today: Day): FollowUpGroups {
  const weekEnd = addDays(today, 7);
  return {
    overdue: promises.filter(({ followUpOn }) => followUpOn < today),
    today: promises.filter(({ followUpOn }) => followUpOn === today),
    week: promises.filter(({ followUpOn }) => followUpOn > today && followUpOn <= weekEnd),
    later: promises.filter(({ followUpOn }) => followUpOn > weekEnd),
  };
}
