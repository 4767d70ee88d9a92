/** When the archive forgets, what a copied, an old and a revoked phone are told; screens and receipts never notice. */
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunningPhone } from "../../src/app/phone.ts";
import { readAnswer } from "../../src/sync/answer.ts";
import { digestOf, json } from "../fake-server.ts";
import { begin, PIN, CONSENT, closeAll, HELPED, lanOffline, makeStage, NOON, openPhone, type Stage, VILLAGE } from "../world.ts";

const DAY = 24 * 3600 * 1000;
let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

async function inOutbox(store: "archive" | "outbox" | "grants"): Promise<Record<string, unknown>[]> {
  const database = await openDB("tocongnghe-outbox");
  const all = (await database.getAll(store)) as Record<string, unknown>[];
  database.close();
  return all;
}

/** One household, its consent and a visit, taken at log position 3. */
async function threeTaken(): Promise<RunningPhone> {
  const phone = await lanOffline(stage);
  await phone.logAssistForNewHousehold({ village: VILLAGE, headName: "Hoàng Văn Páo" }, CONSENT, HELPED);
  stage.online = true;
  stage.server.extra = { at: 3 };
  await phone.syncNow();
  return phone;
}

async function later(phone: RunningPhone, days: number, extra: Record<string, unknown>): Promise<void> {
  stage.server.now += days * DAY;
  stage.server.extra = { at: 3, ...extra };
  await phone.syncNow();
}

describe("the archive", () => {
  test("forgets what every backup holds after 30 days, and no screen notices", async () => {
    const phone = await threeTaken();
    const { households, assists, figures } = phone.snapshot.value;

    await later(phone, 31, { safe: 3 });

    expect(await inOutbox("archive")).toEqual([]);
    expect(phone.snapshot.value.assists).toEqual(assists);
    expect(phone.snapshot.value.households).toEqual(households);
    expect(phone.snapshot.value.figures).toEqual(figures);
  });

  test.each([
    ["a retained backup is older", 31, { safe: 2 }],
    ["no backup is proven", 31, {}],
    ["30 days have not passed", 29, { safe: 3 }],
  ])("keeps everything while %s", async (_why, days, extra) => {
    const phone = await threeTaken();

    await later(phone, days, extra);

    expect(await inOutbox("archive")).toHaveLength(3);
  });

  test("keeps everything in the cycle in which the server had lost its memory", async () => {
    const phone = await threeTaken();
    stage.server.rollBack(3);

    await later(phone, 31, { safe: 3 });

    expect(await inOutbox("archive")).toHaveLength(3);
  });

  test("counts days by the server's clock, not by a phone whose year is wrong", async () => {
    const phone = await threeTaken();
    stage.now = NOON + 400 * DAY;

    await later(phone, 1, { safe: 3 });

    expect(await inOutbox("archive")).toHaveLength(3);
  });

  test("keeps what somebody still has to look at", async () => {
    const phone = await lanOffline(stage);
    const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.server.verdict = () => ["rejected", "unknown_topic"];
    stage.online = true;
    stage.server.extra = { at: 3 };
    await phone.syncNow();

    await later(phone, 31, { safe: 3 });

    expect(phone.snapshot.value.cases).toMatchObject([{ op: id }]);
  });
});

test("a copied phone takes the new name it is given; work under the old grant still goes", async () => {
  const phone = await lanOffline(stage);
  stage.online = true;
  const fresh = { old: "g-12", id: "g-new", token: "t9", seal: "s9", expires_at: "2027-01-01T00:00:00Z" };
  stage.server.extra = { new_device: { device: "device-two", grants: [fresh] } };
  await phone.syncNow();
  stage.server.extra = {};
  await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
  await phone.syncNow();

  const last = stage.server.seen.filter(({ path }) => path === "/api/v1/sync").at(-1);
  const sent = stage.server.syncs().find((body) => (body.ops as unknown[]).length > 0);
  expect(sent).toMatchObject({ device: "device-two", grants: ["g-new"] });
  expect(last?.token).toBe("Bearer t9");
  expect(await inOutbox("grants")).toMatchObject([{ id: "g-12" }, { id: "g-new", user: "12" }]);
});

test("a server that loses its memory with every answer is left alone for a while", async () => {
  const phone = await threeTaken();
  stage.server.extra = { reset: true };
  const before = stage.server.syncs().length;
  await phone.syncNow();

  expect(stage.server.syncs().length - before).toBeLessThan(5);
  expect(phone.snapshot.value.sync.problem).toBe("server");
});

test("half a new name is not taken", async () => {
  const asked = { attempt: 1, opIds: [], offered: [], cursor: null };
  const answer = { attempt: 1, now: 1, processed: 0, digest: digestOf([]), new_device: { device: "d", grants: [{ old: "g" }] } };

  expect(readAnswer(answer, asked, digestOf([]))?.newDevice).toBeNull();
});

test.each([true, false])("an app that is too old still sends and shows its work (cursor sent: %s)", async (hasCursor) => {
  const phone = await lanOffline(stage);
  await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
  stage.online = true;
  stage.server.fault = async (seen, answer) => {
    if (seen.path !== "/api/v1/sync") return answer();
    const { changes: _, cursor, ...rest } = (await (await answer()).json()) as Record<string, unknown>;
    return json({ ...rest, ...(hasCursor ? { cursor } : {}), upgrade: hasCursor });
  };
  await phone.syncNow();

  expect(stage.server.log).toHaveLength(1);
  expect(phone.snapshot.value).toMatchObject({
    isTooOld: hasCursor,
    assists: [{ receipt: "received" }],
    sync: { unsent: 0 },
  });
});

test("both people of a copied phone go on with it", async () => {
  const phone = await lanOffline(stage);
  stage.online = true;
  stage.server.user = { id: "31", name: "Minh", role: "member", language: "vi" };
  await begin(phone);
  await phone.syncNow();
  const fresh = (old: string, id: string) => ({ old, id, token: "t9", seal: "s9", expires_at: "2027-01-01T00:00:00Z" });
  stage.server.extra = { new_device: { device: "two", grants: [fresh("g-31", "n-31"), fresh("g-12", "n-12")] } };
  await phone.syncNow();
  await phone.stop();
  stage.phones.length = 0;

  stage.staysLocked = true;
  const copy = await openPhone(stage);
  expect(copy.snapshot.value.lock.people.map(({ name }) => name)).toEqual(["Lan", "Minh"]);
  await copy.unlock("31", PIN);
  expect(copy.snapshot.value.me?.name).toBe("Minh");
});

test("a phone whose permission was ended says so and keeps nothing of the households", async () => {
  const phone = await threeTaken();
  stage.server.extra = { wipe: true };
  await phone.syncNow();

  expect(phone.snapshot.value).toMatchObject({ wiped: true, enrolled: false, households: [], assists: [] });
  expect(await inOutbox("archive")).toEqual([]);
});

test("a wiped phone takes another id, for nothing shows that it is the old one; any other shows a token", async () => {
  const phone = await threeTaken();
  const [first] = [...stage.server.devices];
  await phone.enrol("ABCD-1234");
  expect([...stage.server.devices]).toEqual([first]);
  stage.server.extra = { wipe: true };
  await phone.syncNow();
  stage.server.extra = {};

  expect(await phone.enrol("ABCD-1234")).toMatchObject({ ok: true });

  expect(stage.server.devices.size).toBe(2);
});

test("the mark of an answer goes back with the next request: it alone tells a server that it forgot", async () => {
  const phone = await threeTaken();
  await phone.syncNow();

  expect(stage.server.syncs()[0]?.ack ?? null).toBeNull();
  expect(stage.server.syncs().at(-1)?.ack).toEqual(expect.any(String));
});
