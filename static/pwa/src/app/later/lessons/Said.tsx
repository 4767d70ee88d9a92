/** A text of a lesson, marked with its language; Vietnamese is what a page says without a mark. */
import type { LessonTextOut } from "../../../domain/wire.ts";

export function Said({ text: { text, lang = "vi" } }: { readonly text: LessonTextOut }) {
  return lang === "vi" ? <>{text}</> : <span lang={lang}>{text}</span>;
}
