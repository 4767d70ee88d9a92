/** Promised visits: which still stand, and how urgent they are. Pure. */
import { addDays, type Day } from "../domain/days.ts";
import type { AssistView, HouseholdView } from "./phone-types.ts";
import { assistsOf, sortedAssists } from "./sorted-assists.ts";

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
  const withdrawn = new Set(households.filter(({ consent }) => consent === "withdrawn").map(({ id }) => id));
  return promisesOf(assists).filter(({ household }) => !withdrawn.has(household));
}

const known = new WeakMap<readonly AssistView[], readonly FollowUp[]>();

/** Found once for each list. */
function promisesOf(assists: readonly AssistView[]): readonly FollowUp[] {
  const found = known.get(assists) ?? findPromises(assists);
  known.set(assists, found);
  return found;
}

function findPromises(assists: readonly AssistView[]): readonly FollowUp[] {
  const promises = sortedAssists(assists).promising.filter(isPromise);
  const lastVisit = new Map<string, number>();
  for (const household of new Set(promises.map(({ household }) => household))) {
    for (const assist of assistsOf(assists, household)) {
      const about = aboutOf(assist);
      if (assist.receipt !== "withdrawn") lastVisit.set(about, Math.max(lastVisit.get(about) ?? 0, assist.loggedAt));
    }
  }
  return promises
    .filter((promise) => promise.loggedAt >= (lastVisit.get(aboutOf(promise)) ?? 0))
    .sort((a, b) => (a.followUpOn < b.followUpOn ? -1 : a.followUpOn > b.followUpOn ? 1 : a.loggedAt - b.loggedAt));
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
