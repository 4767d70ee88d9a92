/** Work that reaches the server in somebody else's pocket: locked, never theirs, never twice. */
import { openDB } from "idb";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parcelsOf } from "../../src/domain/courier.ts";
import { openParcel } from "../fake-server.ts";
import { begin, closeAll, HELPED, lanOffline, makeStage, openPhone, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

const NOTE = "Nhà bà Páo ở cuối thôn";

/** Lan's file with *count* visits, and her disk to come back to. */
async function lansFile(count: number) {
  const phone = await lanOffline(stage);
  for (let made = 0; made < count; made += 1) {
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, note: NOTE });
  }
  const made = await phone.makeCourierFile();
  if (made === null) throw new Error("nothing to carry");
  return { phone, disk: globalThis.indexedDB, ...made };
}

/** Another person's phone: a disk of its own. */
async function carrier() {
  globalThis.indexedDB = new IDBFactory();
  stage.mark = null;
  stage.server.user = { id: "31", name: "Minh", role: "member", language: "vi" };
  stage.online = true;
  const phone = await openPhone(stage);
  await begin(phone);
  await phone.syncNow();
  stage.online = false;
  return phone;
}

test("a file holds every unsent change once, locked, and leaves the outbox as it is", async () => {
  const { phone, text, changes } = await lansFile(3);
  const [parcel] = parcelsOf(text);

  expect(changes).toBe(3);
  expect(phone.snapshot.value.sync.unsent).toBe(3);
  expect(text).not.toContain("Páo");
  const content = parcel === undefined ? undefined : openParcel({ ...parcel });
  expect(content).toMatchObject({ schema: 1, ops: [{ 1: "assist.log" }, { 1: "assist.log" }, { 1: "assist.log" }] });
  expect((content?.ops as unknown[][]).map((op) => op[4])).toEqual([0, 0, 0]);
});

test("a parcel under another's name does not open", async () => {
  const { text } = await lansFile(1);
  const [parcel] = parcelsOf(text);

  expect(openParcel({ ...parcel, grant: "g-31" })).toBeUndefined();
});

test("the carrier keeps parcels unread, hands them over with signal, and says so", async () => {
  const { text } = await lansFile(2);
  const minh = await carrier();

  expect(await minh.takeCourierFile(text)).toEqual({ found: 1, added: 1 });
  expect(minh.snapshot.value).toMatchObject({ carried: { waiting: 1 }, sync: { unsent: 0 } });
  stage.online = true;
  await minh.syncNow();

  const handed = stage.server.seen.find(({ path }) => path === "/api/v1/import");
  expect(handed?.headers.get("Content-Encoding")).toBeNull();
  expect(stage.server.log).toHaveLength(2);
  expect(minh.snapshot.value.carried).toEqual({ waiting: 0, delivered: 1, refused: 0, why: [] });
  const database = await openDB("tocongnghe-outbox");
  expect(await database.getAll("outbox")).toEqual([]);
  database.close();
});

test("the first phone sends again what arrived by file, and nothing doubles", async () => {
  const { text, disk } = await lansFile(2);
  const minh = await carrier();
  await minh.takeCourierFile(text);
  stage.online = true;
  await minh.syncNow();
  await closeAllPhones();
  globalThis.indexedDB = disk;
  const lan = await openPhone(stage);
  await lan.syncNow();

  expect(stage.server.log).toHaveLength(2);
  expect(lan.snapshot.value.sync.unsent).toBe(0);
  expect(lan.snapshot.value.assists.map(({ receipt }) => receipt)).toEqual(["received", "received"]);
});

async function closeAllPhones(): Promise<void> {
  for (const phone of stage.phones.splice(0)) await phone.stop();
}

test("the same file taken twice is carried once, also after it was delivered", async () => {
  const { text } = await lansFile(1);
  const minh = await carrier();
  await minh.takeCourierFile(text);
  expect(await minh.takeCourierFile(text)).toEqual({ found: 1, added: 0 });
  stage.online = true;
  await minh.syncNow();

  expect(await minh.takeCourierFile(text)).toEqual({ found: 1, added: 0 });
});

test("a parcel that the server cannot open is not tried for ever", async () => {
  const { text } = await lansFile(1);
  const [parcel] = parcelsOf(text);
  const minh = await carrier();
  await minh.takeCourierFile(JSON.stringify({ courier: 1, parcels: [{ ...parcel, device: "another" }] }));
  stage.online = true;
  await minh.syncNow();

  expect(minh.snapshot.value.carried).toEqual({
    waiting: 0,
    delivered: 0,
    refused: 1,
    why: [{ reason: "seal", count: 1 }],
  });
});

test("a busy server leaves parcels waiting", async () => {
  const { text } = await lansFile(120);
  const minh = await carrier();
  stage.online = true;
  stage.server.fault = async (seen, answer) =>
    seen.path === "/api/v1/import" ? new Response("", { status: 503 }) : answer();
  await minh.takeCourierFile(text);
  await minh.stop();
  stage.phones.length = 0;
  expect(stage.server.seen.filter(({ path }) => path === "/api/v1/import")).toHaveLength(1);

  expect(minh.snapshot.value.carried.waiting).toBe(2);
});

test("more changes than one request takes become several parcels", async () => {
  const { text } = await lansFile(120);

  expect(parcelsOf(text).map((parcel) => (openParcel({ ...parcel })?.ops as unknown[]).length)).toEqual([100, 20]);
});

test.each(["", "{", "[]", '{"courier":2,"parcels":[]}', '{"courier":1,"parcels":[{"v":1}]}'])(
  "%j is no courier file",
  (text) => expect(parcelsOf(text)).toEqual([]),
);
