/** One lesson before it begins: what it is for, what to bring, where the nearest cash is, words to pass on. */
import type { LessonOut } from "../../../domain/wire.ts";
import { t } from "../../../i18n/translate.ts";
import { LinkButton } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { goBack } from "../../router.ts";
import { CashPoints } from "./CashPoints.tsx";
import { WithLesson } from "./Frame.tsx";
import { isDone, placeOf, type Progress, useProgress } from "./progress.ts";
import { Said } from "./Said.tsx";

export function Lesson({ code }: { readonly code: string }) {
  return (
    <WithLesson code={code} back="#/lessons">
      {(lesson) => <Overview lesson={lesson} />}
    </WithLesson>
  );
}

function beginWords(lesson: LessonOut, progress: Progress): string {
  const place = placeOf(lesson, progress.at);
  if (place.kind === "end" || (place.kind === "step" && place.index === 0)) {
    return isDone(lesson, progress) ? t("Go through it again") : t("Begin the lesson");
  }
  return place.kind === "step" ? t("Go on at step {step}", { step: place.index + 1 }) : t("Go on with the questions");
}

function Overview({ lesson }: { readonly lesson: LessonOut }) {
  const [progress] = useProgress(lesson.code);
  const foot = (
    <LinkButton kind="primary" wide sign="play" href={`#/lesson-steps/${lesson.code}`}>
      {beginWords(lesson, progress)}
    </LinkButton>
  );
  return (
    <Page title={lesson.title.text} lang={lesson.title.lang} onBack={() => goBack("#/lessons")} foot={foot}>
      <div class="lesson-head">
        <TopicPictogram topic={lesson.topic ?? "digital_skills"} size="huge" />
        <p>
          <Said text={lesson.purpose} />
        </p>
      </div>
      <p class="soft small">
        {t("{steps} steps · {minutes} minutes", { steps: lesson.steps.length, minutes: lesson.minutes })}
        {lesson.framework !== null && (
          <>
            <br />
            {t("Digital skills framework: {skill}", { skill: lesson.framework })}
          </>
        )}
      </p>
      {!lesson.reviewed && (
        <Notice tone="waiting" title={t("The content waits for review by specialists")}>
          <p>{t("It says only what holds everywhere. If something is different here, tell the commune.")}</p>
        </Notice>
      )}
      {lesson.bring.length > 0 && <Bring lesson={lesson} />}
      {lesson.cash_points && <CashPoints />}
      <ul class="list">
        <Door href={`#/lesson-words/${lesson.code}`} sign="talk" words={t("Words to pass on: loudspeaker, Zalo, SMS")} />
        <Door href="#/links" sign="outside" words={t("Apps and sites of others")} />
      </ul>
    </Page>
  );
}

function Bring({ lesson }: { readonly lesson: LessonOut }) {
  return (
    <section class="card stack" aria-labelledby="bring-title">
      <h2 id="bring-title">{t("What to bring")}</h2>
      <ul class="stack">
        {lesson.bring.map((thing) => (
          <li key={thing.text} class="lesson-thing">
            <Sign name="check" />
            <span>
              <Said text={thing} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Door({ href, sign, words }: { readonly href: string; readonly sign: string; readonly words: string }) {
  return (
    <li>
      <a class="item" href={href}>
        <Sign name={sign} />
        <span class="item-text">
          <span class="item-title">{words}</span>
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}
