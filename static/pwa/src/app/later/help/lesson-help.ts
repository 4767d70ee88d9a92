/** The help for the pages of lessons. */
import { t } from "../../../i18n/translate.ts";
import type { PageHelp } from "./help-words.ts";

export type LessonPage = "lessons" | "lesson" | "lesson-steps" | "lesson-words";

export function helpOnLessons(page: LessonPage): PageHelp {
  switch (page) {
    case "lessons":
      return {
        title: t("Lessons"),
        is: t("Short lessons with pictures, one for each topic, and on phones, scams and AI for everybody."),
        next: t("Tap a lesson. How far you came is kept for you."),
        signal: "knows",
      };
    case "lesson":
      return {
        title: t("Lesson"),
        is: t("One lesson: what it is for, what people should bring, where cash is near."),
        next: t("Press “Begin the lesson”. Words for the loudspeaker, Zalo and SMS stand below."),
        signal: "knows",
      };
    case "lesson-steps":
      return {
        title: t("Lesson, step by step"),
        is: t("One step a screen: a picture and a sentence. Three questions come at the end."),
        next: t("Show the picture, read the sentence, let people do it, then press “Next step”. After a class, write it down."),
        signal: "knows",
      };
    case "lesson-words":
      return {
        title: t("Words to pass on"),
        is: t("Ready texts about the lesson: for the loudspeaker, for Zalo, for a short message."),
        next: t("Copy or share a text. With marks a short message holds 70 characters, without them 160."),
        signal: "knows",
      };
  }
}
