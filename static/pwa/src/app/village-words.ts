/** Closed word lists of a team's other work, and their message ids; a code too many or too few does not compile. */
import type { AssistStage, FeedbackCategory, LastUsed, SurveyedExtent, SurveySource } from "../domain/wire.ts";

export const CATEGORIES = [
  "signal",
  "electricity",
  "online_service",
  "payment",
  "device",
  "scam",
  "training",
  "something_else",
] as const satisfies FeedbackCategory[];

export const EXTENTS = ["all", "part", "none"] as const satisfies SurveyedExtent[];
export const SURVEY_SOURCES = ["seen", "told", "operator", "document"] as const satisfies SurveySource[];
export const STAGES = ["opened", "used_with_help", "used_alone"] as const satisfies AssistStage[];
export const LAST_USES = ["30_days", "90_days", "longer", "unknown"] as const satisfies LastUsed[];

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
