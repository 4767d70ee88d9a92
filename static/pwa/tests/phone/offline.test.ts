/** The phone as screens see it, on a real (fake-indexeddb) disk with only the network faked. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { json } from "../fake-server.ts";
import { CONSENT, closeAll, HELPED, lanOffline, makeStage, NOON, openPhone, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

/** What comes by itself may come late on a machine that does much else. */
const PATIENCE = { timeout: 30_000 };
const PAO = { village: VILLAGE, headName: "Hoàng Văn Páo", people: 4 };
const receipts = (phone: { snapshot: { value: { assists: readonly { receipt: string }[] } } }): string[] =>
  phone.snapshot.value.assists.map((assist) => assist.receipt);

describe("offline", () => {
  test("work arrives once, in its order, and shows as received", async () => {
    const phone = await lanOffline(stage);
    const { id } = await phone.logAssistForNewHousehold(PAO, CONSENT, HELPED);
    expect(phone.snapshot.value).toMatchObject({ assists: [{ id, receipt: "saved" }], sync: { unsent: 3 } });

    stage.online = true;
    await phone.syncNow();

    expect(stage.server.log.map((op) => op.kind)).toEqual(["household.add", "consent.give", "assist.log"]);
    expect(phone.snapshot.value.assists[0]).toMatchObject({
      id,
      receipt: "received",
      householdName: "Hoàng Văn Páo",
      mine: true,
      canChange: true,
    });
    expect(phone.snapshot.value.households[0]).toMatchObject({ consent: "given", reached: { vneid: "helped" } });
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, upToDate: true, problem: null });
  });

  test("a save survives the app being closed and opened without network", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    await phone.stop();
    stage.phones.length = 0;

    const again = await openPhone(stage);

    expect(again.snapshot.value).toMatchObject({
      ready: true,
      enrolled: true,
      me: { name: "Lan" },
      topics: [{ code: "vneid" }, { code: "payment_account", asks: ["stage", "last_used"] }],
    });
    expect(again.snapshot.value.assists).toMatchObject([{ receipt: "saved", household: null, village: VILLAGE }]);
    await vi.waitFor(
      () => expect(again.snapshot.value.sync).toMatchObject({ unsent: 1, problem: "offline", upToDate: false }),
      PATIENCE,
    );
  });

  test("log, amend and withdraw form a chain that the server can follow", async () => {
    const phone = await lanOffline(stage);
    const log = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    const amend = await phone.amendAssist(log.id, { outcome: "not_possible", reason: "no_signal", note: null });
    expect(phone.snapshot.value.assists).toMatchObject([
      { outcome: "not_possible", reason: "no_signal", receipt: "saved" },
    ]);
    await phone.withdrawAssist(log.id, "other");
    expect(phone.snapshot.value.assists).toMatchObject([{ receipt: "withdrawn", canChange: false }]);

    stage.online = true;
    await phone.syncNow();

    expect(stage.server.log.map(({ op }) => [op[1], op[2], op[3]])).toEqual([
      ["assist.log", null, null],
      ["assist.amend", log.id, log.id],
      ["assist.withdraw", log.id, amend.op],
    ]);
    expect(receipts(phone)).toEqual(["withdrawn"]);
  });

  test("the number of each op and the clock go with it", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.now += 5_400_000;
    stage.online = true;
    await phone.syncNow();
    const body = stage.server.syncs().at(-1);
    expect(body).toMatchObject({
      protocol: 1,
      schema: 1,
      clock: { wall: stage.now, age: 5400, offset: stage.server.now - (stage.now - 5_400_000) },
      grants: ["g-12"],
      report: { unsent: 1 },
    });
    expect(body).toMatchObject({
      ops: [[expect.any(String), "assist.log", null, null, 0, 1, NOON, { household: null, topic: "vneid" }]],
    });
  });

  test("a household without a phone number or consent of its own keeps what was said of it", async () => {
    const phone = await lanOffline(stage);
    const { id } = await phone.addHousehold(PAO, CONSENT);
    await phone.amendHousehold(id, { hasSmartphone: false, people: null });
    expect(phone.snapshot.value.households).toMatchObject([
      { id, headName: "Hoàng Văn Páo", people: null, hasSmartphone: false, phone: null, receipt: "saved" },
    ]);
    await phone.withdrawConsent(id, "asked");
    expect(phone.snapshot.value.households).toMatchObject([{ consent: "withdrawn" }]);
  });

  test("the topics that this person logs most come first", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, topic: "payment_account" });
    expect(phone.snapshot.value.topics.map((topic) => topic.code)).toEqual(["payment_account", "vneid"]);
  });
});

describe("answers", () => {
  test("a lost answer does not double what was sent", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    stage.server.fault = async (_seen, answer) => {
      await answer();
      throw new TypeError("connection cut");
    };
    await phone.syncNow();
    expect(stage.server.log).toHaveLength(1);
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 1, problem: "offline" });

    stage.server.fault = undefined;
    await phone.syncNow();

    expect(stage.server.log).toHaveLength(1);
    expect(receipts(phone)).toEqual(["received"]);
  });

  test.each([
    ["a wrong digest", { digest: "AAAAAAAAAAAAAAAA" }, "server"],
    ["another attempt", { attempt: 1 }, "server"],
  ])("an answer with %s leaves the work unsent", async (_, extra, problem) => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    stage.server.extra = extra;
    await phone.syncNow();
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 1, problem, upToDate: false });
    stage.server.extra = {};
    await phone.syncNow();
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, problem: null, upToDate: true });
  });

  test("a captive portal's page is no answer", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    stage.server.fault = async () =>
      new Response("<html>Wi-Fi</html>", { headers: { "Content-Type": "text/html; charset=utf-8" } });
    await phone.syncNow();
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 1, problem: "portal" });
  });

  test("a busy server is left alone as long as it asks", async () => {
    const phone = await lanOffline(stage);
    stage.online = true;
    stage.server.fault = async () => json({ slug: "too-many-requests" }, 429, { "Retry-After": "120" });
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    await vi.waitFor(
      () => expect(phone.snapshot.value.sync).toMatchObject({ problem: "busy", running: false }),
      PATIENCE,
    );
    expect(stage.timers.at(-1)).toBe(120_000);
    const before = stage.server.seen.length;
    stage.wake("online");
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    expect(stage.server.seen.length).toBe(before);
  });

  test("pages follow each other until the server has no more", async () => {
    const phone = await lanOffline(stage);
    for (const name of ["A", "B", "C", "D", "E"])
      await phone.addHousehold({ village: VILLAGE, headName: name }, CONSENT);
    stage.online = true;
    stage.server.pageRows = 2;
    await phone.syncNow();
    expect(phone.snapshot.value.households.map((household) => household.headName).sort()).toEqual([
      "A",
      "B",
      "C",
      "D",
      "E",
    ]);
    expect(phone.snapshot.value.sync.upToDate).toBe(true);
  });

  test("an expired grant is refreshed on the way", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    stage.server.expired = true;
    await phone.syncNow();
    expect(stage.server.seen.map((seen) => [seen.path, seen.token]).slice(-3)).toEqual([
      ["/api/v1/sync", "Bearer t1"],
      ["/api/v1/grants/refresh", "Bearer t1"],
      ["/api/v1/sync", "Bearer t2"],
    ]);
    expect(phone.snapshot.value).toMatchObject({ me: { name: "Lan" }, sync: { problem: null, upToDate: true } });
  });

  test("large requests go compressed", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, note: "x".repeat(2000) });
    stage.online = true;
    await phone.syncNow();
    expect(stage.server.seen.filter((seen) => seen.headers.get("Content-Encoding") === "gzip")).not.toEqual([]);
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0 });
    expect(phone.snapshot.value.sync.sentBytes).toBeLessThan(2000);
    expect(phone.snapshot.value.sync.receivedBytes).toBeGreaterThan(100);
  });
});

describe("outcomes", () => {
  test("held work waits at the server and is received later", async () => {
    const phone = await lanOffline(stage);
    const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.server.verdict = () => ["held", "grant_expired"];
    stage.online = true;
    await phone.syncNow();
    expect(phone.snapshot.value.assists).toMatchObject([{ receipt: "held", trouble: "grant_expired" }]);
    expect(phone.snapshot.value.sync.unsent).toBe(0);

    stage.server.release(id);
    await phone.syncNow();

    expect(phone.snapshot.value.assists).toMatchObject([{ receipt: "received", trouble: null }]);
  });

  test("refused work asks for attention, and a correction replaces it", async () => {
    const phone = await lanOffline(stage);
    const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, topic: "gone_topic" });
    stage.server.verdict = (op) => (op[7].topic === "gone_topic" ? ["rejected", "unknown_topic"] : undefined);
    stage.online = true;
    await phone.syncNow();
    expect(phone.snapshot.value.assists).toMatchObject([{ id, receipt: "attention", trouble: "unknown_topic" }]);

    await phone.amendAssist(id, { topic: "vneid" });
    await phone.syncNow();

    expect(stage.server.log.at(-1)?.op).toMatchObject([
      expect.any(String),
      "assist.log",
      null,
      null,
      0,
      2,
      stage.now,
      { village: VILLAGE, topic: "vneid", outcome: "helped", on: "2026-11-21" },
    ]);
    expect(phone.snapshot.value.assists).toMatchObject([{ topic: "vneid", receipt: "received" }]);
  });

  test("a refused household is replaced, and its assists follow", async () => {
    const phone = await lanOffline(stage);
    await phone.logAssistForNewHousehold({ ...PAO, headName: "?" }, CONSENT, HELPED);
    const refused = phone.snapshot.value.households[0]?.id ?? "";
    stage.server.verdict = (op) =>
      op[7].head_name === "?"
        ? ["rejected", "rule"]
        : op[7].household === refused
          ? ["held", "parent_rejected"]
          : undefined;
    stage.online = true;
    await phone.syncNow();
    expect(phone.snapshot.value).toMatchObject({
      households: [{ receipt: "attention" }],
      assists: [{ receipt: "held" }],
    });

    await phone.amendHousehold(refused, { headName: "Hoàng Văn Páo" });

    expect(phone.snapshot.value.households).toMatchObject([
      { headName: "Hoàng Văn Páo", reached: { vneid: "helped" } },
    ]);
    expect(phone.snapshot.value.assists).toMatchObject([{ householdName: "Hoàng Văn Páo" }]);
    await phone.syncNow();
    expect(stage.server.log.at(-1)?.op[7]).toMatchObject({
      replaces: refused,
      head_name: "Hoàng Văn Páo",
      village: VILLAGE,
    });
  });

  test("returned work shows why, and its correction is saved and then received", async () => {
    const phone = await lanOffline(stage);
    const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    await phone.syncNow();
    stage.server.review(id, "return", { reason: "wrong_day", text: "Xem lại ngày" });
    await phone.syncNow();
    expect(phone.snapshot.value.assists).toMatchObject([
      { receipt: "returned", returnReason: "wrong_day", returnText: "Xem lại ngày", canChange: true },
    ]);

    stage.online = false;
    await phone.amendAssist(id, { on: "2026-11-20" });
    expect(phone.snapshot.value.assists).toMatchObject([{ receipt: "saved", returnReason: null, on: "2026-11-20" }]);

    stage.online = true;
    await phone.syncNow();
    expect(stage.server.log.at(-1)?.op[3]).toMatch(/^desk-/);
    expect(receipts(phone)).toEqual(["received"]);
  });

  test("a correction that came too late asks to compare, and the next one builds on what is there", async () => {
    const phone = await lanOffline(stage);
    const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    await phone.syncNow();
    stage.online = false;
    await phone.amendAssist(id, { outcome: "in_progress" });
    stage.server.submit(["another-phone", "assist.amend", id, id, 0, 9, NOON, { outcome: "already_had" }]);
    stage.online = true;
    await phone.syncNow();
    expect(phone.snapshot.value.assists).toMatchObject([
      { receipt: "attention", trouble: "prev_not_head", outcome: "already_had" },
    ]);

    await phone.amendAssist(id, { outcome: "in_progress" });
    await phone.syncNow();

    expect(stage.server.log.at(-1)).toMatchObject({
      outcome: "applied",
      op: [expect.any(String), "assist.amend", id, "another-phone", 0, 3, NOON, expect.anything()],
    });
    expect(phone.snapshot.value.assists).toMatchObject([
      { receipt: "received", trouble: null, outcome: "in_progress" },
    ]);
  });

  test("own figures of the period add up to all at every step", async () => {
    const phone = await lanOffline(stage);
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) ids.push((await phone.logAssist({ household: null, village: VILLAGE, ...HELPED })).id);
    expect(phone.snapshot.value.figures).toEqual({ all: 3, approved: 0, waiting: 0, unsent: 3, returned: 0 });
    stage.online = true;
    await phone.syncNow();
    stage.server.review(ids[0] ?? "", "approve");
    stage.server.review(ids[1] ?? "", "return", { reason: "call_me" });
    await phone.syncNow();
    stage.online = false;
    await phone.logAssist({ household: null, village: VILLAGE, ...HELPED, on: "2026-11-14" });
    expect(phone.snapshot.value.figures).toEqual({ all: 3, approved: 1, waiting: 1, unsent: 0, returned: 1 });
    await phone.amendAssist(ids[1] ?? "", { note: "x" });
    expect(phone.snapshot.value.figures).toEqual({ all: 3, approved: 1, waiting: 1, unsent: 1, returned: 0 });
  });
});
