/** The browser that the machine's phones live in: their own disks, clocks and deaths; the network is Python's. */
import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { api } from "../../src/api/endpoints.ts";
import { browserWorld, type World } from "../../src/app/phone-world.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { NO_RECORDINGS } from "./voices.ts";
import { furnishCiphers } from "./vault.ts";
import { Killed, kill, me, type Tab, whose } from "./tab.ts";

export type Outgoing = {
  readonly id: number;
  readonly phone: string;
  readonly tab: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

type Waiting = { readonly tab: Tab; readonly resolve: (response: Response) => void; readonly reject: (why: Error) => void };

const waiting = new Map<number, Waiting>();
const outgoing: Outgoing[] = [];
let requests = 0;
/** Transactions that run, databases that open and pauses of long work, over all phones. */
let busy = 0;

export const isBusy = (tabs: Iterable<Tab>): boolean => busy > 0 || [...tabs].some((tab) => tab.talks > tab.waiting);

export const takeOutgoing = (): Outgoing[] => outgoing.splice(0);

function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let random = chance(1);

export function seed(value: number): void {
  random = chance(value);
}

/** What the network does with a request that the phone still waits for. */
export function answer(id: number, how: { status: number; headers: Record<string, string>; body: string } | "offline"): void {
  const open = waiting.get(id);
  if (open === undefined) return;
  waiting.delete(id);
  open.tab.waiting -= 1;
  if (open.tab.isDead) return;
  if (how === "offline") open.reject(new TypeError("no network"));
  else {
    const body = Buffer.from(how.body, "base64");
    open.resolve(new Response(body.length > 0 ? body : null, { status: how.status, headers: how.headers }));
  }
}

function goOut(path: string, init: RequestInit): Promise<Response> {
  const tab = me();
  if (tab.isDead) return new Promise(() => undefined);
  requests += 1;
  const id = requests;
  const headers = Object.fromEntries(new Headers(init.headers).entries());
  const body = init.body instanceof Uint8Array ? Buffer.from(init.body).toString("base64") : "";
  outgoing.push({ id, phone: tab.handset.name, tab: tab.name, method: init.method ?? "GET", path, headers, body });
  tab.waiting += 1;
  return new Promise((resolve, reject) => {
    waiting.set(id, { tab, resolve, reject });
    init.signal?.addEventListener("abort", () => answer(id, "offline"));
  });
}

function setTimer(call: () => void, ms = 0): number {
  const tab = me();
  const timer = { due: tab.handset.now + ms, call };
  tab.timers.add(timer);
  return timers.push(timer) - 1;
}

const timers: { readonly due: number; readonly call: () => void }[] = [];

function clearTimer(id: number): void {
  const timer = timers[id];
  if (timer !== undefined) me().timers.delete(timer);
}

const quotaError = (): Error => new DOMException("the disk is full", "QuotaExceededError");

/** Every way to the disk passes here: a dead page does not write, a dying one stops between or within transactions. */
function watchDisk(): void {
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...given: Parameters<typeof begin>) {
    const tab = me();
    if (tab.transactionsLeft !== null) {
      tab.transactionsLeft -= 1;
      if (tab.transactionsLeft < 0) kill(tab);
    }
    if (tab.isDead) throw new Killed();
    const transaction = begin.apply(this, given);
    busy += 1;
    const over = (): void => {
      busy -= 1;
    };
    transaction.addEventListener("complete", over);
    transaction.addEventListener("abort", over);
    return transaction;
  };
  const store = IDBObjectStore.prototype;
  for (const verb of ["put", "add"] as const) {
    const write = store[verb];
    store[verb] = function (this: IDBObjectStore, ...given: Parameters<typeof write>) {
      const tab = me();
      if (tab.writesLeft !== null) {
        tab.writesLeft -= 1;
        if (tab.writesLeft < 0) {
          kill(tab);
          this.transaction.abort();
        }
      }
      if (tab.isDead) throw new Killed();
      if (tab.handset.full !== "no") throw quotaError();
      return write.apply(this, given);
    };
  }
  const clear = store.clear;
  store.clear = function (this: IDBObjectStore) {
    const { handset } = me();
    if (handset.full === "until_room" && this.name === "rows") handset.full = "no";
    return clear.apply(this);
  };
}

/** Opening a database is work under way, too. */
function watched(open: IDBFactory["open"], disk: IDBFactory): IDBFactory["open"] {
  return (...given) => {
    const request = open.apply(disk, given);
    busy += 1;
    const over = (): void => {
      busy -= 1;
    };
    request.addEventListener("success", over);
    request.addEventListener("error", over);
    return request;
  };
}

/** Work in steps is work under way between them, too; a message of Node's own would come whenever it comes. */
function letOthersGo(): Promise<void> {
  busy += 1;
  return new Promise((resolve) =>
    setImmediate(() => {
      busy -= 1;
      resolve();
    }),
  );
}

export function furnish(): void {
  const define = (name: string, value: unknown): void => {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  };
  Object.defineProperty(globalThis, "indexedDB", {
    configurable: true,
    get: () => {
      const { disk } = me().handset;
      return { open: watched(disk.open, disk) };
    },
  });
  watchDisk();
  define("fetch", goOut);
  define("setTimeout", setTimer);
  define("clearTimeout", clearTimer);
  define("BroadcastChannel", undefined);
  define("scheduler", { yield: letOthersGo });
  // Same seed, same run: no real randomness, and no work on threads whose end nobody can foresee.
  crypto.getRandomValues = <Bytes extends ArrayBufferView | null>(bytes: Bytes): Bytes => {
    if (bytes instanceof Uint8Array) bytes.forEach((_, index) => (bytes[index] = Math.floor(random() * 256)));
    return bytes;
  };
  furnishCiphers();
  console.error = (...told: unknown[]) => {
    if (told.some((one) => one instanceof Error && one.name !== "Killed" && one.name !== "QuotaExceededError"))
      process.stderr.write(`${told.map((one) => (one instanceof Error ? one.stack : String(one))).join(" ")}\n`);
  };
}

/** *saved* hears of every op that the disk confirmed. */
export function worldOf(tab: Tab, saved: (ops: Awaited<ReturnType<Store["save"]>>) => void): World {
  const { handset } = tab;
  const store = makeStore({ pinIterations: 1 });
  const talk = <Given extends unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      tab.talks += 1;
      try {
        return await call(...given);
      } finally {
        tab.talks -= 1;
      }
    };
  return {
    ...browserWorld(),
    voices: NO_RECORDINGS,
    freshenWords: async () => undefined,
    api: {
      ...api,
      enrol: talk(api.enrol),
      bundle: talk(api.bundle),
      sync: talk(api.sync),
      refreshGrant: talk(api.refreshGrant),
      importParcels: talk(api.importParcels),
    },
    marker: {
      read: () => handset.marker,
      write: (mark) => {
        if (!tab.isDead) handset.marker = mark;
      },
    },
    store: {
      ...store,
      save: async (...given) => {
        const ops = await store.save(...given);
        saved(ops);
        return ops;
      },
    },
    board: {
      post: (notice) => {
        for (const other of handset.tabs.values())
          if (other !== tab) for (const hear of other.listeners) whose.run(other, () => setImmediate(hear, notice));
      },
      listen: (hear) => tab.listeners.add(hear),
      close: () => tab.listeners.clear(),
    },
    app: handset.app,
    now: () => handset.now,
    random: () => random(),
    // The protocol must be right without locks; with them two pages would only take turns.
    alone: (work) => work(),
    drawTogether: async () => undefined,
    later: (ms, call) => {
      const timer = { due: handset.now + ms, call };
      tab.timers.add(timer);
      return () => tab.timers.delete(timer);
    },
    listen: (wake) => {
      tab.wake = wake;
      return () => undefined;
    },
    readStorage: async () => ({ storage: "best_effort", freeBytes: 1000 }),
    askToPersist: async () => true,
    worker: {
      updateReady: signal(false),
      register: async () => undefined,
      askToBeWoken: async () => undefined,
      lookForUpdate: async () => undefined,
      takeUpdate: async () => undefined,
    },
  };
}
