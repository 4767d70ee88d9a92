/** The languages of the phone and how their catalogues are found; Vietnamese travels with the shell, the others on demand. */

export type Language = "vi" | "tyz" | "nut" | "ium";
export type Catalogue = Readonly<Record<string, string>>;

/** `name` is the language's own name and is never translated; `reviewed` is false until named speakers have read it. */
export type LanguageInfo = { readonly code: Language; readonly name: string; readonly reviewed: boolean };

export const LANGUAGES: readonly LanguageInfo[] = [
  { code: "vi", name: "Tiếng Việt", reviewed: true },
  { code: "tyz", name: "Tày", reviewed: false },
  { code: "nut", name: "Nùng", reviewed: false },
  { code: "ium", name: "Dao (Iu Mien)", reviewed: false },
];

export function isLanguage(code: string): code is Language {
  return LANGUAGES.some((language) => language.code === code);
}

// A glob and not an import: a fresh checkout has no compiled catalogues, and the app must start all the same.
const withTheShell = import.meta.glob<Catalogue>("./generated/vi.json", { eager: true, import: "default" });
const onDemand = import.meta.glob<Catalogue>("./generated/{tyz,nut,ium}.json", { import: "default" });

const ofLaterRooms = import.meta.glob<Catalogue>("./generated/vi.later.json", { import: "default" });

export const VIETNAMESE: Catalogue = withTheShell["./generated/vi.json"] ?? {};

/** Strings of *code*; empty when nothing has been translated yet. Rejects when the file cannot be fetched. */
export async function loadCatalogue(code: Language): Promise<Catalogue> {
  if (code === "vi") return VIETNAMESE;
  const load = onDemand[`./generated/${code}.json`];
  return load === undefined ? {} : await load();
}

/** Vietnamese strings that only the rooms off the way of a visit say. Rejects when the file cannot be fetched. */
export async function loadLaterWords(): Promise<Catalogue> {
  const load = ofLaterRooms["./generated/vi.later.json"];
  return load === undefined ? {} : await load();
}
