/** The worst days of a phone, and handing it over, on a real (fake-indexeddb) disk with only the network faked. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NotSaved } from "../../src/app/phone-types.ts";
import { json } from "../fake-server.ts";
import { begin, CONSENT, closeAll, HELPED, lanOffline, makeStage, openPhone, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

const PAO = { village: VILLAGE, headName: "Hoàng Văn Páo", people: 4 };
const receipts = (phone: { snapshot: { value: { assists: readonly { receipt: string }[] } } }): string[] =>
  phone.snapshot.value.assists.map((assist) => assist.receipt);

describe("the worst days", () => {
  test("two tabs at once send each op once and end alike", async () => {
    const one = await lanOffline(stage);
    const two = await openPhone(stage);
    await one.logAssist({ household: null, village: VILLAGE, ...HELPED });
    await two.logAssist({ household: null, village: VILLAGE, ...HELPED, topic: "payment_account" });
    stage.online = true;
    await Promise.all([one.syncNow(), two.syncNow()]);
    await Promise.all([one.syncNow(), two.syncNow()]);
    await one.syncNow();
    await two.syncNow();
    expect(stage.server.log.map((op) => op.op[5]).sort()).toEqual([1, 2]);
    for (const phone of [one, two]) {
      expect(receipts(phone)).toEqual(["received", "received"]);
      expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, upToDate: true });
    }
  });

  test("a server restored from an old backup gets back what it lost", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssistForNewHousehold(PAO, CONSENT, HELPED);
    stage.online = true;
    await phone.syncNow();
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, topic: "payment_account" });
    await phone.syncNow();
    const before = stage.server.log.map((op) => op.id);
    stage.server.rollBack(1);

    await phone.syncNow();

    expect(stage.server.log.map((op) => op.id).sort()).toEqual([...before].sort());
    expect(phone.snapshot.value.assists).toHaveLength(2);
    expect(receipts(phone)).toEqual(["received", "received"]);
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, upToDate: true });
  });

  test("an op that the server cannot read is set aside and the others go on", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, note: "poison" });
    stage.now += 60_000;
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, topic: "payment_account" });
    stage.online = true;
    stage.server.fault = async (seen, answer) =>
      JSON.stringify(seen.body).includes("poison") ? json({ slug: "envelope" }, 400) : answer();
    for (let rounds = 0; rounds < 8; rounds += 1) await phone.syncNow();
    expect(stage.server.log).toHaveLength(1);
    expect(phone.snapshot.value.sync.unsent).toBe(1);
    expect(phone.snapshot.value.assists).toMatchObject([
      { receipt: "received" },
      { receipt: "attention", trouble: "suspect" },
    ]);
  });

  test("a meeting is kept whole or not at all, and each household's assist arrives once", async () => {
    const phone = await lanOffline(stage);
    const ids: string[] = [];
    for (let i = 0; i < 40; i += 1) ids.push((await phone.addHousehold({ ...PAO, headName: `Hộ ${i}` }, CONSENT)).id);
    const meeting = { assist: HELPED, households: ids.map((id) => ({ id, consent: null })) };
    const add = vi.spyOn(IDBObjectStore.prototype, "add");
    let before = 30;
    add.mockImplementation(function (this: IDBObjectStore, value: unknown) {
      before -= 1;
      if (before < 0) throw new DOMException("full", "QuotaExceededError");
      return this.put(value);
    });
    await expect(phone.logMany(meeting)).rejects.toMatchObject({ cause_: "quota" });
    add.mockRestore();
    expect(phone.snapshot.value.assists).toHaveLength(0);

    const made = await phone.logMany(meeting);
    stage.online = true;
    for (let rounds = 0; rounds < 4; rounds += 1) await phone.syncNow();

    expect(new Set(made).size).toBe(40);
    expect(stage.server.log.filter(({ op }) => op[1] === "assist.log")).toHaveLength(40);
    expect(phone.snapshot.value.assists).toHaveLength(40);
    expect(phone.snapshot.value.sync.unsent).toBe(0);
  });

  test("a save leaves what is shown of all other visits as it was: a full phone must not wait for it", async () => {
    const phone = await lanOffline(stage);
    stage.online = true;
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    await phone.syncNow();
    const [before] = phone.snapshot.value.assists;

    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, topic: "payment_account" });

    expect(phone.snapshot.value.assists).toHaveLength(2);
    expect(phone.snapshot.value.assists.find(({ id }) => id === before?.id)).toBe(before);
  });

  test("a full disk says so and loses nothing that was saved", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const refused = phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    await expect(refused).rejects.toBeInstanceOf(NotSaved);
    await expect(refused).rejects.toMatchObject({ cause_: "quota" });
    expect(phone.snapshot.value.sync.unsent).toBe(1);
  });

  test("a disk without room for rows still hands over the work, and the rows come later", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    const put = IDBObjectStore.prototype.put;
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
      key?: IDBValidKey,
    ) {
      if (this.name === "rows") throw new DOMException("full", "QuotaExceededError");
      return key === undefined ? put.call(this, value) : put.call(this, value, key);
    });
    stage.online = true;
    await phone.syncNow();
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, problem: "quota", upToDate: false });
    expect(receipts(phone)).toEqual(["received"]);

    full.mockRestore();
    await phone.syncNow();

    expect(phone.snapshot.value.sync).toMatchObject({ problem: null, upToDate: true });
    expect(stage.server.log).toHaveLength(1);
  });

  test("a lost phone hands over its work and shows nothing more", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssistForNewHousehold(PAO, CONSENT, HELPED);
    stage.online = true;
    stage.server.extra = { wipe: true };
    await phone.syncNow();
    expect(stage.server.log).toHaveLength(3);
    expect(phone.snapshot.value).toMatchObject({ enrolled: false, me: null, households: [], assists: [] });
  });
});

describe("enrolment", () => {
  test("a wrong code says so in the server's word", async () => {
    const phone = await openPhone(stage);
    expect(phone.snapshot.value).toMatchObject({ ready: true, enrolled: false });
    expect(await phone.enrol("AAAA-AAAA")).toEqual({ ok: false, problem: "code-unknown" });
    stage.online = false;
    expect(await phone.enrol("ABCD-1234")).toEqual({ ok: false, problem: "offline" });
  });

  test("enrolling gives name, villages, topics and period at once", async () => {
    const phone = await openPhone(stage);
    expect(await begin(phone, "abcd 1234")).toEqual({ ok: true });
    expect(phone.snapshot.value).toMatchObject({
      enrolled: true,
      demo: true,
      me: { id: "12", name: "Lan", role: "member" },
      provinceName: "Tỉnh Lạng Sơn",
      villages: [{ code: VILLAGE, name: "Nà Lầu", communeName: "Xã Bình Gia" }],
      consentVersion: "2026-11-1",
      period: { from: "2026-11-15", to: "2026-12-14" },
    });
  });

  test("another person on the same phone keeps its device id and the first one's unsent work", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    stage.server.fault = async (seen, answer) =>
      seen.path === "/api/v1/sync" ? new Response("", { status: 502 }) : answer();
    stage.server.user = { ...stage.server.user, id: "13", name: "Hoa" };
    await begin(phone, "ABCD1234");
    expect(phone.snapshot.value).toMatchObject({
      me: { name: "Hoa" },
      sync: { unsent: 1 },
      figures: { all: 0 },
      assists: [],
    });
    stage.server.fault = undefined;
    await phone.syncNow();
    const devices = stage.server.seen.flatMap((seen) => ("device" in seen.body ? [seen.body.device] : []));
    expect(new Set(devices).size).toBe(1);
    expect(stage.server.syncs().at(-1)).toMatchObject({ grants: ["g-12"] });
  });

  test("past the end of the bundle's period the next one is shown", async () => {
    const phone = await lanOffline(stage);
    stage.now = Date.parse("2027-01-20T05:00:00Z");
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, on: "2027-01-20" });
    expect(phone.snapshot.value).toMatchObject({
      period: { from: "2027-01-15", to: "2027-02-14" },
      figures: { all: 1 },
    });
  });
});
