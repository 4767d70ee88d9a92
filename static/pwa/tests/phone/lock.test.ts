/** Several people on one phone, on a real (fake-indexeddb) disk with only the network faked. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MOST_TRIES } from "../../src/domain/pin.ts";
import { begin, closeAll, CONSENT, HELPED, lanOffline, makeStage, openPhone, PIN, type Stage, VILLAGE } from "../world.ts";
import { json } from "../fake-server.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

const PAO = { village: VILLAGE, headName: "Hoàng Văn Páo", people: 4 };
const visit = (topic: string) => ({ household: null, village: VILLAGE, ...HELPED, topic });

/** Lan and Hoa on one phone, both with work that is not sent; Hoa is in. */
async function lanAndHoa() {
  const phone = await lanOffline(stage);
  stage.online = true;
  stage.server.user = { ...stage.server.user, id: "13", name: "Hoa" };
  await phone.lock();
  await begin(phone);
  await phone.syncNow();
  await phone.unlock("12", PIN);
  await phone.syncNow();
  stage.online = false;
  await phone.logAssistForNewHousehold(PAO, CONSENT, HELPED);
  await phone.lock("13");
  await phone.unlock("13", PIN);
  await phone.logAssist(visit("payment_account"));
  return phone;
}

describe("two people", () => {
  test("see each their own work, and all of it is sent whoever is in", async () => {
    const phone = await lanAndHoa();
    expect(phone.snapshot.value).toMatchObject({
      me: { name: "Hoa" },
      figures: { all: 1 },
      assists: [{ topic: "payment_account" }],
      households: [],
      sync: { unsent: 4 },
      lock: { people: [{ name: "Lan", unsent: 3 }, { name: "Hoa", unsent: 1 }] },
    });
    stage.online = true;
    await phone.syncNow();

    expect(stage.server.log.map(({ op }) => op[1])).toEqual(["household.add", "consent.give", "assist.log", "assist.log"]);
    const grants = stage.server.syncs().flatMap((sent) => sent.grants as string[]);
    expect(new Set(grants)).toEqual(new Set(["g-12", "g-13"]));
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, upToDate: true });
    await phone.unlock("12", PIN);
    await phone.syncNow();
    expect(phone.snapshot.value).toMatchObject({ me: { name: "Lan" }, sync: { unsent: 0 } });
    expect(phone.snapshot.value.assists.filter(({ topic }) => topic === "vneid")).toMatchObject([{ receipt: "received" }]);
  });

  test("a half-filled sheet waits for the one who filled it", async () => {
    const phone = await lanAndHoa();
    phone.keepSheet("log", { note: "Páo" });
    await phone.unlock("12", PIN);
    expect(phone.recallSheet("log")).toBeNull();
    await phone.stop();
    stage.phones.length = 0;
    stage.staysLocked = true;
    const again = await openPhone(stage);
    expect(again.recallSheet("log")).toBeNull();
    await again.unlock("13", PIN);
    expect(again.recallSheet("log")).toEqual({ note: "Páo" });
  });

  test("what became of the one's work is told to the one, not undone by the other's older news", async () => {
    const phone = await lanAndHoa();
    stage.server.verdict = ({ 1: kind }) => (kind === "assist.log" ? ["held", "parent_unknown"] : undefined);
    stage.online = true;
    await phone.syncNow();
    stage.server.verdict = () => undefined;
    const lans = stage.server.log.find(({ op }) => op[1] === "assist.log" && op[7].topic === "vneid");
    stage.server.release(lans?.id ?? "");
    await phone.syncNow();
    expect((await phone.snapshot.value.assists).map(({ receipt }) => receipt)).toContain("held");
  });
});

describe("a locked phone", () => {
  test("shows counts and nothing else, in every tab", async () => {
    const phone = await lanAndHoa();
    await phone.lock();
    const { assists, households, villages, figures, me, sync, lock } = phone.snapshot.value;
    expect({ assists, households, villages, me }).toEqual({ assists: [], households: [], villages: [], me: null });
    expect(figures.all).toBe(0);
    expect(sync.unsent).toBe(4);
    expect(lock.state).toBe("locked");
  });

  test("sends everybody's work, asks for no rows, and its cursor stays", async () => {
    const phone = await lanAndHoa();
    await phone.lock();
    stage.online = true;
    stage.server.pageRows = 1;
    await phone.syncNow();

    expect(stage.server.log).toHaveLength(4);
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, problem: null });
    const [sent] = stage.server.syncs().slice(-1);
    expect(sent?.max_bytes).toBe(1);
    const { cursor } = sent ?? {};
    await phone.unlock("12", PIN);
    await phone.syncNow();
    const asked = stage.server.syncs().filter((body) => body.max_bytes !== 1).slice(-5);
    expect(asked.some((body) => body.cursor === cursor)).toBe(true);
    expect(phone.snapshot.value.households).toMatchObject([{ headName: "Hoàng Văn Páo" }]);
  });

  test("takes turns in whose name it asks, so that a grant nobody knows blocks no work", async () => {
    const phone = await lanAndHoa();
    await phone.lock();
    await phone.syncNow();
    stage.online = true;
    let first: string | null = null;
    stage.server.fault = async (seen, answer) => {
      if (seen.path !== "/api/v1/sync") return answer();
      first ??= String(seen.body.attempt);
      return String(seen.body.attempt) === first ? json({ slug: "grant" }, 401) : answer();
    };
    await phone.syncNow();
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 4, problem: "grant" });
    await phone.syncNow();
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, problem: null });
  });

  test("that locks while an answer is on its way loses and shows nothing of it", async () => {
    const phone = await lanAndHoa();
    stage.online = true;
    let locked: Promise<void> | undefined;
    stage.server.fault = async (seen, answer) => {
      if (seen.path === "/api/v1/sync") locked ??= phone.lock();
      return answer();
    };
    await phone.syncNow();
    await locked;
    expect(stage.server.log).toHaveLength(4);
    expect(phone.snapshot.value).toMatchObject({ assists: [], households: [], lock: { state: "locked" }, sync: { unsent: 0 } });
    await phone.unlock("13", PIN);
    await phone.syncNow();
    expect(phone.snapshot.value.households).toMatchObject([{ headName: "Hoàng Văn Páo" }]);
  });

  test("whose PIN was guessed at ten times keeps the work and wants a new code", async () => {
    const phone = await lanAndHoa();
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      await phone.unlock("12", "959595");
      stage.now += 3_600_000;
    }
    expect(phone.snapshot.value.lock.people).toMatchObject([{ name: "Lan", lock: "lost", unsent: 3 }, { lock: "pin" }]);
    expect(await phone.unlock("12", PIN)).toMatchObject({ ok: false, problem: "lost" });
    stage.online = true;
    stage.server.user = { ...stage.server.user, id: "12", name: "Lan" };
    await begin(phone);
    await phone.syncNow();
    expect(stage.server.log).toHaveLength(4);
    expect(phone.snapshot.value).toMatchObject({ me: { name: "Lan" }, assists: [{ receipt: "received" }, {}] });
  });
});

describe("taking a person off the phone", () => {
  test("wants their own PIN, their work sent first, and leaves the other's rows, work and sheets", async () => {
    const phone = await lanAndHoa();
    phone.keepSheet("log", { note: "Hoa's" });
    expect(await phone.removePerson("12", PIN)).toEqual({ ok: false, problem: "unsent" });
    stage.online = true;
    await phone.syncNow();
    stage.online = false;
    await phone.logAssist(visit("etax"));
    expect(await phone.removePerson("12", "959595")).toEqual({ ok: false, problem: "wrong" });
    const before = (await indexedDB.databases()).length;

    expect(await phone.removePerson("12", PIN)).toEqual({ ok: true });

    expect(phone.snapshot.value.lock).toMatchObject({ state: "open", people: [{ name: "Hoa", unsent: 1 }] });
    expect(phone.recallSheet("log")).toEqual({ note: "Hoa's" });
    expect(before).toBeGreaterThan(1);
    expect(await phone.unlock("12", PIN)).toMatchObject({ ok: false, problem: "unknown" });
    await phone.unlock("13", PIN);
    stage.online = true;
    await phone.syncNow();
    expect(stage.server.log).toHaveLength(5);
    expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, problem: null });
    expect(await phone.removePerson("13", PIN)).toEqual({ ok: false, problem: "only" });
  });

  test("lets a file take their work along, and sends it from here all the same", async () => {
    const phone = await lanAndHoa();
    expect((await phone.makeCourierFile())?.changes).toBe(4);
    expect(await phone.removePerson("13", PIN)).toEqual({ ok: true });
    expect(phone.snapshot.value).toMatchObject({ me: null, lock: { state: "locked", people: [{ name: "Lan" }] }, sync: { unsent: 4 } });
    stage.online = true;
    await phone.syncNow();
    expect(stage.server.log).toHaveLength(4);
  });

  test("and coming back with a new code begins anew", async () => {
    const phone = await lanAndHoa();
    stage.online = true;
    await phone.syncNow();
    expect(await phone.removePerson("13", PIN)).toEqual({ ok: true });
    stage.server.user = { ...stage.server.user, id: "13", name: "Hoa" };
    await begin(phone);
    await phone.syncNow();
    expect(phone.snapshot.value).toMatchObject({ me: { name: "Hoa" }, lock: { people: [{ name: "Lan" }, { name: "Hoa" }] } });
    expect(phone.snapshot.value.households).toMatchObject([{ headName: "Hoàng Văn Páo" }]);
  });
});

test("a lost phone asks in everybody's name, and everybody's rows and keys go", async () => {
  const phone = await lanAndHoa();
  stage.online = true;
  stage.server.extra = { wipe: true };
  await phone.syncNow();

  expect(stage.server.log).toHaveLength(4);
  expect(phone.snapshot.value).toMatchObject({
    enrolled: false,
    wiped: true,
    me: null,
    lock: { state: "open", people: [] },
    sync: { unsent: 0 },
  });
  const tokens = stage.server.seen.filter(({ path }) => path === "/api/v1/sync").slice(-2);
  expect(tokens).toHaveLength(2);
});

test("one person's permission that ended leaves the other's work and rows alone", async () => {
  const phone = await lanAndHoa();
  stage.online = true;
  let wiped: unknown;
  stage.server.fault = async (seen, answer) => {
    if (seen.path !== "/api/v1/sync") return answer();
    wiped ??= seen.body.attempt;
    stage.server.extra = seen.body.attempt === wiped ? { wipe: true } : {};
    return answer();
  };
  await phone.syncNow();

  expect(stage.server.log).toHaveLength(4);
  expect(phone.snapshot.value).toMatchObject({ wiped: false, enrolled: true, lock: { people: [{ name: "Lan" }] } });
  expect(await phone.unlock("12", PIN)).toEqual({ ok: true });
  await phone.syncNow();
  expect(phone.snapshot.value.households).toMatchObject([{ headName: "Hoàng Văn Páo" }]);
});
