/** Calendar days of Vietnam; the phone's own time zone may be set wrong and is never asked. */

/** `YYYY-MM-DD` in Asia/Ho_Chi_Minh. */
export type Day = string;

/** Asia/Ho_Chi_Minh has had no summer time since 1975. */
const OFFSET_MS = 7 * 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** The day that *at* (milliseconds since 1970) falls on. */
export function dayOf(at: number): Day {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 10);
}

/** `YYYY-MM` of *at*, for monthly counts. */
export function monthOf(at: number): string {
  return dayOf(at).slice(0, 7);
}

/** The first millisecond of *day*. */
export function startOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
}

export function addDays(day: Day, count: number): Day {
  return dayOf(startOf(day) + count * DAY_MS);
}

/** Both ends inclusive. */
export function isWithin(day: Day, period: { readonly from: Day; readonly to: Day }): boolean {
  return period.from <= day && day <= period.to;
}
