/** A store that the browser cleared is noticed, told to the person and reported to the server. */
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nextMark, parseMark } from "../../src/app/phone-marker.ts";
import { begin, closeAll, HELPED, lanOffline, makeStage, NOON, openPhone, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

async function evictedPhone() {
  const phone = await lanOffline(stage);
  for (let count = 0; count < 7; count += 1) await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
  await phone.stop();
  stage.phones.length = 0;
  globalThis.indexedDB = new IDBFactory();
  return openPhone(stage);
}

test("a cleared store is noticed with the number of unsent changes", async () => {
  const phone = await evictedPhone();

  expect(phone.snapshot.value.enrolled).toBe(false);
  expect(phone.snapshot.value.evicted).toEqual({ unsent: 7, at: NOON });
});

test("the server is told once, after the phone is enrolled again as another device", async () => {
  const phone = await evictedPhone();
  const before = stage.server.syncs().at(-1)?.device;
  stage.online = true;
  await begin(phone);
  await phone.syncNow();
  const told = stage.server.syncs().at(-1);
  await phone.syncNow();

  expect(stage.server.syncs().some((body) => (body.report as { evicted: number }).evicted === 7)).toBe(true);
  expect(stage.server.syncs().at(-1)?.report).toMatchObject({ evicted: 0 });
  expect(told?.device).not.toBe(before);
});

test("the notice stays until somebody has read it, also after a restart", async () => {
  const phone = await evictedPhone();
  await phone.stop();
  const again = await openPhone(stage);
  expect(again.snapshot.value.evicted).toMatchObject({ unsent: 7 });

  again.acknowledgeEviction();
  await again.stop();
  const third = await openPhone(stage);
  stage.phones.splice(0, 2);

  expect(third.snapshot.value.evicted).toBeNull();
});

test("a store that was never used, and one that is in use, are not called cleared", () => {
  expect(nextMark(null, null, 0, NOON)).toBeNull();
  expect(nextMark({ device: "d", unsent: 3, eviction: null }, "d", 4, NOON)).toEqual({
    device: "d",
    unsent: 4,
    eviction: null,
  });
});

test("a damaged mark is no mark", () => {
  expect(parseMark("{")).toBeNull();
  expect(parseMark(null)).toBeNull();
  expect(parseMark('{"device":"d","unsent":-2}')).toEqual({ device: "d", unsent: 0, eviction: null });
});

test("what lies beside the databases names nobody", async () => {
  const phone = await lanOffline(stage);
  await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, note: "Hoàng Văn Páo" });

  expect(Object.keys(stage.mark ?? {}).sort()).toEqual(["device", "eviction", "unsent"]);
  expect(JSON.stringify(stage.mark)).not.toContain("Lan");
});

test("little space is warned of before it runs out", async () => {
  const phone = await openPhone(stage, { readStorage: async () => ({ storage: "persisted", freeBytes: 5_000_000 }) });
  await begin(phone);

  expect(phone.snapshot.value.sync.isSpaceShort).toBe(true);
});
