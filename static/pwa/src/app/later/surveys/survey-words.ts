/** A survey of a village in words. */
import { t } from "../../../i18n/translate.ts";
import type { SurveyedExtent, SurveySource, SurveyView } from "../../phone-village-types.ts";
import { EXTENT_LABELS, SOURCE_LABELS } from "../village-words.ts";

export const extentLabel = (code: SurveyedExtent): string => t(EXTENT_LABELS[code]);
export const sourceLabel = (code: SurveySource): string => t(SOURCE_LABELS[code]);
const isThere = (answer: boolean): string => (answer ? t("Yes") : t("No"));

export type SurveyAnswer = { readonly sign: string; readonly name: string; readonly said: string | null };

/** The four answers; `said` is null where nobody knew. */
export function answersOf(survey: Pick<SurveyView, "power" | "mobileSignal" | "fibre" | "cashPoint">): SurveyAnswer[] {
  const { power, mobileSignal, fibre, cashPoint } = survey;
  return [
    { sign: "power", name: t("Electricity"), said: power === null ? null : extentLabel(power) },
    { sign: "signal", name: t("Mobile signal"), said: mobileSignal === null ? null : extentLabel(mobileSignal) },
    { sign: "fibre", name: t("Fibre internet"), said: fibre === null ? null : isThere(fibre) },
    { sign: "wallet", name: t("Cash point"), said: cashPoint === null ? null : isThere(cashPoint) },
  ];
}

/** The surveys come newest first. */
export function lastSurvey(surveys: readonly SurveyView[], village: string): SurveyView | undefined {
  return surveys.find((survey) => survey.village === village && survey.receipt !== "withdrawn");
}
