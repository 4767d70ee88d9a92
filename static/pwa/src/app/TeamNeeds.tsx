/** What the commune or the leader wants of this person: notices not read, tasks not done. Part of "Needs you". */
import { dayOf } from "../domain/days.ts";
import { relativeDay } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { useSnapshot } from "./context.ts";
import type { Day, Snapshot } from "./phone-types.ts";
import { Task } from "./Task.tsx";

const SHOWN = 2;

export function teamNeeds({ notices, tasks }: Pick<Snapshot, "notices" | "tasks">) {
  return {
    notices: notices.filter(({ isRead }) => !isRead),
    tasks: tasks.filter(({ state, isMine }) => state === "open" && isMine),
  };
}

export function TeamNeeds({ today }: { readonly today: Day }) {
  const { notices, tasks } = teamNeeds(useSnapshot());
  return (
    <>
      {notices.slice(0, SHOWN).map(({ id, title, at }) => (
        <Task
          key={id}
          href={`#/notice/${id}`}
          sign="bell"
          urgent={false}
          title={t("The commune tells you")}
          about={title}
          why={relativeDay(dayOf(at), today)}
        />
      ))}
      {tasks.slice(0, SHOWN).map(({ id, text, due, giverName }) => (
        <Task
          key={id}
          href={`#/task/${id}`}
          sign="task"
          urgent={due !== null && due < today}
          title={t("A task for you")}
          about={text}
          why={due === null ? (giverName ?? t("Task")) : t("due {day}", { day: relativeDay(due, today) })}
        />
      ))}
      {(notices.length > SHOWN || tasks.length > SHOWN) && (
        <Task
          href={notices.length > SHOWN ? "#/notices" : "#/tasks"}
          sign="more"
          urgent={false}
          title={t("More notices and tasks")}
          about={null}
          why={t("{notices} not read, {tasks} to do", { notices: notices.length, tasks: tasks.length })}
        />
      )}
    </>
  );
}
