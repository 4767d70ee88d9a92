/**
 * The machine's phones, driven by lines of JSON: one command in, everything runs until nothing moves but the network,
 * one reply out. Only Python knows the plan; here is only the real core on a faked disk and clock.
 */
import { createInterface } from "node:readline";
import { IDBFactory } from "fake-indexeddb";
import { makePhone, type RunningPhone } from "../../src/app/phone.ts";
import { decodeBody, type QueuedOp } from "../../src/domain/ops.ts";
import { OLD_CACHE_NAME, openCache } from "../../src/store/cache-schema.ts";
import { OUTBOX_NAME, openOutbox } from "../../src/store/outbox-schema.ts";
import type { WakeReason } from "../../src/sync/core.ts";
import { type Handset, kill, makeTab, type Tab, whose } from "./tab.ts";
import { comeIn, enter, marksFor, openGrants, openOps, peopleIn, readRowsOf } from "./vault.ts";
import { answer, furnish, isBusy, seed, takeOutgoing, worldOf } from "./world.ts";

type Command = {
  readonly do: string;
  readonly phone: string;
  readonly tab: string;
  readonly now: number;
  readonly verb: string;
  readonly given: readonly unknown[];
  readonly value: number;
  readonly request: number;
  readonly how: Parameters<typeof answer>[1];
  readonly full: Handset["full"];
  readonly transactions: number | null;
  readonly writes: number | null;
  readonly reason: WakeReason;
  readonly app: string;
  readonly to: string;
};

type Ended = { readonly call: number; readonly value?: unknown; readonly error?: string; readonly saved: readonly unknown[] };

const handsets = new Map<string, Handset>();
const ended: Ended[] = [];
const hadTabs = new Set<Tab>();
let calls = 0;

function handsetOf(name: string): Handset {
  let handset = handsets.get(name);
  if (handset === undefined) {
    const made = { name, disk: new IDBFactory(), tabs: new Map(), marker: null, now: 0, app: "0.1.0", who: null };
    handset = { ...made, full: "no" };
    handsets.set(name, handset);
  }
  return handset;
}

const liveTabs = (): Tab[] => [...handsets.values()].flatMap((handset) => [...handset.tabs.values()]);

async function quiet(): Promise<void> {
  for (let calm = 0; calm < 4; ) {
    await new Promise((resolve) => setImmediate(resolve));
    calm = isBusy(liveTabs()) ? 0 : calm + 1;
  }
}

const wire = (op: QueuedOp) => ({ ...op, body: decodeBody(op.body) });
const savedBy = new Map<Tab, ReturnType<typeof wire>[]>();

function open({ phone, tab: name }: Command): void {
  const tab = makeTab(handsetOf(phone), name);
  tab.handset.tabs.set(name, tab);
  hadTabs.add(tab);
  whose.run(tab, () => {
    tab.phone = makePhone(worldOf(tab, (ops) => savedBy.set(tab, [...(savedBy.get(tab) ?? []), ...ops.map(wire)])));
    comesIn(tab).catch(() => undefined);
  });
}

async function comesIn({ phone, handset }: Tab): Promise<void> {
  if (phone !== undefined) handset.who = await comeIn(phone, handset.who);
}

async function enters({ phone, handset }: Tab, person: string): Promise<void> {
  if (phone !== undefined) handset.who = (await enter(phone, person)) ?? handset.who;
}

function tabOf(command: Command): Tab {
  const tab = handsetOf(command.phone).tabs.get(command.tab);
  if (tab === undefined) throw new Error(`${command.phone} has no page ${command.tab}`);
  return tab;
}

type Verbs = Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>>;

/** A person's tap; what it comes to is told in the reply during which it ends. */
function call(command: Command): number {
  const tab = tabOf(command);
  calls += 1;
  const id = calls;
  savedBy.set(tab, []);
  // Sealing works on threads, and talks with nobody.
  const isSealing = command.verb === "makeCourierFile";
  if (isSealing) tab.talks += 1;
  const told = (end: { value?: unknown; error?: string }): void => {
    if (isSealing) tab.talks -= 1;
    if (tab.isDead) return;
    ended.push({ call: id, ...end, saved: end.error === undefined ? (savedBy.get(tab) ?? []) : [] });
  };
  whose.run(tab, () => {
    if (command.verb === "enter") {
      void enters(tab, String(command.given[0])).then(() => told({}), () => told({ error: "Killed" }));
      return;
    }
    const verb = (tab.phone as unknown as Verbs)[command.verb];
    if (verb === undefined) throw new Error(`no verb ${command.verb}`);
    const done = command.verb === "enrol" ? verb(...command.given).then(() => comesIn(tab)) : verb(...command.given);
    done.then(
      (value) => told({ value: value ?? null }),
      (error: unknown) => told({ error: error instanceof Error ? error.name : String(error) }),
    );
  });
  return id;
}

/** The phone's clock moves on; what was due happens. */
function tick(handset: Handset, now: number): void {
  handset.now = now;
  for (const tab of handset.tabs.values())
    for (const timer of [...tab.timers]) {
      if (timer.due > now) continue;
      tab.timers.delete(timer);
      whose.run(tab, () => timer.call());
    }
}

/** Who may come in; who is in, or used it last, at the end. */
function peopleOn({ phone, handset }: Tab): readonly string[] {
  const ids = (phone?.snapshot.value.lock.people ?? []).map(({ id }) => id);
  return [...ids.filter((id) => id !== handset.who), ...ids.filter((id) => id === handset.who)];
}

function look(phone: RunningPhone | undefined): unknown {
  if (phone === undefined) return null;
  const { sync, enrolled, households, assists, figures, period, villages, evicted, lock } = phone.snapshot.value;
  return { sync, enrolled, households, assists, figures, period, villages, evicted, lock };
}

const asked = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("disk")));
  });

const isKeyed = (store: string): boolean => ["marks", "meta", "sheets"].includes(store);

async function readStore(handset: Handset, database: string, store: string): Promise<readonly unknown[]> {
  const known = await handset.disk.databases();
  // Opening what is not there would make it, without its stores.
  if (!known.some(({ name }) => name === database)) return [];
  const open = await asked(handset.disk.open(database));
  try {
    const from = open.transaction([store], "readonly").objectStore(store);
    const [values, keys] = await Promise.all([asked(from.getAll()), asked(from.getAllKeys())]);
    return isKeyed(store) ? keys.map((key, index) => [key, values[index]]) : values;
  } finally {
    open.close();
  }
}

const OUTBOX_STORES = ["outbox", "archive", "marks", "grants"] as const;
const CACHE_STORES = ["rows", "segments", "sheets", "meta"] as const;

/** Another phone with the same storage, as a backup app or a phone shop makes it; the same person uses it. */
async function copyDisk(from: Handset, to: Handset): Promise<void> {
  for (const { name = "" } of await from.disk.databases()) {
    const stores = name === OUTBOX_NAME ? OUTBOX_STORES : name.startsWith(OLD_CACHE_NAME) ? CACHE_STORES : [];
    if (stores.length === 0) continue;
    const kept = await whose.run(makeTab(from, "reader"), () =>
      Promise.all(stores.map(async (store) => [store, await readStore(from, name, store)] as const)),
    );
    await whose.run(makeTab(to, "reader"), async () => {
      (await (name === OUTBOX_NAME ? openOutbox(() => undefined) : openCache(name, () => undefined))).close();
      const database = await asked(to.disk.open(name));
      const tx = database.transaction([...stores], "readwrite");
      for (const [store, values] of kept)
        for (const value of values) {
          if (isKeyed(store)) {
            const [key, inside] = value as [string, unknown];
            tx.objectStore(store).put(inside, key);
          } else tx.objectStore(store).put(value);
        }
      await new Promise((resolve) => tx.addEventListener("complete", resolve));
      database.close();
    });
  }
  to.marker = from.marker;
  to.who = from.who;
}

/** The browser clears this site's databases; open pages have lost them. */
function evict(handset: Handset): void {
  for (const tab of [...handset.tabs.values()]) kill(tab);
  handset.disk = new IDBFactory();
  handset.who = null;
  handset.full = "no";
}

/** What lies on the disk, whatever any page believes; bodies opened. */
async function dump(handset: Handset): Promise<unknown> {
  const read = (database: string, store: string) => readStore(handset, database, store);
  const marks = Object.fromEntries((await read(OUTBOX_NAME, "marks")) as [string, unknown][]);
  return {
    outbox: (await openOps(marks, await read(OUTBOX_NAME, "outbox"))).map(wire),
    archive: (await openOps(marks, await read(OUTBOX_NAME, "archive"))).map(wire),
    marks: marksFor(marks, handset.who),
    people: peopleIn(marks),
    grants: await openGrants(marks, await read(OUTBOX_NAME, "grants")),
    ...(await readRowsOf(marks, handset.who, read)),
    marker: handset.marker,
  };
}

async function obey(command: Command): Promise<unknown> {
  const handset = handsetOf(command.phone);
  handset.now = command.now;
  switch (command.do) {
    case "seed":
      return seed(command.value);
    case "open":
      return open(command);
    case "call":
      return call(command);
    case "tick":
      return tick(handset, command.now);
    case "wake":
      return whose.run(tabOf(command), () => tabOf(command).wake(command.reason));
    case "answer":
      return answer(command.request, command.how);
    case "arm": {
      const tab = tabOf(command);
      tab.transactionsLeft = command.transactions;
      tab.writesLeft = command.writes;
      return;
    }
    case "full":
      handset.full = command.full;
      return;
    case "app":
      handset.app = command.app;
      return;
    case "kill":
      return kill(tabOf(command));
    case "copy":
      return copyDisk(handset, handsetOf(command.to));
    case "evict":
      return evict(handset);
    case "people":
      return peopleOn(tabOf(command));
    case "look":
      return look(tabOf(command).phone);
    case "dump":
      // Outside of any page: nothing arms it, and no page may be open half-way.
      return whose.run(makeTab(handset, "reader"), () => dump(handset));
    default:
      throw new Error(`no such command: ${command.do}`);
  }
}

// A page that dies leaves promises behind that nobody waits for.
process.on("unhandledRejection", (why) => {
  if (!(why instanceof Error && ["Killed", "AbortError", "QuotaExceededError"].includes(why.name))) throw why;
});
furnish();
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as Command;
  let reply: Record<string, unknown>;
  try {
    reply = { value: (await obey(command)) ?? null };
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  await quiet();
  const dead = [...hadTabs].filter((tab) => tab.isDead);
  for (const tab of dead) hadTabs.delete(tab);
  const gone = dead.map((tab) => [tab.handset.name, tab.name]);
  process.stdout.write(`${JSON.stringify({ ...reply, requests: takeOutgoing(), ended: ended.splice(0), gone })}\n`);
}
