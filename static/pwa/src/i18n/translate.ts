/**
 * `t()`: every visible string of the phone. Falls back string by string: own language, Vietnamese, the message id.
 * Components that call it during render follow a change of language by themselves.
 */
import { signal } from "@preact/signals";
import { type Catalogue, type Language, loadLaterWords, VIETNAMESE } from "./languages.ts";

export type Values = Readonly<Record<string, string | number>>;
/** Told of every text that is said, so that the page can say which language it is in. */
export type Hear = (said: string, msgid: string, values: Values) => void;
type Reading = {
  readonly language: Language;
  readonly own: Catalogue;
  readonly base: Catalogue;
  readonly hear: Hear | undefined;
};

/** What is known of Vietnamese, by part: the words of the first load, and once a later room was opened those of all. */
let parts: Readonly<Record<string, Catalogue>> = { vi: VIETNAMESE };
let vietnamese = VIETNAMESE;
const reading = signal<Reading>({ language: "vi", own: VIETNAMESE, base: VIETNAMESE, hear: undefined });

/** Words that speakers approved since this app was built: language -> words; they hold over what it brought. */
export type Approved = Readonly<Record<Language, Catalogue>>;
let approved: readonly Approved[] = [];

/** Puts approved words in place of those of before; they are said from the next `readIn()` on. */
export function approve(words: readonly Approved[]): void {
  approved = words;
}

export const approvedIn = (language: Language): Record<string, string> =>
  Object.assign({}, ...approved.map((words) => words[language]));

/** The Vietnamese that lies under every language, as this module put it there last. */
let ground = VIETNAMESE;

/** *base* with what was approved of Vietnamese. */
export const groundOf = (base: Catalogue): Catalogue =>
  (ground = approved.length === 0 ? base : { ...base, ...approvedIn("vi") });

/** What parts a draft from the Vietnamese beside it. */
export const BESIDE = " · ";

/** Tells whether *said* is a draft, which no speaker has read yet. */
export const isDraft = (said: string): boolean => reading.value.language !== "vi" && said.includes(BESIDE);

export function currentLanguage(): Language {
  return reading.value.language;
}

/** `{name}` is replaced by `values.name`; a name without a value stays visible, so that a mistake is seen. */
function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** *msgid* in the reader's language. An empty translation counts as missing. */
export function t(msgid: string, values?: Values): string {
  const { own, base, hear } = reading.value;
  const text = own[msgid] || base[msgid] || msgid;
  const said = values === undefined ? text : fill(text, values);
  hear?.(said, msgid, values ?? {});
  return said;
}

/** Puts ready catalogues in place; `readIn()` is the everyday way. */
export function putCatalogues(language: Language, own: Catalogue, base: Catalogue, hear?: Hear): void {
  reading.value = { language, own, base, hear };
  if (typeof document === "undefined") return;
  document.documentElement.lang = language;
  // Names, notes and whatever falls back are Vietnamese in every language; what is not says so itself.
  document.body.lang = "vi";
}

/** Changes the language of the whole app. False when its strings could not be fetched: the old language stays. */
export async function readIn(language: Language): Promise<boolean> {
  try {
    if (language === "vi") putCatalogues("vi", groundOf(vietnamese), ground);
    else await (await import("./tongues.ts")).speak(language, parts);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The words of the later rooms, fetched once; before, a room would speak in message ids. */
export async function readLaterWords(): Promise<void> {
  // Other catalogues were put in place: nothing is to be laid under them.
  if (vietnamese !== VIETNAMESE || reading.peek().base !== ground) return;
  parts = { ...parts, ...(await loadLaterWords()) };
  vietnamese = Object.assign({}, ...Object.values(parts));
  await readIn(reading.peek().language);
}
