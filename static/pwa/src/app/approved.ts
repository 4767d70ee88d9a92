/** Words that speakers approved since this app was built, as this phone keeps them: in place before anything is said. */
import { approve, type Approved } from "../i18n/translate.ts";

/** Part -> what came of it; `known`: how many message ids this app had then. */
export type KeptWords = {
  readonly known: number;
  readonly parts: Readonly<Record<string, { readonly etag: string | null; readonly of: Approved }>>;
};

export const wordsAt = (language: string): string => `tocongnghe.words.${language}`;

/** What is kept for *language*; anything odd counts as nothing. */
export function keptWords(language: string): KeptWords {
  try {
    const kept = JSON.parse(localStorage.getItem(wordsAt(language)) ?? "{}") as Partial<KeptWords>;
    if (typeof kept.parts === "object") return { known: kept.known ?? 0, parts: kept.parts };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof DOMException)) throw error;
  }
  return { known: 0, parts: {} };
}

/** Puts what is kept for *language* in place; it is said from the next `readIn()` on. */
export function recallWords(language: string): void {
  approve(Object.values(keptWords(language).parts).map(({ of }) => of));
}
