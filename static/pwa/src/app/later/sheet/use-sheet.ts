/**
 * A form that survives a reload or a call in between: what was half filled lives as long as the tab and no longer,
 * because it may speak of people.
 */
import { useEffect, useState } from "preact/hooks";

const PREFIX = "tocongnghe.sheet.";

/** *of*: the record as it was when the correction of it was begun; "" for a new one. */
type Kept = { readonly form: object; readonly of: string };

const isKept = (value: unknown): value is Kept =>
  typeof value === "object" && value !== null && "form" in value && typeof value.form === "object" && "of" in value;

/** Anything odd counts as nothing kept. */
function recall<Form extends object>(name: string, empty: Form, of: string): Form | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null");
    const fits = isKept(kept) && kept.of === of && Object.keys(empty).every((key) => key in kept.form);
    return fits ? (kept.form as Form) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function keep(name: string, kept: Kept): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(kept));
  } catch (error) {
    // A full store only means that a reload would empty the sheet; the sheet itself goes on.
    if (!(error instanceof DOMException)) throw error;
  }
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
  const [empty] = useState(start);
  const of = isChange ? JSON.stringify(empty) : "";
  const [recalled, setRecalled] = useState(() => recall(name, empty, of));
  const [form, setForm] = useState(recalled ?? empty);
  const isTouched = JSON.stringify(form) !== JSON.stringify(empty);
  useEffect(() => {
    if (isTouched) keep(name, { form, of });
    else sessionStorage.removeItem(PREFIX + name);
  }, [name, form, of, isTouched]);
  return {
    form,
    isTouched,
    isRecalled: recalled !== null,
    change: (part) => setForm((before) => ({ ...before, ...part })),
    drop: () => {
      sessionStorage.removeItem(PREFIX + name);
      setRecalled(null);
      setForm(empty);
    },
  };
}
