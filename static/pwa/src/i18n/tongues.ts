/**
 * Another language than Vietnamese: its words, and which language each text of a page is in, so that a reading voice
 * does not read Vietnamese as Tày. Comes as code of its own: whoever reads Vietnamese never loads it.
 */
import { type ComponentChild, Fragment, h, options, type VNode } from "preact";
import { type Catalogue, LANGUAGES, type Language } from "./languages.ts";
import { approvedIn, BESIDE, groundOf, type Hear, putCatalogues, type Values } from "./translate.ts";

/** A text or a part of one, the tag of its language, and whether no speaker has read it. */
type Piece = { readonly text: string; readonly lang: string; readonly draft?: boolean };
/** As compiled: part -> texts in the order of its message ids; 0 is none, a draft is a list of one. */
type Compiled = Readonly<Record<string, readonly (string | readonly [string] | 0)[]>>;

const VIETNAMESE = "vi";
const MOST_KEPT = 4000;
/** What an element is called, best first; its language is then that of its name. */
const NAMES = ["aria-label", "alt", "placeholder", "title"];
/** These hold no elements. */
const TEXT_ALONE = new Set(["option", "text", "textarea", "title", "tspan"]);

const compiled = import.meta.glob<Compiled>(
  ["./generated/*.json", "!./generated/vi.json", "!./generated/vi.*.json", "!./generated/languages.json"],
  { import: "default" },
);

/** What was said in another language than Vietnamese, wholly or in part. */
const said = new Map<string, readonly Piece[]>();

/** Speaks *language* over what is known of Vietnamese (part -> words). Rejects when its file cannot be fetched. */
export async function speak(language: Language, parts: Readonly<Record<string, Catalogue>>): Promise<void> {
  const texts = (await compiled[`./generated/${language}.json`]?.()) ?? {};
  const base = groundOf(Object.keys(parts).length === 1 ? (parts[VIETNAMESE] ?? {}) : merged(parts));
  const { own, drafts } = unpack(texts, parts);
  const approved = approvedIn(language);
  for (const msgid of Object.keys(approved)) delete drafts[msgid];
  speakWords(language, { ...own, ...approved }, drafts, base);
}

/** Speaks ready words: *own* are whole texts, of which *drafts* have the Vietnamese put beside them. */
export function speakWords(language: Language, own: Catalogue, drafts: Catalogue, base: Catalogue): void {
  said.clear();
  listen();
  const lang = LANGUAGES.find(({ code }) => code === language)?.lang ?? language;
  const beside = Object.fromEntries(
    Object.entries(drafts).map(([msgid, text]) => [msgid, text + BESIDE + (base[msgid] || msgid)]),
  );
  putCatalogues(language, { ...own, ...beside }, base, hearing(lang, own, drafts, base));
  document.documentElement.lang = lang;
}

const merged = (parts: Readonly<Record<string, Catalogue>>): Catalogue => Object.assign({}, ...Object.values(parts));

function unpack(texts: Compiled, parts: Readonly<Record<string, Catalogue>>) {
  const own: Record<string, string> = {};
  const drafts: Record<string, string> = {};
  for (const [part, words] of Object.entries(parts))
    Object.keys(words).forEach((msgid, at) => {
      const text = texts[part]?.[at] ?? 0;
      if (typeof text === "string") own[msgid] = text;
      else if (text !== 0) drafts[msgid] = text[0];
    });
  return { own, drafts };
}

function hearing(lang: string, own: Catalogue, drafts: Catalogue, base: Catalogue): Hear {
  return (whole, msgid, values) => {
    if (said.size > MOST_KEPT) said.clear();
    const vietnamese = () => piecesOf(base[msgid] || msgid, VIETNAMESE, values);
    const mine = own[msgid];
    const draft = drafts[msgid];
    if (mine) said.set(whole, piecesOf(mine, lang, values));
    else if (draft) said.set(whole, [...piecesOf(draft, lang, values).map(drafted(lang)), { text: BESIDE, lang: "" }, ...vietnamese()]);
    else if (Object.values(values).some((value) => said.has(String(value)))) said.set(whole, vietnamese());
  };
}

/** Marks what is in the language of the draft; a value in it may be a name. */
const drafted =
  (lang: string) =>
  (piece: Piece): Piece =>
    piece.lang === lang ? { ...piece, draft: true } : piece;

/** A sentence and the values in it, which keep their languages. */
function piecesOf(sentence: string, lang: string, values: Values): readonly Piece[] {
  const found: Piece[] = [];
  for (const part of sentence.split(/(\{\w+\})/)) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = name === undefined ? undefined : values[name];
    for (const piece of value === undefined ? [{ text: part, lang }] : piecesIn(String(value))) {
      const before = found.at(-1);
      // What is no word belongs to what it stands beside.
      if (before !== undefined && (before.lang === piece.lang || !isWords(piece.text)))
        found[found.length - 1] = { text: before.text + piece.text, lang: before.lang };
      else if (piece.text !== "") found.push(piece);
    }
  }
  return found;
}

const isWords = (text: string): boolean => /\p{L}/u.test(text);

function piecesIn(child: string): readonly Piece[] {
  return said.get(child) ?? [{ text: child, lang: isWords(child) ? VIETNAMESE : "" }];
}

let isListening = false;

/** Looks at every element as it is made, from now on. */
function listen(): void {
  if (isListening) return;
  isListening = true;
  const before = options.vnode;
  options.vnode = (made) => {
    if (said.size > 0 && (typeof made.type === "string" || made.type === Fragment)) tell(made.type, made);
    before?.(made);
  };
}

/** Gives an element the language of its words, and words of another language an element of their own. */
function tell(type: VNode["type"], made: VNode): void {
  const props = made.props as Record<string, unknown> & { children?: ComponentChild | ComponentChild[] };
  if (props["lang"] !== undefined) return;
  const named = NAMES.map((name) => props[name]).find((name) => typeof name === "string" && isWords(name));
  const children = [props.children].flat(2) as ComponentChild[];
  const texts = children.filter((child): child is string => typeof child === "string");
  const langs = new Set(texts.flatMap(piecesIn).map(({ lang }) => lang).filter((lang) => lang !== ""));
  const isElement = typeof type === "string";
  const holdsText = isElement && TEXT_ALONE.has(type);
  const called = typeof named === "string" ? piecesIn(named)[0]?.lang : undefined;
  const lang = isElement ? called || (langs.size === 1 || holdsText ? [...langs][0] : undefined) : undefined;
  if (lang !== undefined) props["lang"] = lang;
  if (holdsText || [...langs].every((each) => each === lang)) return;
  props.children = children.map((child) => (typeof child === "string" ? whole(piecesIn(child).map(wrapped(lang))) : child));
}

/** A text of several languages is one thing on the page, whatever stands beside it. */
const whole = (pieces: ComponentChild[]): ComponentChild => (pieces.length === 1 ? pieces[0] : h("span", null, ...pieces));

const wrapped =
  (around: string | undefined) =>
  ({ text, lang, draft = false }: Piece): ComponentChild => {
    if (draft) return h("span", { lang, class: "draft" }, text);
    return lang === "" || lang === around ? text : h("span", { lang }, text);
  };
