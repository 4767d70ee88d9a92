/** What one save asks of disk and cipher: as little as may be, for somebody waits; and never less than a promise needs. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { decodeBody, type OpDraft } from "../../src/domain/ops.ts";
import { openOutbox } from "../../src/store/outbox-schema.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { makeDeviceKeys } from "../../src/store/vault/pin-lock.ts";

const LAN = { id: "12", name: "Lan", role: "member", language: "vi" };
const GRANT = { id: "g1", token: "t", seal: "s", expiresAt: "2027-01-01T00:00:00Z", province: "20", user: LAN };
const NEWS = { person: "12", isRead: true, outcomes: [], offered: [], missing: [], erased: [], ack: "k1", at: null } as const;
const REST = { newDevice: null, past: { safe: 0, provesPast: false, serverNow: 0 }, reset: false, wipe: false } as const;

const draft = (id: string, overrides: Partial<OpDraft> = {}): OpDraft => ({
  id,
  kind: "assist.log",
  record: null,
  prev: null,
  body: { topic: "vneid", note: id },
  ...overrides,
});
const queued = async () => (await store.readOutbox(-1)).queued;

let store: Store;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = makeStore({ pinIterations: 10 });
  await store.device(() => "device-1");
  await store.useGrant(GRANT);
  await store.choosePin(LAN.id, "258036");
  await store.readOutbox(-1);
});
afterEach(() => store.close());

async function refuse(id: string): Promise<void> {
  const batch = await store.takeBatch({ maxOps: 100, maxBytes: 60_000, maxOffer: 9 }, 0, "0.1.0");
  const taken = [{ id, outcome: "rejected" as const, reason: "consent_missing", extra: null }];
  const clock = { offset: 0, measuredAt: 0 };
  await store.applyNews({ attempt: batch?.attempt ?? 0, ...NEWS, ...REST, taken, clock }, 0);
}

test("a save seals each op once, opens none again and is one transaction, waited for to its end", async () => {
  const ended: string[] = [];
  const real = IDBDatabase.prototype.transaction;
  const begin = vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function (this: IDBDatabase, ...given) {
    const transaction = real.apply(this, given);
    transaction.addEventListener("complete", () => ended.push("on disk"));
    return transaction;
  });
  const seal = vi.spyOn(crypto.subtle, "encrypt");
  const open = vi.spyOn(crypto.subtle, "decrypt");
  const saved = await store.save([draft("a"), draft("b")], 5);
  ended.push("said");

  expect(ended).toEqual(["on disk", "said"]);
  expect(begin.mock.calls.map((call) => call[2])).toEqual([{ durability: "strict" }]);
  expect([seal.mock.calls.length, open.mock.calls.length]).toEqual([2, 0]);
  expect(await queued()).toMatchObject(saved);
  expect(saved.map(({ body }) => decodeBody(body))).toEqual([draft("a").body, draft("b").body]);
});

test("what the disk takes back at the last moment was not saved", async () => {
  vi.spyOn(IDBTransaction.prototype, "commit").mockImplementationOnce(function (this: IDBTransaction) {
    this.abort();
  });
  await expect(store.save([draft("a"), draft("b")], 0)).rejects.toThrow();
  expect(await queued()).toEqual([]);

  await store.save([draft("a")], 0);
  expect((await queued()).map(({ id, n }) => [id, n])).toEqual([["a", 1]]);
});

test("what is refused on the way takes all of the save with it, whether at once or later", async () => {
  await store.save([draft("known")], 0);
  const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(() => {
    throw new DOMException("no number", "DataError");
  });
  await expect(store.save([draft("a"), draft("b")], 0)).rejects.toThrow("no number");
  put.mockRestore();
  await expect(store.save([draft("a"), draft("known"), draft("b")], 0)).rejects.toThrow();
  expect((await queued()).map(({ id }) => id)).toEqual(["known"]);
});

test("a browser that cannot be told to end a transaction ends it itself", async () => {
  const { commit } = IDBTransaction.prototype;
  Object.assign(IDBTransaction.prototype, { commit: undefined });
  await store.save([draft("a")], 0);
  Object.assign(IDBTransaction.prototype, { commit });
  expect((await queued()).map(({ id }) => id)).toEqual(["a"]);
});

test("keys that another page has made anew seal the very next save", async () => {
  await store.save([draft("a")], 0);
  const disk = await openOutbox(() => undefined);
  await disk.put("marks", await makeDeviceKeys(), "deviceKeys");
  disk.close();

  await store.save([draft("b")], 0);

  expect(await store.bodyOf("b")).toEqual(draft("b").body);
  await expect(store.bodyOf("a")).rejects.toThrow();
});

test("a change follows what the same save has made, and the next one follows it", async () => {
  const amend = { kind: "assist.amend", record: "a", prev: "what the screen knew" } as const;
  await store.save([draft("a"), draft("b", amend), draft("c", amend), draft("d", { ...amend, record: "x" })], 0);
  expect((await queued()).map(({ prev }) => prev)).toEqual([null, "a", "b", "what the screen knew"]);
});

test("of two ops in one save only the first answers what was refused", async () => {
  await store.save([draft("a")], 0);
  await refuse("a");
  await store.save([draft("b", { settles: ["a", "a"] }), draft("c", { settles: ["a"] })], 0);

  const [first, second] = (await queued()).map(({ body }) => decodeBody(body).settles);
  expect([first, second]).toEqual([["a"], undefined]);
  expect((await store.readOutbox(1)).unsettled).toEqual([]);
});

test("a disk that is found full only while it commits says so, whatever its requests were told", async () => {
  vi.spyOn(IDBTransaction.prototype, "commit").mockImplementation(function (this: IDBTransaction) {
    (this as IDBTransaction & { _abort(error: string): void })._abort("QuotaExceededError");
  });
  await expect(store.save([draft("a")], 5)).rejects.toMatchObject({ name: "QuotaExceededError" });
  expect(await queued()).toEqual([]);
});

test("requests that hear nothing of the end of their transaction keep nobody waiting", async () => {
  vi.spyOn(IDBTransaction.prototype, "commit").mockImplementation(function (this: IDBTransaction) {
    const inside = this as IDBTransaction & { _requests: unknown[]; _abort(error: string): void };
    inside._requests.length = 0;
    inside._abort("QuotaExceededError");
  });
  await expect(store.save([draft("a")], 5)).rejects.toMatchObject({ name: "QuotaExceededError" });
  expect(await queued()).toEqual([]);
});
