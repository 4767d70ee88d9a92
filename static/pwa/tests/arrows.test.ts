/** The arrows of the phone (design.md §5) and where fetch and IndexedDB may be: read from the sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "../src");
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  store: ["domain"],
  api: ["domain"],
  sync: ["domain", "store", "api"],
  i18n: [],
  ui: ["i18n"],
  app: ["domain", "store", "api", "sync", "ui", "i18n"],
  sw: [],
};
const PACKAGES: Readonly<Record<string, RegExp>> = {
  domain: /^$/,
  store: /^idb$/,
  api: /^$/,
  sync: /^$/,
  i18n: /^(?:preact|@preact\/signals)/,
  ui: /^(?:preact|@preact\/signals)/,
  app: /^(?:preact|@preact\/signals)/,
  sw: /^workbox-/,
};

const GENERATED = "domain/wire.ts";

type Source = { readonly name: string; readonly room: string; readonly text: string };

function sources(): Source[] {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => name.replaceAll("\\", "/"))
    .map((name) => ({ name, room: name.split("/")[0] ?? "", text: readFileSync(join(SOURCE, name), "utf8") }));
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*/g, "");
const imports = (text: string): string[] =>
  [...text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"\s]+)"/g)].map((match) => match[1] ?? "");

function wrongArrows({ name, room, text }: Source): string[] {
  return imports(text).flatMap((address) => {
    if (!address.startsWith(".")) return PACKAGES[room]?.test(address) ? [] : [`${name} -> ${address}`];
    const target = posix.join("src", posix.dirname(name), address).split("/")[1] ?? "";
    const isAllowed = target === room || target === "package.json" || MAY_IMPORT[room]?.includes(target);
    return isAllowed || /\.\.\/package\.json$/.test(address) ? [] : [`${name} -> ${address}`];
  });
}

const offenders = (rooms: (source: Source) => boolean, pattern: RegExp): string[] =>
  sources()
    .filter(rooms)
    .filter(({ text }) => pattern.test(withoutComments(text)))
    .map(({ name }) => name);

test("every module lies in a room that has arrows", () => {
  expect(
    sources()
      .filter(({ room }) => !(room in MAY_IMPORT))
      .map(({ name }) => name),
  ).toEqual([]);
  expect(sources().length).toBeGreaterThan(30);
});

test("imports follow the arrows", () => {
  expect(sources().flatMap(wrongArrows)).toEqual([]);
});

test("fetch is called only in api", () => {
  expect(offenders(({ room }) => room !== "api", /(?<![.\w"])fetch\s*\(/)).toEqual([]);
});

test("IndexedDB is named only in store", () => {
  expect(offenders(({ room }) => room !== "store", /\bindexedDB\b|\bIDB[A-Z]|from "idb"/)).toEqual([]);
});

test("domain knows no DOM", () => {
  // The wire has a word "document" of its own.
  const isOurs = ({ room, name }: Source): boolean => room === "domain" && name !== GENERATED;
  expect(offenders(isOurs, /\b(?:window|document|navigator|localStorage)\b/)).toEqual([]);
});

/** Strings say "!" and "any" too. */
const code = (text: string): string => withoutComments(text).replace(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""');

test("nothing escapes the types", () => {
  const escapes = [/\bas any\b/, /[:<|] ?any\b/, /[\w\])]!(?!=)/, /\benum\s/];
  const offending = sources().filter(({ text }) => escapes.some((escape) => escape.test(code(text))));
  expect(offending.map(({ name }) => name)).toEqual([]);
  const silenced = sources().filter(({ text }) => /@ts-(?:ignore|expect-error|nocheck)/.test(text));
  expect(silenced.map(({ name }) => name)).toEqual([]);
});

test("no module is longer than 400 lines", () => {
  expect(
    sources()
      .filter(({ name, text }) => name !== GENERATED && text.split("\n").length > 400)
      .map(({ name }) => name),
  ).toEqual([]);
});

test("every module of the core begins by saying what it is for", () => {
  const core = ["domain", "store", "api", "sync", "sw"];
  expect(
    sources()
      .filter(({ room, text }) => core.includes(room) && !text.startsWith("/**"))
      .map(({ name }) => name),
  ).toEqual([]);
});

test("no module waits while it is read: what comes later imports the first file, and would wait for it for ever", () => {
  const waits = /^(?:(?:export )?const [^=\n]*= *(?:\([^)]*)?)?await\b/m;

  expect(waits.test("const { begin } = await import('x');")).toBe(true);
  expect(offenders(() => true, waits)).toEqual([]);
});
