/** Which answers of the commune have been opened on this phone; ids only, no personal data. */
import { signal } from "@preact/signals";
import type { FeedbackView } from "./phone-village-types.ts";

const KEY = "tocongnghe.answers";
/** Older ones were read long ago, and their feedback has left the list. */
const MOST = 300;

type Answered = Pick<FeedbackView, "id" | "answeredAt">;

/** An answer that was given again is a new one. */
const markOf = ({ id, answeredAt }: Answered): string => `${id}:${answeredAt ?? 0}`;

function recall(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((mark) => typeof mark === "string") : [];
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof DOMException)) throw error;
    return [];
  }
}

const opened = signal<readonly string[] | undefined>(undefined);
const all = (): readonly string[] => opened.value ?? recall();

export function readAnswer(feedback: FeedbackView): void {
  const mark = markOf(feedback);
  if (feedback.state !== "answered" || !feedback.mine || all().includes(mark)) return;
  opened.value = [...all(), mark].slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(opened.value));
  } catch (error) {
    // A full store: the answer stands on Today again when the app is next opened.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Own feedback with an answer that nobody has opened here yet. */
export function newAnswers(feedback: readonly FeedbackView[]): readonly FeedbackView[] {
  const answered = feedback.filter(({ state, mine }) => state === "answered" && mine);
  if (answered.length === 0) return answered;
  const marks = new Set(all());
  return answered.filter((one) => !marks.has(markOf(one)));
}
