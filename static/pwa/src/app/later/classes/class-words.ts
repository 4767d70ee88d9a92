/** A class in words: what it was about, and who came. */
import { formatNumber } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import type { Snapshot } from "../../phone-types.ts";
import type { ClassView } from "../../phone-village-types.ts";

type About = Pick<ClassView, "topic" | "lesson">;

export function classTitle({ topic, lesson }: About, { topics }: Pick<Snapshot, "topics">): string {
  if (topic !== null) return t(topics.find(({ code }) => code === topic)?.name ?? topic);
  return lesson ?? t("Class");
}

/** Null when nobody counted. */
export function peopleOf({ women, men }: Pick<ClassView, "women" | "men">): number | null {
  return women === null && men === null ? null : (women ?? 0) + (men ?? 0);
}

export function peopleWords(held: Pick<ClassView, "women" | "men" | "over60">): string {
  const people = peopleOf(held);
  if (people === null) return t("Nobody counted");
  const count = formatNumber(people);
  const [women, men] = [held.women, held.men];
  if (women === null || men === null) return t("{count} people", { count });
  const parts = { count, women: formatNumber(women), men: formatNumber(men) };
  return held.over60 === null || held.over60 === 0
    ? t("{count} people: {women} women, {men} men", parts)
    : t("{count} people: {women} women, {men} men; {old} over 60", { ...parts, old: formatNumber(held.over60) });
}
