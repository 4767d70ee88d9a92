/** The languages of the phone, as `translations/languages.yaml` names them, and how their catalogues are found. */

/** A code of the list below; nothing else knows any of them but Vietnamese. */
export type Language = string;
export type Catalogue = Readonly<Record<string, string>>;

/** `name` is the language's own name and is never translated; `reviewed` is false until named speakers have read it. */
export type LanguageInfo = {
  readonly code: Language;
  readonly lang: string;
  readonly name: string;
  readonly reviewed: boolean;
};

// A glob and not an import: a fresh checkout has no compiled catalogues, and the app must start all the same.
const list = import.meta.glob<readonly LanguageInfo[]>("./generated/languages.json", {
  eager: true,
  import: "default",
});
const withTheShell = import.meta.glob<Catalogue>("./generated/vi.json", { eager: true, import: "default" });
const ofLaterRooms = import.meta.glob<Catalogue>("./generated/vi.*.json", { import: "default" });

export const LANGUAGES: readonly LanguageInfo[] = list["./generated/languages.json"] ?? [
  { code: "vi", lang: "vi", name: "Tiếng Việt", reviewed: true },
];
export const VIETNAMESE: Catalogue = withTheShell["./generated/vi.json"] ?? {};

export function isLanguage(code: string): boolean {
  return LANGUAGES.some((language) => language.code === code);
}

/** The first of *wanted* (as `navigator.languages` has them: "vi-VN", "en") that is offered; else Vietnamese. */
export function negotiate(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split(/[-_]/)[0] ?? "").find(isLanguage) ?? "vi";
}

/** Vietnamese by part: what only the rooms off the way of a visit say. Rejects when a file cannot be fetched. */
export async function loadLaterWords(): Promise<Readonly<Record<string, Catalogue>>> {
  const parts = Object.entries(ofLaterRooms).map(async ([name, load]) => [name.slice(12, -5), await load()] as const);
  return Object.fromEntries(await Promise.all(parts));
}
