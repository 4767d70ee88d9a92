// @vitest-environment happy-dom
/** In another language than Vietnamese every text of every page says which language it is in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { chooseLanguage, followAccount, startPreferences } from "../../src/app/preferences.ts";
import { parseRoute, route } from "../../src/app/router.ts";
import { type Catalogue, LANGUAGES, negotiate } from "../../src/i18n/languages.ts";
import { speakWords } from "../../src/i18n/tongues.ts";
import { currentLanguage, t } from "../../src/i18n/translate.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { FULL } from "../fake/full.ts";
import { ADDRESSES } from "../fake/pages.ts";
import { openApp, settle } from "./stage.tsx";

const read = (name: string): Catalogue =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../src/i18n/generated/${name}.json`), "utf8"));
const BASE: Catalogue = { ...read("vi"), ...read("vi.later"), ...read("vi.help") };
const msgids = Object.keys(BASE);
/** Nobody's words, in letters that no Vietnamese text has; placeholders stay. */
const foreign = (text: string): string =>
  text.replace(/\{\w+\}|\p{L}/gu, (found) => (found.startsWith("{") ? found : "ж"));
/** Half of all texts are there, and of these every other one is a draft. */
const made = (from: number): Catalogue =>
  Object.fromEntries(msgids.filter((_, at) => at % 4 === from).map((id) => [id, foreign(BASE[id] ?? "")]));

const isWords = (text: string): boolean => /\p{L}{2}/u.test(text);
const langOf = (element: Element | null): string => element?.closest("[lang]")?.getAttribute("lang") ?? "";

const isOwn = (text: string): boolean => text.includes("ж");

function isWrong(text: string, lang: string): boolean {
  const left = text.replaceAll("ж", "");
  return isOwn(text) ? lang !== "tyz" || isWords(left) : isWords(text) && lang !== "vi";
}

function wrongTexts(): string[] {
  const found: string[] = [];
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    const text = (node.textContent ?? "").trim();
    if (LANGUAGES.some(({ name }) => name === text)) continue;
    // An option has one language: that of its beginning.
    if (node.parentElement?.tagName === "OPTION" && isOwn(text)) continue;
    if (isWrong(text, langOf(node.parentElement))) found.push(`${langOf(node.parentElement)}: ${text}`);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [alt]")) {
    const name = ["aria-label", "alt", "placeholder"].map((each) => element.getAttribute(each)).find(Boolean) ?? "";
    // A name is one attribute, of one language, whatever is put into it.
    const wanted = isOwn(name) ? (isWords(name.replaceAll("ж", "")) ? ["tyz", "vi"] : ["tyz"]) : ["vi"];
    if (isWords(name) && !wanted.includes(langOf(element))) found.push(`${langOf(element)} name: ${name}`);
  }
  return found;
}

async function open(fragment: string): Promise<void> {
  location.hash = fragment;
  route.value = parseRoute(fragment);
  await settle();
  for (const fold of document.querySelectorAll("details")) fold.open = true;
}

afterEach(() => {
  localStorage.clear();
  vi.unstubAllGlobals();
});

test("every text and every name of every page says which language it is in", async () => {
  await openApp(makeFakePhone({ snapshot: FULL }));
  speakWords("tyz", made(0), made(2), BASE);
  const found: Record<string, string[]> = {};
  let seen = 0;

  for (const fragment of Object.values(ADDRESSES).flat()) {
    await open(fragment);
    const wrongHere = wrongTexts();
    seen += document.querySelectorAll("[lang=tyz]").length;
    if (wrongHere.length > 0) found[fragment] = wrongHere;
  }

  expect(document.documentElement.lang).toBe("tyz");
  expect(found).toEqual({});
  expect(seen).toBeGreaterThan(200);
});

test("a draft stands beside its Vietnamese, each in its own language; values keep theirs", async () => {
  await openApp(makeFakePhone({ snapshot: FULL }));
  speakWords("tyz", { Back: "жb" }, { "Our households": "жh" }, BASE);
  await open("#/households");

  expect(t("Our households")).toBe("жh · Hộ dân");
  expect(document.querySelector("h1")?.innerHTML).toBe(
    '<span><span lang="tyz" class="draft">жh</span> · <span lang="vi">Hộ dân</span></span>',
  );
});

test("a compiled language is spoken, and what it does not have is Vietnamese", async () => {
  vi.stubGlobal("navigator", { ...navigator, languages: ["vi"] });
  const [draft, text] = firstText("tyz");
  await openApp(makeFakePhone({ snapshot: FULL }));

  expect(await chooseLanguage("tyz")).toBe(true);
  expect(t(draft)).toBe(`${text} · ${BASE[draft] ?? ""}`);
  expect(t("Save")).toBe(BASE["Save"]);

  expect(await chooseLanguage("vi")).toBe(true);
  expect(t(draft)).toBe(BASE[draft]);
});

function firstText(code: string): readonly [string, string] {
  const parts: Record<string, (string | [string] | 0)[]> = JSON.parse(JSON.stringify(read(code)));
  const texts = parts["vi"] ?? [];
  const at = texts.findIndex((text) => Array.isArray(text));
  const text = texts[at];
  return [Object.keys(read("vi"))[at] ?? "", Array.isArray(text) ? text[0] : ""];
}

test.each([
  [["tyz-VN", "vi"], "tyz"],
  [["en-US", "NUT"], "nut"],
  [["en-US", "fr"], "vi"],
  [["mji"], "vi"],
  [[], "vi"],
])("of the phone's languages %j it speaks %s", (wanted, code) => {
  expect(negotiate(wanted)).toBe(code);
});

test("the person's choice comes first, then the account's, then the phone's, then Vietnamese", async () => {
  vi.stubGlobal("navigator", { ...navigator, languages: ["en", "nut"] });
  await startPreferences();
  expect(currentLanguage()).toBe("nut");

  followAccount("vi");
  await settle();
  expect(currentLanguage()).toBe("nut");

  followAccount("tyz");
  await settle();
  expect(currentLanguage()).toBe("tyz");

  await chooseLanguage("vi");
  followAccount("ium");
  await settle();
  expect(currentLanguage()).toBe("vi");

  await startPreferences();
  expect(currentLanguage()).toBe("vi");
});

test("a draft is marked, has the Vietnamese beside it, and consent says that nobody has checked it", async () => {
  const app = await openApp(makeFakePhone({ snapshot: FULL }), "#/consent/sinh");
  speakWords("tyz", { Save: "жжж" }, { Agree: "жж" }, BASE);
  await settle();

  const drafts = app.all(".draft").map((draft) => [draft.lang, draft.parentElement?.textContent]);

  expect(drafts).toEqual([
    ["tyz", "Tày: bản nháp, chưa có người nói kiểm tra"],
    ["tyz", "жж · Đồng ý"],
  ]);

  speakWords("tyz", { Save: "жжж", Agree: "жж" }, {}, BASE);
  await settle();

  expect(app.all(".draft")).toEqual([]);
});
