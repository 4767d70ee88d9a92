/** A class's lesson in words: which, and how much of it was done. */
import type { LessonsOut } from "../../../domain/wire.ts";
import { t } from "../../../i18n/translate.ts";
import type { ClassView } from "../../phone-village-types.ts";

type Lessons = LessonsOut | "absent" | undefined;

/** Null when the class names no lesson. The code stands for a lesson that is not on this phone. */
export function lessonWords({ lesson, steps }: Pick<ClassView, "lesson" | "steps">, all: Lessons): string | null {
  if (lesson === null) return null;
  const known = typeof all === "object" ? all.lessons.find(({ code }) => code === lesson) : undefined;
  const title = known?.title.text ?? lesson;
  if (steps === null || known === undefined) return title;
  const done = t("{done} of {all} steps", { done: steps.length, all: known.steps.length });
  return t("{lesson}: {done}", { lesson: title, done });
}
