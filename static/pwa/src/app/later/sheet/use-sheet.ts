/**
 * A form that survives a reload or a call in between: what was half filled lives as long as the tab and no longer,
 * because it may speak of people.
 */
import { useEffect, useState } from "preact/hooks";

const PREFIX = "tocongnghe.sheet.";

/** Anything odd counts as nothing kept. */
function recall<Form extends object>(name: string, empty: Form): Form | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null");
    const isForm = typeof kept === "object" && kept !== null && Object.keys(empty).every((key) => key in kept);
    return isForm ? (kept as Form) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function keep(name: string, form: object): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(form));
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

/** *name* tells half-filled sheets apart; *start* is the sheet as it opens untouched. */
export function useSheet<Form extends object>(name: string, start: () => Form): SheetState<Form> {
  const [empty] = useState(start);
  const [recalled, setRecalled] = useState(() => recall(name, empty));
  const [form, setForm] = useState(recalled ?? empty);
  const isTouched = JSON.stringify(form) !== JSON.stringify(empty);
  useEffect(() => {
    if (isTouched) keep(name, form);
    else sessionStorage.removeItem(PREFIX + name);
  }, [name, form, isTouched]);
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
