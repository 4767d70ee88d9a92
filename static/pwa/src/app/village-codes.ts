/** Closed lists of codes about a village, in the order in which they are offered; their words are later/village-words.ts. */
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

/** *word* if this version knows it. */
export const among = <Word extends string>(words: readonly Word[], word: unknown): Word | null =>
  words.find((known) => known === word) ?? null;
