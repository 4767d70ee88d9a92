/** What the server erased is blank on the phone, wherever it lies; ids and outcomes stay (protocol I10). */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decodeBody } from "../../src/domain/ops.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { applied, GRANT, makeDraft, makeNews } from "./making.ts";

let store: Store;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = makeStore({ pinIterations: 10 });
  await store.device(() => "device-1");
  await store.useGrant(GRANT);
  await store.choosePin(GRANT.user.id, "258036");
  await store.settle();
});
afterEach(() => store.close());

const send = async () => {
  const batch = await store.takeBatch({ maxOps: 100, maxBytes: 60_000, maxOffer: 2000 }, 0, "0.1.0");
  if (batch === undefined) throw new Error("nobody is enrolled");
  return batch;
};
async function archived(): Promise<{ id: string; body: Uint8Array }[]> {
  const database = await openDB("tocongnghe-outbox");
  const all = (await database.getAll("archive")) as { id: string; body: Uint8Array }[];
  database.close();
  return all;
}

test("an erased body is blank, its id and outcome stay", async () => {
  await store.save([makeDraft("a")], 0);
  await send();
  await store.applyNews(makeNews(1, { taken: applied("a") }), 0);
  await send();
  await store.applyNews(makeNews(2, { erased: ["a", "unknown"] }), 0);
  expect((await archived()).map(({ id, body }) => [id, body.length])).toEqual([["a", 0]]);
  expect(await store.standingsOf(["a"])).toEqual(new Map([["a", "erased"]]));
});

test("what is erased at the server while it still waits here is in no file that leaves the phone", async () => {
  const secret = { topic: "vneid", note: "Nhà bà Páo" };
  await store.save([makeDraft("a", { body: secret }), makeDraft("b", { body: { topic: "etax" } })], 0);
  await send();
  await store.applyNews(makeNews(1, { erased: ["a"] }), 0);

  const load = await store.courierLoad();
  const bodies = load?.loads.flatMap(({ ops }) => ops.map(({ id, body }) => [id, decodeBody(body)]));
  expect(bodies).toEqual([
    ["a", {}],
    ["b", { topic: "etax" }],
  ]);
  expect((await send()).ops.map(({ id, body }) => [id, decodeBody(body)])).toEqual(bodies);
});
