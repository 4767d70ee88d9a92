/**
 * The half-filled sheet survives a reload or a call in between: it lives as long as the tab and no longer,
 * because it may hold a name that nobody has agreed to yet.
 */
import { EMPTY_FORM, type LogForm } from "./form.ts";

const KEY = "tocongnghe.sheet";

function isForm(value: unknown): value is LogForm {
  return typeof value === "object" && value !== null && Object.keys(EMPTY_FORM).every((key) => key in value);
}

/** What was half filled, or null. */
export function recallDraft(): LogForm | null {
  const kept = sessionStorage.getItem(KEY);
  if (kept === null) return null;
  const parsed: unknown = JSON.parse(kept);
  return isForm(parsed) ? parsed : null;
}

export function keepDraft(form: LogForm): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(form));
  } catch (error) {
    // A full store only means that a reload would empty the sheet; the sheet itself goes on.
    if (!(error instanceof DOMException)) throw error;
  }
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}
