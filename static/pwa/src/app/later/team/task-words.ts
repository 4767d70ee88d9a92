/** A task in words: for whom, until when, who did it. */
import { type Day, dayOf } from "../../../domain/days.ts";
import { relativeDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import type { TaskView } from "../../phone-team-types.ts";

export const isLate = ({ state, due }: TaskView, today: Day): boolean => state === "open" && due !== null && due < today;

export function forWhom({ to, toName }: TaskView): string {
  return to === null ? t("for the whole team") : t("for {name}", { name: toName ?? t("a member") });
}

export function whenWords(task: TaskView, today: Day): string {
  if (task.state === "done") {
    const day = relativeDay(dayOf(task.doneAt ?? task.at), today);
    return task.doneByName === null ? t("done {day}", { day }) : t("done {day} by {name}", { day, name: task.doneByName });
  }
  if (task.due === null) return t("no day set");
  return isLate(task, today)
    ? t("late, was due {day}", { day: relativeDay(task.due, today) })
    : t("due {day}", { day: relativeDay(task.due, today) });
}
