/** What the server did not simply take: every such op is a case that somebody can end. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunningPhone } from "../../src/app/phone.ts";
import { CONSENT, closeAll, HELPED, lanOffline, makeStage, NOON, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

const PAO = { village: VILLAGE, headName: "Hoàng Văn Páo" } as const;
const cases = (phone: RunningPhone) => phone.snapshot.value.cases;

async function refusedAssist(reason: string): Promise<{ readonly phone: RunningPhone; readonly id: string }> {
  const phone = await lanOffline(stage);
  const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
  stage.server.verdict = (op) => (op[0] === id ? ["rejected", reason] : undefined);
  stage.online = true;
  await phone.syncNow();
  return { phone, id };
}

describe("a refused visit", () => {
  test("is a case with its reason, its code and its remedy", async () => {
    const { phone, id } = await refusedAssist("unknown_topic");

    expect(cases(phone)).toMatchObject([
      { op: id, code: id.slice(0, 8), status: "rejected", reason: "unknown_topic", remedy: { sheet: "assist", id }, takeBack: "drop" },
    ]);
  });

  test("is settled by its correction, and the correction says so", async () => {
    const { phone, id } = await refusedAssist("unknown_topic");

    await phone.amendAssist(id, { topic: "payment_account" });
    expect(cases(phone)).toEqual([]);
    await phone.syncNow();

    expect(cases(phone)).toEqual([]);
    expect(stage.server.log.at(-1)?.op[1]).toBe("assist.log");
    expect(stage.server.log.at(-1)?.op[7]).toMatchObject({ topic: "payment_account", settles: [id] });
  });

  test("can be let go: nothing is sent, it is gone from the list and stays gone", async () => {
    const { phone, id } = await refusedAssist("unknown_topic");

    await phone.takeBack(id);
    await phone.syncNow();

    expect(cases(phone)).toEqual([]);
    expect(phone.snapshot.value.assists).toEqual([]);
    expect(stage.server.log.map((stored) => stored.id)).toEqual([id]);
  });

  test("that no writing can mend offers no sheet", async () => {
    const { phone } = await refusedAssist("foreign_grant");

    expect(cases(phone)).toMatchObject([{ remedy: null }]);
  });
});

describe("two corrections of one visit", () => {
  async function conflict(): Promise<{ readonly phone: RunningPhone; readonly id: string; readonly op: string }> {
    const phone = await lanOffline(stage);
    const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
    stage.online = true;
    await phone.syncNow();
    stage.online = false;
    const { op } = await phone.amendAssist(id, { outcome: "in_progress" });
    stage.server.submit(["another-phone", "assist.amend", id, id, 0, 9, NOON, { outcome: "already_had" }]);
    stage.online = true;
    await phone.syncNow();
    return { phone, id, op };
  }

  test("stand side by side", async () => {
    const { phone, op } = await conflict();

    expect(cases(phone)).toMatchObject([
      { op, status: "conflict", canInsist: true, differences: [{ name: "outcome", mine: "in_progress", theirs: "already_had" }] },
    ]);
  });

  test("mine, once chosen, is written on top of what the commune has", async () => {
    const { phone, id, op } = await conflict();

    await phone.insist(op);
    await phone.syncNow();

    expect(stage.server.log.at(-1)?.outcome).toBe("applied");
    expect(stage.server.log.at(-1)?.op.slice(1, 4)).toEqual(["assist.amend", id, "another-phone"]);
    expect(stage.server.log.at(-1)?.op[7]).toEqual({ outcome: "in_progress", settles: [op] });
    expect(cases(phone)).toEqual([]);
    expect(phone.snapshot.value.assists).toMatchObject([{ outcome: "in_progress", receipt: "received" }]);
  });

  test("theirs, once chosen, stays as it is", async () => {
    const { phone, op } = await conflict();

    await phone.takeBack(op);
    await phone.syncNow();

    expect(cases(phone)).toEqual([]);
    expect(phone.snapshot.value.assists).toMatchObject([{ outcome: "already_had", receipt: "received" }]);
  });
});

test("a visit that waits for its refused household leads to the household's sheet", async () => {
  const phone = await lanOffline(stage);
  await phone.logAssistForNewHousehold(PAO, CONSENT, HELPED);
  const home = phone.snapshot.value.households[0]?.id ?? "";
  stage.server.verdict = (op) => (op[0] === home ? ["rejected", "out_of_scope"] : ["held", "parent_rejected"]);
  stage.online = true;
  await phone.syncNow();

  expect(cases(phone).map(({ kind, status, remedy }) => [kind, status, remedy?.sheet])).toEqual([
    ["household.add", "rejected", "household"],
    ["consent.give", "held", "household"],
    ["assist.log", "held", "household"],
  ]);
});

test("held work that is taken back is told to the server and asks for nothing more", async () => {
  const phone = await lanOffline(stage);
  const { id } = await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
  stage.server.verdict = () => ["held", "kind_unknown"];
  stage.online = true;
  await phone.syncNow();
  expect(cases(phone)).toMatchObject([{ status: "held", takeBack: "withdraw" }]);

  await phone.takeBack(id);
  await phone.syncNow();

  expect(stage.server.log.at(-1)?.op.slice(1, 4)).toEqual(["assist.withdraw", id, id]);
  expect(cases(phone).filter(({ op }) => op === id)).toEqual([]);
});

test("a consent that was refused is settled by asking again", async () => {
  const phone = await lanOffline(stage);
  const { id } = await phone.addHousehold(PAO, CONSENT);
  stage.server.verdict = (op) => (op[1] === "consent.give" ? ["rejected", "malformed"] : undefined);
  stage.online = true;
  await phone.syncNow();
  expect(cases(phone)).toMatchObject([{ kind: "consent.give", remedy: { sheet: "consent", id } }]);
  stage.server.verdict = () => undefined;

  await phone.giveConsent(id, CONSENT);
  await phone.syncNow();

  expect(cases(phone)).toEqual([]);
});
