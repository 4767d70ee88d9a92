/** The half-filled sheet of a visit, as the phone keeps it for who is in. */
import type { LockVerbs } from "../phone-lock-types.ts";
import { EMPTY_FORM, type LogForm } from "./form.ts";

const NAME = "log";

function isForm(value: unknown): value is LogForm {
  return typeof value === "object" && value !== null && Object.keys(EMPTY_FORM).every((key) => key in value);
}

/** What was half filled, or null. */
export function recallDraft(phone: Pick<LockVerbs, "recallSheet">): LogForm | null {
  const kept = phone.recallSheet(NAME);
  return isForm(kept) ? kept : null;
}

export function keepDraft(phone: Pick<LockVerbs, "keepSheet">, form: LogForm): void {
  phone.keepSheet(NAME, form);
}

export function dropDraft(phone: Pick<LockVerbs, "keepSheet">): void {
  phone.keepSheet(NAME, null);
}
