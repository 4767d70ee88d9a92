/**
 * `t()`: every visible string of the phone. Falls back string by string: own language, Vietnamese, the message id.
 * Components that call it during render follow a change of language by themselves.
 */
import { signal } from "@preact/signals";
import { type Catalogue, type Language, loadCatalogue, loadLaterWords, VIETNAMESE } from "./languages.ts";

export type Values = Readonly<Record<string, string | number>>;
type Reading = { readonly language: Language; readonly own: Catalogue; readonly base: Catalogue };

/** What is known of Vietnamese: the words of the first load, and once a later room was opened those of all rooms. */
let vietnamese = VIETNAMESE;
const reading = signal<Reading>({ language: "vi", own: VIETNAMESE, base: VIETNAMESE });

export function currentLanguage(): Language {
  return reading.value.language;
}

/** `{name}` is replaced by `values.name`; a name without a value stays visible, so that a mistake is seen. */
function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** *msgid* in the reader's language. An empty translation counts as missing. */
export function t(msgid: string, values?: Values): string {
  const { own, base } = reading.value;
  const text = own[msgid] || base[msgid] || msgid;
  return values === undefined ? text : fill(text, values);
}

/** Puts ready catalogues in place; `readIn()` is the everyday way. */
export function putCatalogues(language: Language, own: Catalogue, base: Catalogue): void {
  reading.value = { language, own, base };
  if (typeof document !== "undefined") document.documentElement.lang = language;
}

/** Changes the language of the whole app. False when its strings could not be fetched: the old language stays. */
export async function readIn(language: Language): Promise<boolean> {
  try {
    const own = language === "vi" ? vietnamese : await loadCatalogue(language);
    putCatalogues(language, own, vietnamese);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The words of the later rooms, fetched once; before, a room would speak in message ids. */
export async function readLaterWords(): Promise<void> {
  // Other catalogues were put in place: nothing is to be laid under them.
  if (vietnamese !== VIETNAMESE || reading.peek().base !== VIETNAMESE) return;
  const later = await loadLaterWords();
  vietnamese = { ...VIETNAMESE, ...later };
  const { language, own } = reading.peek();
  putCatalogues(language, own === VIETNAMESE ? vietnamese : own, vietnamese);
}
