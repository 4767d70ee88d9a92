/** Words for the codes about a village; a code too many or too few does not compile. */
import type { AssistStage, FeedbackCategory, LastUsed, SurveyedExtent, SurveySource } from "../../domain/wire.ts";
import { t } from "../../i18n/translate.ts";

const CATEGORY_WORDS: Readonly<Record<FeedbackCategory, string>> = {
  signal: "Mobile signal",
  electricity: "Electricity",
  online_service: "Online public service",
  payment: "Paying and cash",
  device: "Phone or device",
  scam: "Scam",
  training: "Classes and training",
  something_else: "Something else",
};

/** By any code: a newer server may know more of them. */
export const CATEGORY_LABELS: Readonly<Record<string, string>> = CATEGORY_WORDS;

export const EXTENT_LABELS: Readonly<Record<SurveyedExtent, string>> = {
  none: "No household",
  part: "Some households",
  all: "Every household",
};

export const SOURCE_LABELS: Readonly<Record<SurveySource, string>> = {
  seen: "Seen on the spot",
  told: "Told by people",
  operator: "From the operator",
  document: "From a document",
};

export function stageLabel(code: AssistStage): string {
  const words = { opened: t("Opened, not used yet"), used_with_help: t("Used with help"), used_alone: t("Uses it alone") };
  return words[code];
}

export function lastUseLabel(code: LastUsed): string {
  const words = {
    "30_days": t("Within 30 days"),
    "90_days": t("Within 90 days"),
    longer: t("Longer ago"),
    unknown: t("Not known"),
  };
  return words[code];
}
