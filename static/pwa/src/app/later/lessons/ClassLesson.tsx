/** In the sheet of a class: by which lesson it was held, and which of its steps were done. */
import type { LessonOut } from "../../../domain/wire.ts";
import { t } from "../../../i18n/translate.ts";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import type { ClassForm } from "../classes/class-form.ts";
import { useLessons } from "./lessons.ts";
import { Said } from "./Said.tsx";

type About = Pick<ClassForm, "topic" | "lesson" | "steps">;
type ClassLessonProps = { readonly about: About; readonly onChange: (part: Partial<ClassForm>) => void };

export function ClassLesson({ about, onChange }: ClassLessonProps) {
  const all = useLessons();
  if (all === undefined || all === "absent" || (about.topic === null && about.lesson === null)) return null;
  const fits = all.lessons.filter(({ topic, code }) => topic === about.topic || code === about.lesson);
  const chosen = fits.find(({ code }) => code === about.lesson);
  if (fits.length === 0) return null;
  const choose = ({ code }: LessonOut) =>
    onChange(code === about.lesson && about.topic !== null ? { lesson: null, steps: null } : { lesson: code, steps: null });
  return (
    <div class="stack">
      <h3 class="small">{t("Held with a lesson? (not needed)")}</h3>
      <Choices label={t("Lessons")} layout="list">
        {fits.map((lesson) => (
          <Choice key={lesson.code} shape="row" pressed={lesson === chosen} onPress={() => choose(lesson)}>
            <Sign name={lesson === chosen ? "check" : "lesson"} />
            <Said text={lesson.title} />
          </Choice>
        ))}
      </Choices>
      {chosen !== undefined && <StepsDone lesson={chosen} steps={about.steps ?? []} onChange={onChange} />}
    </div>
  );
}

type StepsProps = {
  readonly lesson: LessonOut;
  readonly steps: readonly number[];
  readonly onChange: (part: Partial<ClassForm>) => void;
};

function StepsDone({ lesson, steps, onChange }: StepsProps) {
  const toggle = (number: number) => {
    const next = steps.includes(number) ? steps.filter((one) => one !== number) : [...steps, number];
    onChange({ steps: next.length === 0 ? null : next.sort((a, b) => a - b) });
  };
  return (
    <>
      <details class="fold">
        <summary>{t("Steps done: {done} of {all}", { done: steps.length, all: lesson.steps.length })}</summary>
        <div class="fold-body">
          <Choices label={t("Steps that were done")} layout="list">
            {lesson.steps.map(({ say }, index) => (
              <Choice key={say.text} shape="row" pressed={steps.includes(index + 1)} onPress={() => toggle(index + 1)}>
                <span>
                  {steps.includes(index + 1) && <Sign name="check" size="small" />} {index + 1}. <Said text={say} />
                </span>
              </Choice>
            ))}
          </Choices>
        </div>
      </details>
      <a class="row" href={`#/lesson/${lesson.code}`}>
        <Sign name="lesson" size="small" />
        {t("Open the lesson")}
      </a>
    </>
  );
}
