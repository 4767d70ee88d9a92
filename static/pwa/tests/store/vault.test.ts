/** The vault on a real (fake-indexeddb) disk: wrong PINs, what lies sealed, what the cursor does, work of before. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encodeBody, type OpDraft } from "../../src/domain/ops.ts";
import { MOST_TRIES, waitAfter } from "../../src/domain/pin.ts";
import { openOutbox } from "../../src/store/outbox-schema.ts";
import type { Page } from "../../src/store/page.ts";
import { makeStore, type Store } from "../../src/store/store.ts";

const user = (id: string, name: string) => ({ id, name, role: "member", language: "vi" });
const grantOf = (id: string, name: string) => ({
  id: `g-${id}`,
  token: `token-of-${name}`,
  seal: "s",
  expiresAt: "2027-01-01T00:00:00Z",
  province: "20",
  user: user(id, name),
});
const PIN = "258036";
const HOUR = 3_600_000;

let store: Store;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = makeStore({ pinIterations: 10 });
  await store.device(() => "device-1");
  await enter("12", "Lan-Xyzzy");
});
afterEach(() => store.close());

async function enter(id: string, name: string): Promise<void> {
  await store.useGrant(grantOf(id, name));
  await store.choosePin(id, PIN);
  await store.settle();
}
const draft = (id: string, note = "Páo-Plugh"): OpDraft => ({
  id,
  kind: "assist.log",
  record: null,
  prev: null,
  body: { topic: "vneid", household: "h-1", note },
});
const page = (attempt: number, overrides: Partial<Page> = {}): Page => ({
  attempt,
  after: null,
  cursor: "c1",
  rows: [],
  gone: [],
  more: false,
  rebuild: false,
  ...overrides,
});
const row = (id: string) => ({ id, kind: "household", fields: { id, head_name: "Páo-Plugh" } });
const storePage = (given: Page) => store.storePage(given, new Set(), store.serial());

/** Every byte of every database, as a thief would read them. */
async function wholeDisk(): Promise<string> {
  let all = "";
  const seen = (value: unknown): void => {
    if (typeof value === "string") all += `${value}\n`;
    else if (value instanceof Uint8Array) all += `${Buffer.from(value).toString("latin1")}\n${Buffer.from(value).toString("utf8")}\n`;
    else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) seen(part);
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await openDB(name ?? "");
    for (const place of database.objectStoreNames) {
      seen(await database.getAllKeys(place));
      seen(await database.getAll(place));
    }
    database.close();
  }
  return all;
}

describe("a wrong PIN", () => {
  test("opens nothing, and the right one does", async () => {
    store.lock();
    expect(await store.unlock("12", "258037", 0)).toEqual({ ok: false, problem: "wrong" });
    expect(store.whoIsIn()).toBeNull();
    expect(await store.unlock("12", PIN, 0)).toEqual({ ok: true });
    expect(store.whoIsIn()).toBe("12");
  });

  test("is counted on the disk before it is tried", async () => {
    store.lock();
    vi.spyOn(crypto.subtle, "deriveBits").mockRejectedValueOnce(new Error("the page is killed"));
    await expect(store.unlock("12", "258037", 0)).rejects.toThrow();
    const again = makeStore();
    expect((await again.readOutbox(0)).people).toMatchObject([{ id: "12", failures: 1 }]);
    await again.close();
  });

  test("must wait longer each time; a clock set back does not help, also after a restart", async () => {
    store.lock();
    for (let tries = 0; tries < 3; tries += 1) await store.unlock("12", "258037", 1000 * HOUR);
    expect(await store.unlock("12", PIN, 1000 * HOUR)).toEqual({ ok: false, problem: "wait" });
    const again = makeStore();
    expect(await again.unlock("12", PIN, 2 * HOUR)).toEqual({ ok: false, problem: "wait" });
    expect(await again.unlock("12", PIN, 2 * HOUR + waitAfter(3) - 1)).toEqual({ ok: false, problem: "wait" });
    expect(await again.unlock("12", PIN, 2 * HOUR + waitAfter(3))).toEqual({ ok: true });
    expect((await again.readOutbox(0)).people).toMatchObject([{ failures: 0, wait: { ms: 0 } }]);
    await again.close();
  });

  test("ten times destroys the key, drops the rows and keeps the unsent work", async () => {
    await store.save([draft("a")], 0);
    await storePage(page(1, { rows: [row("h")] }));
    store.lock();
    const results = [];
    for (let tries = 0; tries < MOST_TRIES; tries += 1) results.push(await store.unlock("12", "258037", tries * HOUR));
    expect(results.map((result) => (result.ok ? "in" : result.problem))).toEqual([...Array(9).fill("wrong"), "lost"]);
    expect(await store.unlock("12", PIN, 99 * HOUR)).toEqual({ ok: false, problem: "lost" });
    await store.settle();

    const found = await store.readOutbox(0);
    expect(found).toMatchObject({ unsent: 1, people: [{ lock: "lost" }] });
    const batch = await store.takeBatch({ maxOps: 9, maxBytes: 9999, maxOffer: 9 }, 0, "");
    expect(batch).toMatchObject({ cursor: null, reader: null, ops: [{ id: "a" }] });
  });

  test("once more after ten that were cut short is the end", async () => {
    store.lock();
    vi.spyOn(crypto.subtle, "deriveBits").mockRejectedValue(new Error("the page is killed"));
    for (let tries = 0; tries < MOST_TRIES; tries += 1)
      await expect(store.unlock("12", PIN, tries * HOUR)).rejects.toThrow();
    expect(await store.unlock("12", PIN, 99 * HOUR)).toEqual({ ok: false, problem: "lost" });
  });

  test("a new code brings a new PIN, and the work is theirs again", async () => {
    await store.save([draft("a")], 0);
    store.lock();
    await enter("12", "Lan-Xyzzy");
    expect((await store.readOutbox(0)).queued.map(({ id, body }) => [id, body.length > 0])).toEqual([["a", true]]);
  });

  test("guessing at the page where the PIN is changed counts, too", async () => {
    expect(await store.changePin("258037", "1593", 0)).toEqual({ ok: false, problem: "wrong" });
    expect(await store.changePin(PIN, "1234", 0)).toEqual({ ok: false, problem: "simple" });
    expect((await store.readOutbox(0)).people).toMatchObject([{ failures: 1 }]);
    await storePage(page(1, { rows: [row("h")] }));
    expect(await store.changePin(PIN, "1593", 0)).toEqual({ ok: true });
    store.lock();
    expect(await store.unlock("12", PIN, 0)).toEqual({ ok: false, problem: "wrong" });
    expect(await store.unlock("12", "1593", 0)).toEqual({ ok: true });
    expect((await store.readCache()).rows).toHaveLength(1);
  });
});

describe("what lies on the disk", () => {
  test("says nothing of people: neither work, rows, lists, sheets, permissions nor names", async () => {
    await store.save([draft("a")], 0);
    await storePage(page(1, { rows: [row("h")] }));
    await store.saveBundle({ etag: "e", fetchedAt: 0, body: { people: ["Lan-Xyzzy"] } }, store.serial());
    await store.keepSheet("log", { who: "Páo-Plugh" });
    const disk = await wholeDisk();
    expect(disk).toContain("assist.log");
    for (const word of ["Plugh", "Xyzzy", "vneid"]) expect(disk).not.toContain(word);
    expect((await store.readCache()).rows[0]?.fields.head_name).toBe("Páo-Plugh");
    expect(await store.readSheets()).toEqual(new Map([["log", { who: "Páo-Plugh" }]]));
  });

  test("what an app of before left in clear is sealed in place; nothing unsent is lost", async () => {
    await store.close();
    globalThis.indexedDB = new IDBFactory();
    const before = await openOutbox(() => undefined);
    const old = { kind: "assist.log", record: null, prev: null, grant: "g-12", at: 5, body: encodeBody(draft("").body) };
    await before.put("outbox", { ...old, id: "a", target: "a", n: 2, strikes: 1, suspect: null });
    const taken = { outcome: "applied", reason: null, extra: null, ack: "k", attempt: 3 } as const;
    await before.put("archive", { ...old, id: "z", target: "z", n: 1, ...taken });
    await before.put("grants", grantOf("12", "Lan-Xyzzy"));
    await before.put("marks", "g-12", "currentGrant");
    await before.put("marks", "device-1", "device");
    before.close();

    store = makeStore({ pinIterations: 10 });
    await store.settle();

    expect(await wholeDisk()).not.toMatch(/Plugh|Xyzzy/);
    expect((await store.readOutbox(0)).people).toMatchObject([{ id: "12", name: "Lan-Xyzzy", lock: "new", unsent: 1 }]);
    await store.choosePin("12", PIN);
    expect((await store.readOutbox(0)).queued).toMatchObject([{ id: "a", n: 2, strikes: 1, body: old.body }]);
    expect(await store.bodyOf("z")).toEqual(draft("").body);
    expect((await store.queueFacts()).spokenOf).toEqual(new Set(["a", "h-1"]));
  });

  test("an answered refusal goes with the answer's body, not in clear", async () => {
    await store.save([draft("a")], 0);
    const news = { person: "12", isRead: true, outcomes: [], offered: [], missing: [], erased: [], ack: null, at: null };
    const rest = { newDevice: null, reset: false, wipe: false, clock: { offset: 0, measuredAt: 0 } };
    const { attempt } = (await store.takeBatch({ maxOps: 9, maxBytes: 9999, maxOffer: 9 }, 0, "")) ?? { attempt: 0 };
    const taken = [{ id: "a", outcome: "rejected" as const, reason: "rule", extra: null }];
    await store.applyNews({ ...news, ...rest, attempt, taken, past: { safe: 0, provesPast: false, serverNow: 0 } }, 0);
    await store.save([{ ...draft("b"), settles: ["a"] }], 0);
    expect(await store.bodyOf("b")).toEqual({ ...draft("").body, settles: ["a"] });
  });
});

test("who is taken off leaves neither rows nor sheets, nor anything to ask the server with", async () => {
  await storePage(page(1, { rows: [row("h1")] }));
  await store.keepSheet("log", { note: "Páo-Plugh" });
  await enter("13", "Hoa");
  await storePage(page(2, { rows: [row("h2")] }));

  expect(await store.removePerson("12", PIN, 0, new Set())).toEqual({ ok: true });
  await store.settle();

  const names = (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => name.includes("cache"));
  const left = await Promise.all(
    names.map(async (name) => {
      const database = await openDB(name);
      const counts = { segments: await database.count("segments"), sheets: await database.count("sheets") };
      database.close();
      return counts;
    }),
  );
  expect(left.filter(({ segments }) => segments > 0)).toEqual([{ segments: 1, sheets: 0 }]);
  expect(await store.unlock("12", PIN, 0)).toEqual({ ok: false, problem: "unknown" });
  expect((await store.readCache()).rows.map(({ id }) => id)).toEqual(["h2"]);
  store.lock();
  expect((await store.grant())?.user.id).toBe("13");
});

describe("rows", () => {
  test("of a cut page are not there, and the cursor has not moved", async () => {
    await storePage(page(1, { rows: [row("h1")], more: true }));
    const lateLock = storePage(page(2, { after: "c1", cursor: "c2", rows: [row("h2")] }));
    store.lock();
    expect(await lateLock).toBe(false);
    await store.unlock("12", PIN, 0);
    expect((await store.readCache()).rows.map(({ id }) => id)).toEqual(["h1"]);
    expect((await store.takeBatch({ maxOps: 0, maxBytes: 0, maxOffer: 0 }, 0, ""))?.cursor).toBe("c1");
  });

  test("asked for by one person never reach another's cache", async () => {
    const serial = store.serial();
    await enter("13", "Hoa");
    expect(await store.storePage(page(1, { rows: [row("h1")] }), new Set(), serial)).toBe(false);
    expect((await store.readCache()).rows).toEqual([]);
  });

  test("of many small pages are joined, and none is lost or stale", async () => {
    let after: string | null = null;
    for (let number = 0; number < 150; number += 1) {
      await storePage(page(number + 1, { after, cursor: `c${number}`, rows: [row(`h${number % 90}`)] }));
      after = `c${number}`;
    }
    const { rows } = await store.readCache();
    expect(rows).toHaveLength(90);
    expect(rows.find(({ id }) => id === "h3")?.attempt).toBe(94);
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => name.includes("cache"));
    const counts = await Promise.all(names.map(async (name) => (await openDB(name)).count("segments")));
    expect(Math.max(...counts)).toBeLessThanOrEqual(65);
  });

  test("that were dropped do not come back out of an older segment, and may be sent again", async () => {
    await storePage(page(1, { cursor: "c1", rows: [row("h1"), row("h2")] }));
    await storePage(page(2, { after: "c1", cursor: "c2", rows: [row("h1"), row("h3")] }));
    await storePage(page(3, { after: "c2", cursor: "c3", rows: [], gone: ["h1"] }));
    expect((await store.readCache()).rows.map(({ id }) => id).sort()).toEqual(["h2", "h3"]);
    await storePage(page(4, { after: "c3", cursor: "c4", rows: [row("h3")] }));
    expect((await store.readCache()).rows.map(({ id }) => id).sort()).toEqual(["h2", "h3"]);
    await storePage(page(5, { after: "c4", cursor: "c5", rows: [row("h1")] }));
    expect((await store.readCache()).rows.map(({ id }) => id).sort()).toEqual(["h1", "h2", "h3"]);
  });

  test("of visits come after all else, and each is opened once", async () => {
    const assist = { ...row("a1"), kind: "assist" };
    await storePage(page(1, { cursor: "c1", rows: [row("h1"), assist] }));
    store.lock();
    await store.unlock("12", PIN, 0);
    const heard: string[] = [];
    const hear = (rows: readonly { readonly id: string }[]) => void heard.push(...rows.map(({ id }) => id));
    const first = await store.readCache(true, hear);
    expect([first.isWhole, first.rows.map(({ id }) => id)]).toEqual([false, ["h1"]]);
    const all = await store.readCache(false, hear);
    expect([all.isWhole, all.rows.map(({ id }) => id).sort()]).toEqual([true, ["a1", "h1"]]);
    expect((await store.readCache(true, hear)).isWhole).toBe(true);
    expect(heard).toEqual(["h1", "a1"]);
  });

  test("that do not open are dropped and asked for again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await storePage(page(1, { rows: [row("h1")] }));
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => name.includes("cache"));
    for (const name of names) {
      const database = await openDB(name);
      for (const segment of await database.getAll("segments"))
        await database.put("segments", { ...segment, sealed: new Uint8Array(40) });
      database.close();
    }
    expect((await store.readCache()).rows).toEqual([]);
    expect((await store.takeBatch({ maxOps: 0, maxBytes: 0, maxOffer: 0 }, 0, ""))?.cursor).toBeNull();
  });
});
