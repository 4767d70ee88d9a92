/** Who on this phone has seen the three first screens, or skipped them. Only account numbers, no names. */
import { signal } from "@preact/signals";

const KEY = "tocongnghe.first-use";

function recall(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof DOMException)) throw error;
    return [];
  }
}

const seen = signal<readonly string[] | null>(null);

/** True until *person* has gone through the first screens or skipped them, on this phone. */
export function isFirstUse(person: string): boolean {
  if (seen.value === null) seen.value = recall();
  return !seen.value.includes(person);
}

export function rememberFirstUse(person: string): void {
  if (!isFirstUse(person)) return;
  seen.value = [...(seen.value ?? []), person];
  try {
    localStorage.setItem(KEY, JSON.stringify(seen.value));
  } catch (error) {
    // A full or forbidden store: they come once more after the app was closed.
    if (!(error instanceof DOMException)) throw error;
  }
}
