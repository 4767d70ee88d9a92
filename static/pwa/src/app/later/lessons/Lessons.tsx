/** All lessons: those for everybody, then one a topic, each with how far the reader is. */
import type { ComponentChildren } from "preact";
import type { LessonOut } from "../../../domain/wire.ts";
import { t } from "../../../i18n/translate.ts";
import { Empty } from "../../../ui/Empty.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import { goBack } from "../../router.ts";
import { useLessons } from "./lessons.ts";
import { isDone, progressOf } from "./progress.ts";
import { Said } from "./Said.tsx";

/** Lessons on these are for everybody; on others for whoever is helped with them. */
const FOR_EVERYBODY: readonly (string | null)[] = ["online_safety", "digital_skills", "virtual_assistant", null];

export function Lessons() {
  const all = useLessons();
  const { topics } = useSnapshot();
  if (all === undefined) return <Frame>{<p class="soft">{t("Opening…")}</p>}</Frame>;
  if (all === "absent") {
    return (
      <Frame>
        <Empty sign="lesson" words={t("Lessons come with the next contact. After that they work without signal.")} />
      </Frame>
    );
  }
  const off = topics.filter((topic) => topic.off === true).map(({ code }) => code);
  const shown = all.lessons.filter(({ topic }) => topic === null || !off.includes(topic));
  const isGeneral = ({ topic }: LessonOut) => FOR_EVERYBODY.includes(topic);
  return (
    <Frame>
      <p>{t("Short lessons with pictures: for a class, or at somebody's table. They work without signal.")}</p>
      <Group name="general" title={t("For everybody")} lessons={shown.filter(isGeneral)} />
      <Group name="topics" title={t("Topic by topic")} lessons={shown.filter((lesson) => !isGeneral(lesson))} />
    </Frame>
  );
}

function Frame({ children }: { readonly children: ComponentChildren }) {
  return (
    <Page title={t("Lessons")} onBack={() => goBack("#/more")}>
      {children}
    </Page>
  );
}

type GroupProps = { readonly name: string; readonly title: string; readonly lessons: readonly LessonOut[] };

function Group({ name, title, lessons }: GroupProps) {
  if (lessons.length === 0) return null;
  return (
    <section class="stack" aria-labelledby={`lessons-${name}`}>
      <h2 id={`lessons-${name}`}>{title}</h2>
      <ul class="list">
        {lessons.map((lesson) => (
          <Item key={lesson.code} lesson={lesson} />
        ))}
      </ul>
    </section>
  );
}

function Item({ lesson }: { readonly lesson: LessonOut }) {
  const phone = usePhone();
  const progress = progressOf(phone, lesson.code);
  const { length } = lesson.steps;
  return (
    <li>
      <a class="item" href={`#/lesson/${lesson.code}`}>
        <TopicPictogram topic={lesson.topic ?? "digital_skills"} />
        <span class="item-text">
          <span class="item-title">
            <Said text={lesson.title} />
          </span>
          <span class="soft small">
            {t("{steps} steps · {minutes} minutes", { steps: length, minutes: lesson.minutes })}
          </span>
          {progress.seen.length > 0 && (
            <span class="small lesson-progress">
              <Sign name={isDone(lesson, progress) ? "check" : "clock"} size="small" />
              {isDone(lesson, progress)
                ? t("Gone through")
                : t("{done} of {all} steps", { done: progress.seen.length, all: length })}
            </span>
          )}
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}
