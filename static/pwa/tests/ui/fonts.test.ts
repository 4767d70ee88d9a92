/** No font comes with the app: every letter of every catalogue must be in the Roboto of a bare Android. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";

const FONTS = join(import.meta.dirname, "../../node_modules/@fontsource/roboto/files");
const TRANSLATIONS = join(import.meta.dirname, "../../../../translations");
// Only what Roboto has had since Android 5; its parts for symbols and mathematics are younger.
const SUBSETS = ["latin", "latin-ext", "vietnamese"];

/** Where texts stand that phones show; the catalogue's topics and lessons among them. */
const PHONES = /^#: (?:static\/pwa|tocongnghe\/(?:catalogue|vocabulary))/m;

/** The table *tag* of a WOFF file (W3C, WOFF 1.0 §5): compressed when that made it shorter. */
function tableOf(font: Buffer, tag: string): Buffer {
  for (let entry = 44; entry < 44 + font.readUInt16BE(12) * 20; entry += 20) {
    if (font.toString("latin1", entry, entry + 4) !== tag) continue;
    const [at, short, whole] = [4, 8, 12].map((field) => font.readUInt32BE(entry + field)) as [number, number, number];
    const bytes = font.subarray(at, at + short);
    return short < whole ? inflateSync(bytes) : bytes;
  }
  throw new Error(`no table ${tag}`);
}

/** Code points of the first subtable of format 4 (segments; all of Roboto's letters lie in them). */
function codePoints(font: Buffer): Set<number> {
  const cmap = tableOf(font, "cmap");
  const starts = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(4 + index * 8 + 4));
  const at = starts.find((start) => cmap.readUInt16BE(start) === 4);
  if (at === undefined) throw new Error("no segments");
  const twice = cmap.readUInt16BE(at + 6);
  const found = new Set<number>();
  for (let index = 0; index < twice; index += 2) {
    const end = cmap.readUInt16BE(at + 14 + index);
    const start = cmap.readUInt16BE(at + 16 + twice + index);
    for (let point = start; point <= end && point < 0xffff; point += 1) found.add(point);
  }
  return found;
}

/** What the catalogue says to phones: msgstr and the lines that carry it on. Desks have fonts of their own. */
function textsOf(catalogue: string): string {
  let isSaid = false;
  const entries = catalogue.split("\n\n").filter((entry) => !/^#: tocongnghe\//m.test(entry) || PHONES.test(entry));
  const lines = entries.join("\n").split("\n").filter((line) => {
    if (/^(?:msgid|msgctxt|#)/.test(line)) isSaid = false;
    if (line.startsWith("msgstr")) isSaid = true;
    return isSaid;
  });
  return lines.map((line) => line.replace(/\\[ntr]/g, "")).join("");
}

test.skipIf(!existsSync(FONTS))("a bare Android draws every letter of every language", () => {
  const covered = new Set<number>();
  for (const subset of SUBSETS)
    for (const point of codePoints(readFileSync(join(FONTS, `roboto-${subset}-400-normal.woff`)))) covered.add(point);
  for (const letter of "aZ9ăâđêôơưẶỰỹ–…·“”") expect(covered.has(letter.codePointAt(0) ?? 0), letter).toBe(true);
  expect(covered.has("ⴰ".codePointAt(0) ?? 0)).toBe(false);

  const files = readdirSync(TRANSLATIONS, { recursive: true, encoding: "utf8" }).filter((name) => /\.(?:po|yaml)$/.test(name));
  expect(files.filter((name) => name.endsWith(".po")).length).toBeGreaterThanOrEqual(4);
  const missing = files.flatMap((name) => {
    const text = readFileSync(join(TRANSLATIONS, name), "utf8");
    const letters = new Set(name.endsWith(".po") ? textsOf(text) : text.replaceAll("\n", ""));
    return [...letters].filter((letter) => !covered.has(letter.codePointAt(0) ?? 0)).map((letter) => `${name}: ${letter}`);
  });
  expect(missing).toEqual([]);
});
