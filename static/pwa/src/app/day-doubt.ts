/** Days that are worth a second look before they are kept: never changed silently, never kept silently. Pure. */
import type { Day } from "../domain/days.ts";
import { addDays } from "../domain/days.ts";

/** Work of an earlier period may come late but is taken. */
const LONG_AGO_DAYS = 60;
/** Nobody promises a visit for so far ahead; a wrong year does. */
const FAR_DAYS = 200;

/** What is odd about the day on which something is said to have happened. */
export function doneDoubt(day: Day | null, today: Day): "ahead" | "long_ago" | null {
  if (day === null) return null;
  if (day > today) return "ahead";
  return day < addDays(today, -LONG_AGO_DAYS) ? "long_ago" : null;
}

/** What is odd about the day of a visit to come. */
export function promiseDoubt(day: Day | null, today: Day): "past" | "far" | null {
  if (day === null) return null;
  if (day < today) return "past";
  return day > addDays(today, FAR_DAYS) ? "far" : null;
}
