// @vitest-environment happy-dom
/** Words that speakers approved: fetched after a sync, said at once and offline, and no longer once they are undone. */
import { beforeEach, expect, test, vi } from "vitest";
import { shortKey } from "../../src/api/words.ts";
import { recallWords } from "../../src/app/approved.ts";
import { freshenWords } from "../../src/app/later/words/freshen.ts";
import { approve, currentLanguage, readIn, readLaterWords, t } from "../../src/i18n/translate.ts";

type Served = Record<string, Record<string, string>>;
let served: Served = {};
let isOnline = true;
const asked: [string, string | null][] = [];
const bytes: number[] = [];

const keysOf = (msgids: readonly string[]): string => {
  const keys = new DataView(new ArrayBuffer(msgids.length * 4));
  msgids.forEach((msgid, at) => keys.setUint32(at * 4, shortKey(msgid)));
  return btoa(String.fromCharCode(...new Uint8Array(keys.buffer)));
};

/** As the server does: all in the first part, and an ETag of the content. */
async function answer(path: string, init: RequestInit): Promise<Response> {
  if (!isOnline) throw new TypeError("no network");
  const [language = "", part = ""] = path.split("/").slice(4);
  const of = Object.fromEntries(
    (language === "vi" ? ["vi"] : [language, "vi"]).map((code) => {
      const words = part === "visit" ? (served[code] ?? {}) : {};
      return [code, { keys: keysOf(Object.keys(words)), texts: Object.values(words), named: {} }];
    }),
  );
  const body = JSON.stringify({ language, part, of });
  const etag = `"${shortKey(body)}"`;
  const before = new Headers(init.headers).get("If-None-Match");
  asked.push([path, before]);
  const headers = { "Content-Type": "application/json", ETag: etag };
  return before === etag ? new Response(null, { status: 304, headers }) : new Response(body, { headers });
}

const freshen = (): Promise<void> =>
  freshenWords(true, Date.now(), async (_sent, received) => void bytes.push(received));

beforeEach(async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.stubGlobal("fetch", answer);
  [served, isOnline, asked.length, bytes.length] = [{}, true, 0, 0];
  approve([]);
  await readIn("tyz");
});

test("the bits of a message id are those that the server reckons", () => {
  expect([shortKey(""), shortKey("foobar"), shortKey("Thôn")]).toEqual([0x811c9dc5, 0xbf9cf968, 0xa3e5f698]);
});

test("approved words are said at once, offline after a start, and no longer when they were undone", async () => {
  const vietnamese = t("Save");
  served = { tyz: { Save: "[tyz] lưu" }, vi: { "Log an assist": "Ghi một lượt" } };

  await freshen();
  expect([t("Save"), currentLanguage()]).toEqual(["[tyz] lưu", "tyz"]);
  expect(t("Log an assist")).toBe("Ghi một lượt");

  isOnline = false;
  approve([]);
  recallWords("tyz");
  await readIn("tyz");
  expect(t("Save")).toBe("[tyz] lưu");
  await freshen();
  expect(t("Save")).toBe("[tyz] lưu");

  isOnline = true;
  served = {};
  await freshen();
  expect(t("Save")).toBe(vietnamese);
});

test("what the phone has is not sent again, and its bytes are counted", async () => {
  served = { tyz: { Save: "[tyz] lưu" } };
  await freshen();
  await freshen();

  expect(asked.map(([path]) => path)).toEqual(Array(2).fill(["/api/v1/words/tyz/visit", "/api/v1/words/tyz/rest"]).flat());
  expect(asked.map(([, etag]) => etag !== null)).toEqual([false, false, true, true]);
  expect(bytes.slice(2)).toEqual([0, 0]);
});

test("within ten minutes only somebody who waits asks again", async () => {
  const now = Date.now() + 3_600_000;
  const count = async (): Promise<void> => undefined;
  for (const at of [now, now + 60_000, now + 700_000]) await freshenWords(false, at, count);

  expect(asked.length).toBe(4);
});

test("words come with the rooms that open later, and a draft is not shown beside what was approved", async () => {
  served = { tyz: { Listen: "[tyz] nghe", Save: "[tyz] lưu" } };
  await freshen();
  await readLaterWords();

  expect(t("Listen")).toBe("[tyz] nghe");
  expect(t("Save")).toBe("[tyz] lưu");
});

test.each([
  ["a page of a portal", "<html></html>"],
  ["a broken answer", "{"],
  ["keys and texts that do not fit", JSON.stringify({ of: { tyz: { keys: "AAAA", texts: ["a"], named: {} } } })],
  ["no keys at all", JSON.stringify({ of: { tyz: null } })],
])("%s changes nothing", async (_what, body) => {
  served = { tyz: { Save: "[tyz] lưu" } };
  await freshen();
  vi.stubGlobal("fetch", async () => new Response(body, { headers: { "Content-Type": "application/json" } }));
  await freshen();

  expect(t("Save")).toBe("[tyz] lưu");
});
