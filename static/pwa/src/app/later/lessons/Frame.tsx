/** What every page of one lesson begins with: the lesson, or why it is not there. */
import type { ComponentChildren } from "preact";
import type { LessonOut, LessonsOut } from "../../../domain/wire.ts";
import { t } from "../../../i18n/translate.ts";
import { Empty } from "../../../ui/Empty.tsx";
import { LinkButton } from "../../../ui/Button.tsx";
import { Page } from "../../../ui/Page.tsx";
import { goBack } from "../../router.ts";
import { useLesson } from "./lessons.ts";

type WithLessonProps = {
  readonly code: string;
  readonly back: string;
  readonly children: (lesson: LessonOut, all: LessonsOut) => ComponentChildren;
};

export function WithLesson({ code, back, children }: WithLessonProps) {
  const found = useLesson(code);
  if (found !== undefined && found !== "absent") return <>{children(found.lesson, found.all)}</>;
  return (
    <Page title={t("Lesson")} onBack={() => goBack(back)}>
      {found === undefined ? (
        <p class="soft">{t("Opening…")}</p>
      ) : (
        <Empty sign="lesson" words={t("This lesson is not on this phone. Lessons come with the next contact.")}>
          <LinkButton wide href="#/lessons">
            {t("All lessons")}
          </LinkButton>
        </Empty>
      )}
    </Page>
  );
}
