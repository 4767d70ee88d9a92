/**
 * Numbers, days and times as people here write them: 1.234,5 · 21/11/2026 · "thứ Ba" within a week.
 * Days are `YYYY-MM-DD` in Asia/Ho_Chi_Minh, instants are milliseconds.
 */
import { t } from "./translate.ts";

const DAY_MS = 86_400_000;
/** Vietnam has had one offset and no summer time since 1975, so plain arithmetic is right. */
const OFFSET_MS = 7 * 3_600_000;
const numbers = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** Bytes as KB, MB or GB with at most one decimal; anything above zero shows at least 0,1 KB. */
export function formatBytes(bytes: number): string {
  const kilobytes = bytes / 1024;
  if (kilobytes < 1024) return t("{count} KB", { count: formatNumber(bytes > 0 ? Math.max(kilobytes, 0.1) : 0) });
  const megabytes = kilobytes / 1024;
  if (megabytes < 1024) return t("{count} MB", { count: formatNumber(megabytes) });
  return t("{count} GB", { count: formatNumber(megabytes / 1024) });
}

/** The calendar day of an instant. */
function dayOf(instant: number): string {
  return new Date(instant + OFFSET_MS).toISOString().slice(0, 10);
}

/** Days from *from* to *to*; negative when *to* is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export function formatDay(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${date}/${month}/${year}`;
}

/** Day and month only, for spans whose year is plain. */
export function formatShortDay(day: string): string {
  return formatDay(day).slice(0, 5);
}

export function formatTime(instant: number): string {
  return new Date(instant + OFFSET_MS).toISOString().slice(11, 16);
}

export function weekday(day: string): string {
  const names = [t("Sunday"), t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday")];
  return names[new Date(Date.parse(day)).getUTCDay()] ?? formatDay(day);
}

/** Words up to a week back and a day ahead, then the date. */
export function relativeDay(day: string, today: string): string {
  const ahead = daysBetween(today, day);
  if (ahead === 0) return t("today");
  if (ahead === -1) return t("yesterday");
  if (ahead === 1) return t("tomorrow");
  if (ahead < 0 && ahead > -7) return weekday(day);
  return formatDay(day);
}

/** "hôm nay lúc 14:05", "thứ Ba lúc 08:30", then dates. */
export function relativeMoment(instant: number, now: number): string {
  return t("{day} at {time}", { day: relativeDay(dayOf(instant), dayOf(now)), time: formatTime(instant) });
}
