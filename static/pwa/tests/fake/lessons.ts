/** Three of the catalogue's lessons, as a phone keeps them. */
import type { LessonsOut } from "../../src/domain/wire.ts";
import { keepLessons } from "../../src/store/lessons.ts";
import kept from "./lessons.json";

export const LESSONS: LessonsOut = kept;

/** *speak* changes every text: into the test language, say. */
export function lessonsSaid(speak: (text: string) => string): LessonsOut {
  return JSON.parse(JSON.stringify(LESSONS), (key, value: unknown) =>
    key === "text" && typeof value === "string" ? speak(value) : value,
  ) as LessonsOut;
}

/** As if they had been fetched a moment ago. */
export function stockLessons(body: LessonsOut = LESSONS, language = "vi"): Promise<void> {
  return keepLessons(language, { etag: '"1"', fetchedAt: Date.now(), body });
}
