/** Practice: the same phone over nothing; no byte of it is sent or kept, and the real work goes on behind it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beginPractice, endPractice, practice } from "../../src/app/practice.ts";
import type { Phone } from "../../src/app/phone-types.ts";
import { closeAll, CONSENT, HELPED, lanOffline, makeStage, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
  vi.stubGlobal("location", { hash: "" });
});
afterEach(async () => {
  practice.peek()?.end();
  await closeAll(stage);
});

function practised(): Phone {
  const phone = practice.value?.phone;
  if (phone === undefined) throw new Error("not practising");
  return phone;
}

test("what is done in practice reaches neither the network nor the disk", async () => {
  const real = await lanOffline(stage);
  stage.online = true;
  await beginPractice(real);
  const fetched = vi.fn(() => Promise.reject(new TypeError("no network")));
  vi.stubGlobal("fetch", fetched);
  const opened = vi.spyOn(IDBFactory.prototype, "open");
  const moved = vi.spyOn(IDBDatabase.prototype, "transaction");
  const phone = practised();

  const [first] = phone.snapshot.value.households;
  await phone.logAssist({ ...HELPED, household: first?.id ?? null, village: null });
  await phone.addHousehold({ village: VILLAGE, headName: "Hộ mới" }, CONSENT);
  await phone.keepVoice({ bytes: new Uint8Array([1, 2, 3]), type: "audio/webm", seconds: 1 });
  await phone.syncNow();
  await phone.askForLists();

  expect(phone.snapshot.value.households.map(({ headName }) => headName)).toContain("Hộ mới");
  expect(phone.snapshot.value.sync.unsent).toBe(3);
  expect([fetched.mock.calls.length, opened.mock.calls.length, moved.mock.calls.length]).toEqual([0, 0, 0]);
});

test("the real work is untouched and back after practice, and was sent behind it", async () => {
  const real = await lanOffline(stage);
  await real.addHousehold({ village: VILLAGE, headName: "Hộ Một" }, CONSENT);
  const before = real.snapshot.value.households.map(({ headName }) => headName);
  await beginPractice(real);
  const phone = practised();
  expect(phone.snapshot.value.households.map(({ headName }) => headName)).not.toContain("Hộ Một");
  await phone.addHousehold({ village: VILLAGE, headName: "Hộ tập" }, CONSENT);

  stage.online = true;
  await real.syncNow();
  expect(practice.value).not.toBeNull();
  endPractice();

  expect(practice.value).toBeNull();
  expect(real.snapshot.value.sync.unsent).toBe(0);
  expect(real.snapshot.value.households.map(({ headName }) => headName).sort()).toEqual([...before].sort());
  await beginPractice(real);
  expect(practised().snapshot.value.households.map(({ headName }) => headName)).not.toContain("Hộ tập");
});

test("topics, villages and the person are the real ones; what is shown is plainly made up", async () => {
  const real = await lanOffline(stage);
  await beginPractice(real);
  const { topics, villages, me, households, assists } = practised().snapshot.value;

  const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code).sort();
  expect(codes(topics)).toEqual(codes(real.snapshot.value.topics));
  expect(villages).toEqual(real.snapshot.value.villages);
  expect(me).toEqual(real.snapshot.value.me);
  expect(households.every(({ headName }) => headName.startsWith("Sample household") || headName.startsWith("Hộ mẫu"))).toBe(true);
  expect(assists.map(({ receipt }) => receipt).sort()).toEqual(["approved", "received", "returned"]);
});

test("locking the phone ends practice", async () => {
  const real = await lanOffline(stage);
  await beginPractice(real);

  await practised().lock();

  expect(practice.value).toBeNull();
  expect(real.snapshot.value.lock.state).toBe("locked");
});
