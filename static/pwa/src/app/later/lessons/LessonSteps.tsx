/** A lesson under way: one step a screen with a large picture, then the questions, then what may come of it. */
import { useState } from "preact/hooks";
import type { LessonOut, LessonsOut } from "../../../domain/wire.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone } from "../../context.ts";
import { Heard } from "../../heard.tsx";
import { goBack, goTo } from "../../router.ts";
import { beginClass } from "./begin-class.ts";
import { WithLesson } from "./Frame.tsx";
import { Picture } from "./Picture.tsx";
import { NOT_BEGUN, placeOf, type Progress, useProgress, withStep } from "./progress.ts";
import { Said } from "./Said.tsx";

export function LessonSteps({ code }: { readonly code: string }) {
  return (
    <WithLesson code={code} back="#/lessons">
      {(lesson, all) => <Way lesson={lesson} all={all} />}
    </WithLesson>
  );
}

type WayProps = { readonly lesson: LessonOut; readonly all: LessonsOut };
type Turn = { readonly progress: Progress; readonly go: (at: number, more?: Partial<Progress>) => void };

function Way({ lesson, all }: WayProps) {
  const [kept, keep] = useProgress(lesson.code);
  const [progress, setProgress] = useState(() => (placeOf(lesson, kept.at).kind === "end" ? { ...kept, at: 0 } : kept));
  const go: Turn["go"] = (at, more = {}) => {
    const next = { ...progress, ...more, at };
    setProgress(next);
    keep(next);
    window.scrollTo(0, 0);
  };
  const place = placeOf(lesson, progress.at);
  const turn = { progress, go };
  if (place.kind === "step") return <StepPage lesson={lesson} all={all} turn={turn} index={place.index} />;
  if (place.kind === "question") return <QuestionPage key={place.index} lesson={lesson} turn={turn} index={place.index} />;
  return (
    <EndPage
      lesson={lesson}
      turn={turn}
      onAgain={() => {
        keep(NOT_BEGUN);
        setProgress(NOT_BEGUN);
      }}
    />
  );
}

function Bar({ at, of, words }: { readonly at: number; readonly of: number; readonly words: string }) {
  return (
    <div class="lesson-bar">
      <p class="soft small">{words}</p>
      <progress value={at} max={of} aria-label={words} />
    </div>
  );
}

type StepProps = WayProps & { readonly turn: Turn; readonly index: number };

function StepPage({ lesson, all, turn, index }: StepProps) {
  const step = lesson.steps[index];
  const { length } = lesson.steps;
  const on = () => turn.go(index + 1, { seen: withStep(turn.progress, index + 1) });
  const foot = (
    <div class="lesson-foot">
      {index > 0 && (
        <Button wide sign="back" onPress={() => turn.go(index - 1)}>
          {t("Step before")}
        </Button>
      )}
      <Button kind="primary" wide sign="next" onPress={on}>
        {index + 1 < length ? t("Next step") : t("To the questions")}
      </Button>
    </div>
  );
  return (
    <Page title={lesson.title.text} lang={lesson.title.lang} onBack={() => goBack(`#/lesson/${lesson.code}`)} foot={foot}>
      <Bar at={index + 1} of={length} words={t("Step {step} of {all}", { step: index + 1, all: length })} />
      {step !== undefined && (
        <div class="lesson-step" aria-live="polite">
          <Picture cells={step.picture} shapes={all.shapes} />
          <Heard says={step.voice} words={step.say.text}>
            <p class="lesson-say">
              <Said text={step.say} />
            </p>
          </Heard>
        </div>
      )}
    </Page>
  );
}

type QuestionProps = { readonly lesson: LessonOut; readonly turn: Turn; readonly index: number };

function QuestionPage({ lesson, turn: { progress, go }, index }: QuestionProps) {
  const [tried, setTried] = useState<readonly number[]>([]);
  const question = lesson.check[index];
  if (question === undefined) return null;
  const last = tried.at(-1);
  const isRight = last !== undefined && question.choices[last]?.right === true;
  const answer = (choice: number) => {
    if (isRight) return;
    setTried([...tried, choice]);
  };
  const on = () => {
    const atFirst = isRight && tried.length === 1;
    go(progress.at + 1, atFirst ? { right: [...new Set([...progress.right, index + 1])] } : {});
  };
  const words = t("Question {question} of {all}", { question: index + 1, all: lesson.check.length });
  const foot = (
    <Button kind="primary" wide sign="next" onPress={on}>
      {last === undefined ? t("Leave this question out") : t("Go on")}
    </Button>
  );
  return (
    <Page title={lesson.title.text} lang={lesson.title.lang} onBack={() => goBack(`#/lesson/${lesson.code}`)} foot={foot}>
      <Bar at={index + 1} of={lesson.check.length} words={words} />
      <h2 class="lesson-say">
        <Said text={question.ask} />
      </h2>
      <Choices label={question.ask.text} layout="list">
        {question.choices.map((choice, number) => (
          <Choice key={choice.say.text} shape="row" pressed={last === number} onPress={() => answer(number)}>
            {tried.includes(number) && <Sign name={choice.right ? "check" : "undo"} />}
            <Said text={choice.say} />
          </Choice>
        ))}
      </Choices>
      {last !== undefined && (
        <Notice tone={isRight ? "good" : "info"} title={isRight ? t("Right!") : t("Not quite. Try once more.")} urgent>
          <p>
            <Said text={question.why} />
          </p>
        </Notice>
      )}
    </Page>
  );
}

type EndProps = { readonly lesson: LessonOut; readonly turn: Turn; readonly onAgain: () => void };

function EndPage({ lesson, turn: { progress }, onAgain }: EndProps) {
  const phone = usePhone();
  const hold = () => {
    beginClass(phone, lesson, progress.seen);
    goTo("#/class-hold");
  };
  const foot = (
    <div class="save-bar">
      <Button kind="primary" wide sign="board" onPress={hold}>
        {t("Write down a class on this")}
      </Button>
      <LinkButton wide sign="lesson" href="#/lessons">
        {t("All lessons")}
      </LinkButton>
    </div>
  );
  return (
    <Page title={lesson.title.text} lang={lesson.title.lang} onBack={() => goBack(`#/lesson/${lesson.code}`)} foot={foot}>
      <Notice tone="good" title={t("The lesson is finished")}>
        <p>{t("{done} of {all} steps", { done: progress.seen.length, all: lesson.steps.length })}</p>
        <p>
          {t("{right} of {all} questions right at the first try", {
            right: progress.right.length,
            all: lesson.check.length,
          })}
        </p>
      </Notice>
      <p>{t("Was it a class? Write down who came: then it counts.")}</p>
      <Button wide sign="play" onPress={onAgain}>
        {t("Go through it again")}
      </Button>
    </Page>
  );
}
