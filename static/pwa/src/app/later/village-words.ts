/** Words for the codes about a village; a code too many or too few does not compile. */
import type { AssistStage, FeedbackCategory, LastUsed, SurveyedExtent, SurveySource } from "../../domain/wire.ts";

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

export const STAGE_LABELS: Readonly<Record<AssistStage, string>> = {
  opened: "Opened, not used yet",
  used_with_help: "Used with help",
  used_alone: "Uses it alone",
};

export const LAST_USE_LABELS: Readonly<Record<LastUsed, string>> = {
  "30_days": "Within 30 days",
  "90_days": "Within 90 days",
  longer: "Longer ago",
  unknown: "Not known",
};
