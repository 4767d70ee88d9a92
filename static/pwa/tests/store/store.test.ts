import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Page } from "../../src/store/page.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { applied, GRANT, makeDraft, makeNews } from "./making.ts";

const PIN = "258036";
const LIMITS = { maxOps: 100, maxBytes: 60_000, maxOffer: 2000 };

const makePage = (attempt: number, overrides: Partial<Page> = {}): Page => ({
  attempt,
  after: null,
  cursor: "c1",
  rows: [],
  gone: [],
  more: false,
  rebuild: false,
  ...overrides,
});
const makeRow = (id: string) => ({ id, kind: "household", fields: { id, head_name: id } });
const quotaError = (): DOMException => new DOMException("full", "QuotaExceededError");

let store: Store;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = makeStore({ pinIterations: 10 });
  await store.device(() => "device-1");
  await store.useGrant(GRANT);
  await store.choosePin(GRANT.user.id, PIN);
  await store.settle();
});
afterEach(() => store.close());

async function reopen(): Promise<void> {
  await store.close();
  store = makeStore({ pinIterations: 10 });
  await store.unlock(GRANT.user.id, PIN, 0);
}
const send = async () => {
  const batch = await store.takeBatch(LIMITS, 0, "0.1.0");
  if (batch === undefined) throw new Error("nobody is enrolled");
  return batch;
};
const storePage = (page: Page, spokenOf: ReadonlySet<string>) => store.storePage(page, spokenOf, store.serial());
const cursor = async () => (await send()).cursor;
const archived = async () => (await store.readOutbox(-1)).unsettled;

describe("saving", () => {
  test("what was saved is there after the app is opened again", async () => {
    await store.save([makeDraft("a"), makeDraft("b")], 5);
    await reopen();
    expect((await store.readOutbox(0)).queued.map(({ id, n, at }) => [id, n, at])).toEqual([
      ["a", 1, 5],
      ["b", 2, 5],
    ]);
    await store.save([makeDraft("c")], 6);
    expect((await store.readOutbox(0)).queued.at(-1)?.n).toBe(3);
  });

  test("the ops of one save are all there or none is", async () => {
    await store.save([makeDraft("a")], 0);
    await expect(store.save([makeDraft("b"), makeDraft("a")], 0)).rejects.toThrow();
    expect((await store.readOutbox(0)).queued.map((op) => op.id)).toEqual(["a"]);
    await store.save([makeDraft("c")], 0);
    expect((await store.readOutbox(0)).queued.map((op) => op.n)).toEqual([1, 2]);
  });

  test("a second op on a record follows this phone's own unsent one", async () => {
    await store.save([makeDraft("a")], 0);
    await store.save([makeDraft("b", { kind: "assist.amend", record: "a", prev: "what the screen knew" })], 0);
    await store.save([makeDraft("c", { kind: "assist.withdraw", record: "a", prev: "what the screen knew" })], 0);
    expect((await store.readOutbox(0)).queued.map(({ record, prev }) => [record, prev])).toEqual([
      [null, null],
      ["a", "a"],
      ["a", "b"],
    ]);
  });

  test("a transaction of the outbox is asked to reach the disk", async () => {
    const begin = vi.spyOn(IDBDatabase.prototype, "transaction");
    await store.save([makeDraft("a")], 0);
    expect(begin.mock.calls.map((call) => call[2])).toContainEqual({ durability: "strict" });
  });

  test("a full disk costs the cache, never the outbox", async () => {
    await storePage(makePage(1, { rows: [makeRow("h")] }), new Set());
    await store.save([makeDraft("a")], 0);
    vi.spyOn(IDBObjectStore.prototype, "add").mockImplementationOnce(() => {
      throw quotaError();
    });
    await store.save([makeDraft("b")], 0);
    expect((await store.readCache()).rows).toEqual([]);
    expect(await cursor()).toBeNull();
    expect((await store.readOutbox(0)).queued.map((op) => op.id)).toEqual(["a", "b"]);
  });

  test("a disk that stays full keeps what was there and says so", async () => {
    await store.save([makeDraft("a")], 0);
    vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw quotaError();
    });
    await expect(store.save([makeDraft("b")], 0)).rejects.toMatchObject({ name: "QuotaExceededError" });
    expect((await store.readOutbox(0)).queued.map((op) => op.id)).toEqual(["a"]);
  });
});

describe("sending", () => {
  test("every request has a number of its own, also after a restart", async () => {
    expect((await send()).attempt).toBe(1);
    await reopen();
    expect((await send()).attempt).toBe(2);
  });

  test("unacknowledged ops go again, in the order in which they were made", async () => {
    await store.save([makeDraft("b"), makeDraft("a")], 0);
    await send();
    await reopen();
    expect((await send()).ops.map((op) => op.id)).toEqual(["b", "a"]);
  });

  test("an op that failed alone three times waits a day, an update, or an empty queue", async () => {
    await store.save([makeDraft("a"), makeDraft("b")], 0);
    for (const _ of [1, 2, 3]) await store.strike("a", 1000, "0.1.0");
    expect((await send()).ops.map((op) => op.id)).toEqual(["b"]);
    await store.applyNews(makeNews(1, { taken: applied("b") }), 0);
    expect((await send()).ops).toEqual([]);
    expect((await store.takeBatch(LIMITS, 1000, "0.2.0"))?.ops.map((op) => op.id)).toEqual(["a"]);
    expect((await store.takeBatch(LIMITS, 1000 + 24 * 3600_000, "0.1.0"))?.ops.map((op) => op.id)).toEqual(["a"]);
  });

  test("a batch keeps to its bytes, but one op always goes", async () => {
    await store.save(
      ["a", "b", "c"].map((id) => makeDraft(id, { body: { note: "x".repeat(1000) } })),
      0,
    );
    const sizes = await Promise.all(
      [2500, 10].map(async (maxBytes) => (await store.takeBatch({ ...LIMITS, maxBytes }, 0, ""))?.ops.length),
    );
    expect(sizes).toEqual([2, 1]);
  });
});

/** Rewrites what is stored as an app of another age left it. */
async function asWrittenUnder(schemas: Readonly<Record<string, number | undefined>>): Promise<void> {
  const database = await openDB("tocongnghe-outbox");
  for (const [id, schema] of Object.entries(schemas)) {
    const { schema: _, ...op } = await database.get("outbox", id);
    await database.put("outbox", schema === undefined ? op : { ...op, schema });
  }
  database.close();
}

test("ops of different schemas never share a request, and each says its own", async () => {
  await store.save(["a", "b", "c", "d"].map((id) => makeDraft(id)), 0);
  await asWrittenUnder({ a: undefined, b: 1, c: 2, d: 1 });

  const sent: [number, string[]][] = [];
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const batch = await send();
    sent.push([batch.schema, batch.ops.map(({ id }) => id)]);
    await store.applyNews(makeNews(attempt, { taken: applied(...batch.ops.map(({ id }) => id)) }), 0);
  }

  expect(sent).toEqual([
    [1, ["a", "b"]],
    [2, ["c"]],
    [1, ["d"]],
    [1, []],
  ]);
});

describe("applying an answer", () => {
  test("processed ops are archived with their outcome, the others stay", async () => {
    await store.save([makeDraft("a"), makeDraft("b"), makeDraft("c")], 0);
    await send();
    await store.applyNews(
      makeNews(1, { taken: [...applied("a"), { id: "b", outcome: "held", reason: "parent_unknown", extra: null }] }),
      7,
    );
    const outbox = await store.readOutbox(0);
    expect(outbox.queued.map((op) => op.id)).toEqual(["c"]);
    expect(outbox.unsettled.map(({ id, outcome, reason, ack }) => [id, outcome, reason, ack]).sort()).toEqual([
      ["a", "applied", null, "k1"],
      ["b", "held", "parent_unknown", "k1"],
    ]);
    expect((await send()).ack).toBe("k1");
  });

  test("an answer to an older attempt changes nothing", async () => {
    await store.save([makeDraft("a")], 0);
    await send();
    await send();
    expect(await store.applyNews(makeNews(1, { taken: applied("a") }), 0)).toBe(false);
    expect((await store.readOutbox(0)).queued).toHaveLength(1);
  });

  test("applied ops are unsettled only until the rows are complete", async () => {
    await store.save([makeDraft("a")], 0);
    await send();
    await store.applyNews(makeNews(1, { taken: applied("a") }), 0);
    expect((await store.readOutbox(0)).unsettled).toHaveLength(1);
    expect((await store.readOutbox(1)).unsettled).toHaveLength(0);
  });

  test("a refused op asks for attention until a newer op answers it", async () => {
    await store.save([makeDraft("a")], 0);
    await send();
    await store.applyNews(
      makeNews(1, { taken: [{ id: "a", outcome: "rejected", reason: "unknown_topic", extra: null }] }),
      0,
    );
    expect((await store.readOutbox(1)).unsettled.map((op) => op.open)).toEqual([1]);
    await store.save([makeDraft("b", { settles: ["a"] })], 0);
    expect((await store.readOutbox(1)).unsettled).toEqual([]);
  });

  test("a server that lost its memory is offered the archive; what it misses goes again first", async () => {
    await store.save([makeDraft("a"), makeDraft("b")], 0);
    await send();
    await store.applyNews(makeNews(1, { taken: applied("a", "b") }), 0);
    await storePage(makePage(1, { rows: [makeRow("a")] }), new Set());
    await store.save([makeDraft("c")], 0);
    await send();
    await store.applyNews(makeNews(2, { taken: applied("c"), reset: true, ack: "k2" }), 0);
    await reopen();
    await store.settle();
    expect((await store.readCache()).rows).toEqual([]);

    const offering = await send();
    expect(offering).toMatchObject({ ack: null, offer: ["a", "b", "c"] });
    await store.applyNews(makeNews(3, { offered: ["a", "b", "c"], missing: ["b"], ack: "k3" }), 0);

    const again = await send();
    expect(again.offer).toEqual([]);
    expect(again.ops.map(({ id, n }) => [id, n])).toEqual([["b", 2]]);
    expect((await archived()).map(({ id, ack }) => [id, ack]).sort()).toEqual([
      ["a", "k3"],
      ["c", "k3"],
    ]);
  });

  test("what a restored server decided otherwise before it was offered is known by its new outcome", async () => {
    await store.save([makeDraft("a"), makeDraft("b"), makeDraft("c")], 1);
    await send();
    const rejected = (id: string) => ({ id, outcome: "rejected" as const, reason: "state", extra: { state: "x" } });
    await store.applyNews(makeNews(1, { taken: ["a", "b", "c"].map(rejected) }), 0);
    await send();
    await store.applyNews(makeNews(2, { reset: true }), 0);
    await send();

    const outcomes = [{ id: "b", outcome: "held" as const, reason: "parent_unknown" }];
    await store.applyNews(makeNews(3, { offered: ["a", "b"], outcomes }), 0);

    const known = Object.fromEntries((await archived()).map(({ id, outcome, open }) => [id, [outcome, open]]));
    expect(known).toEqual({ a: ["applied", undefined], b: ["held", 1], c: ["rejected", 1] });
  });

  test("what was taken with a reset is offered too, for the server may forget a second time before the next mark", async () => {
    await store.save([makeDraft("a")], 0);
    await send();
    await store.applyNews(makeNews(1, { taken: applied("a"), reset: true, ack: "k1" }), 0);

    expect(await send()).toMatchObject({ ack: null, offer: ["a"] });
  });

  test("a wiped phone forgets nothing that a server without memory may still miss", async () => {
    await store.save([makeDraft("a")], 0);
    await send();
    await store.applyNews(makeNews(1, { taken: applied("a") }), 0);
    await send();
    await store.applyNews(makeNews(2, { wipe: true, reset: true }), 0);

    expect((await send()).offer).toEqual(["a"]);
    await store.applyNews(makeNews(3, { wipe: true, offered: ["a"], missing: ["a"] }), 0);

    expect((await send()).ops.map(({ id }) => id)).toEqual(["a"]);
  });

  test("a wiped phone first hands over what is unsent, then forgets everything but its device id", async () => {
    await store.save([makeDraft("a"), makeDraft("b")], 0);
    await storePage(makePage(1, { rows: [makeRow("h")] }), new Set());
    await send();
    await store.applyNews(makeNews(1, { taken: applied("a"), wipe: true }), 0);
    await store.settle();
    expect((await store.readCache()).rows).toEqual([]);
    expect((await send()).ops.map((op) => op.id)).toEqual(["b"]);
    await store.applyNews(makeNews(2, { taken: applied("b"), wipe: true }), 0);
    expect(await store.readOutbox(-1)).toMatchObject({ queued: [], unsettled: [], grants: [], currentGrant: null });
    expect(await store.takeBatch(LIMITS, 0, "")).toBeUndefined();
    expect(await store.device(() => "another")).toBe("device-1");
  });
});

describe("storing a page", () => {
  test("the cursor moves with its page or not at all", async () => {
    await storePage(makePage(1, { rows: [makeRow("h1")], more: true }), new Set());
    const put = IDBObjectStore.prototype.put;
    const broken = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
      key?: IDBValidKey,
    ) {
      if ((value as { id?: string }).id === "h3") throw new DOMException("no", "DataError");
      return key === undefined ? put.call(this, value) : put.call(this, value, key);
    });
    await expect(
      storePage(makePage(2, { after: "c1", cursor: "c2", rows: [makeRow("h2"), makeRow("h3")] }), new Set()),
    ).rejects.toThrow();
    broken.mockRestore();
    expect(await cursor()).toBe("c1");
    expect((await store.readCache()).rows.map((row) => row.id)).toEqual(["h1"]);
  });

  test("a page that continues from elsewhere is not stored", async () => {
    await storePage(makePage(1), new Set());
    expect(await storePage(makePage(2, { after: null, cursor: "c0", rows: [makeRow("h")] }), new Set())).toBe(
      false,
    );
    expect(await cursor()).toBe("c1");
  });

  test("a record that left the scope stays while unsent work speaks of it", async () => {
    await storePage(makePage(1, { rows: [makeRow("h1"), makeRow("h2")] }), new Set());
    await storePage(makePage(2, { after: "c1", gone: ["h1", "h2"] }), new Set(["h1"]));
    expect((await store.readCache()).rows.map((row) => row.id)).toEqual(["h1"]);
    await storePage(makePage(3, { after: "c1" }), new Set());
    expect((await store.readCache()).rows).toEqual([]);
  });

  test("after a rebuild only what was seen again is kept", async () => {
    await storePage(makePage(1, { rows: [makeRow("h1"), makeRow("h2")] }), new Set());
    await storePage(makePage(2, { after: "c1", rebuild: true, rows: [makeRow("h2")], more: true }), new Set());
    expect((await store.readCache()).rows).toHaveLength(2);
    await storePage(makePage(3, { after: "c1", rows: [makeRow("h3")] }), new Set());
    expect((await store.readCache()).rows.map((row) => row.id).sort()).toEqual(["h2", "h3"]);
    expect((await store.readCache()).completeAttempt).toBe(3);
  });
});

test("a new person on the phone keeps the device id and everybody's unsent work", async () => {
  await store.save([makeDraft("a")], 0);
  await storePage(makePage(1, { rows: [makeRow("h")] }), new Set());
  await store.useGrant({ ...GRANT, id: "g2", token: "t2", user: { ...GRANT.user, id: "13" } });
  await store.choosePin("13", PIN);
  await store.save([makeDraft("b")], 0);
  const batch = await send();
  expect(batch).toMatchObject({ device: "device-1", grant: { token: "t2" }, grantIds: ["g1", "g2"] });
  expect((await store.readCache()).rows).toEqual([]);
});
