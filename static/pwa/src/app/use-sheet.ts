/**
 * A form that survives a reload, a lock or a call in between: what was half filled is kept by the phone, sealed with
 * the rows of who is in, because it may speak of people. Only the same person finds it again.
 */
import { useLayoutEffect, useState } from "preact/hooks";
import { usePhone } from "./context.ts";

/** *of*: the record as it was when the correction of it was begun; "" for a new one. */
type Kept = { readonly form: object; readonly of: string };

const isKept = (value: unknown): value is Kept =>
  typeof value === "object" && value !== null && "form" in value && typeof value.form === "object" && "of" in value;

/** Anything odd counts as nothing kept. */
function asForm<Form extends object>(kept: unknown, empty: Form, of: string): Form | null {
  const fits = isKept(kept) && kept.of === of && Object.keys(empty).every((key) => key in kept.form);
  return fits ? (kept.form as Form) : null;
}

export type SheetState<Form> = {
  readonly form: Form;
  readonly change: (part: Partial<Form>) => void;
  /** Something was chosen or typed that leaving would lose. */
  readonly isTouched: boolean;
  /** What is shown was kept from before. */
  readonly isRecalled: boolean;
  /** Empties the sheet and forgets what was kept. */
  readonly drop: () => void;
};

/**
 * *name* tells half-filled sheets apart; *start* is the sheet as it opens untouched. A correction (*isChange*) that was
 * begun on other values than the record has now is not shown again: saved, it would undo what somebody else wrote.
 */
export function useSheet<Form extends object>(name: string, start: () => Form, isChange = false): SheetState<Form> {
  const phone = usePhone();
  const [empty] = useState(start);
  const of = isChange ? JSON.stringify(empty) : "";
  const [recalled, setRecalled] = useState(() => asForm(phone.recallSheet(name), empty, of));
  const [form, setForm] = useState(recalled ?? empty);
  const isTouched = JSON.stringify(form) !== JSON.stringify(empty);
  // At once, not after the drawing: whoever types and leaves in one breath loses no letter.
  useLayoutEffect(() => {
    phone.keepSheet(name, isTouched ? { form, of } : null);
  }, [name, form, of, isTouched]);
  return {
    form,
    isTouched,
    isRecalled: recalled !== null,
    change: (part) => setForm((before) => ({ ...before, ...part })),
    drop: () => {
      phone.keepSheet(name, null);
      setRecalled(null);
      setForm(empty);
    },
  };
}
