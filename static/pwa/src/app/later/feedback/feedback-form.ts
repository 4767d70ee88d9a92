/** The half-filled sheet of feedback: what is in it, what is missing, what it becomes. Pure. */
import type { FeedbackCategory, FeedbackDraft, FeedbackPatch, FeedbackView } from "../../phone-village-types.ts";
import { among, CATEGORIES } from "../../village-codes.ts";

export type FeedbackForm = {
  readonly village: string;
  readonly household: string | null;
  readonly category: FeedbackCategory | null;
  readonly text: string;
  /** SHA-256 of a recorded voice; takes the place of the text. */
  readonly voice: string | null;
};

export type FeedbackMissing = "category" | "text";

export function emptyFeedback(village: string): FeedbackForm {
  return { village, household: null, category: null, text: "", voice: null };
}

export function feedbackFormOf({ village, household, category, text, voice }: FeedbackView): FeedbackForm {
  return { village, household, category: among(CATEGORIES, category), text: text ?? "", voice };
}

export function missingInFeedback({ category, text, voice }: FeedbackForm): FeedbackMissing | null {
  if (category === null) return "category";
  return text.trim() === "" && voice === null ? "text" : null;
}

/** Null while something is missing. */
export function feedbackDraft(form: FeedbackForm): FeedbackDraft | null {
  const { category, text, ...rest } = form;
  if (category === null || missingInFeedback(form) !== null) return null;
  return { ...rest, category, text: text.trim() === "" ? null : text.trim() };
}

/** Only what differs. */
export function feedbackPatch(feedback: FeedbackView, form: FeedbackForm): FeedbackPatch {
  const draft = feedbackDraft(form);
  if (draft === null) return {};
  const names = Object.keys(draft) as (keyof FeedbackDraft)[];
  return Object.fromEntries(names.filter((name) => draft[name] !== feedback[name]).map((name) => [name, draft[name]]));
}
