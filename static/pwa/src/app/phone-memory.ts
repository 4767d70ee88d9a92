/**
 * What the phone last read from its databases, folded for the screens. Never a second truth: it is read again after
 * every change from elsewhere, and a save only adds what the disk has just confirmed.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { QueuedOp } from "../domain/ops";
import type { Folding } from "../domain/overlay";
import type { CacheView, OutboxView, Store } from "../store/store";
import { BLANK, foldAll, type PhoneData, readLocked, readPhone, withoutContent } from "./phone-snapshot";

export type Memory = {
  readonly data: ReadonlySignal<PhoneData>;
  records(): Folding;
  /** Reads the outbox again; rows only if they are not known or no longer current. */
  reload(): Promise<void>;
  reloadRows(): Promise<void>;
  /** Resolves when nothing is being read. */
  idle(): Promise<void>;
  /** Shows ops that are on the disk, at once: reading hundreds again would make the next tap wait. */
  add(saved: readonly QueuedOp[]): void;
  /** Somebody has gone: nothing of theirs stays, and what is being read for them is not shown. */
  forget(): void;
  /** The disk cannot be read: the screens are ready and show nothing. */
  giveUp(): void;
};

type Repeating = {
  /** A call during a run waits for the next one. */
  run(): Promise<void>;
  /** Resolves when no run is under way or asked for. */
  idle(): Promise<void>;
};

/** Runs *work* again and again, never twice at once. */
function oneAtATime(work: () => Promise<void>): Repeating {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return {
    run() {
      if (next !== undefined) return next;
      const mine = running.then(() => {
        next = undefined;
        return work();
      });
      next = mine;
      running = mine.catch(() => undefined);
      return mine;
    },
    idle: () => running,
  };
}

export function makeMemory(store: Pick<Store, "readCache" | "readOutbox" | "serial" | "whoIsIn">, now: () => number): Memory {
  const data = signal(BLANK);
  let cache: CacheView | undefined;
  let outbox: OutboxView | undefined;
  let records: Folding = new Map();
  let areRowsStale = true;
  let additions = 0;

  function show(rows: CacheView, ops: OutboxView): void {
    cache = rows;
    outbox = ops;
    records = foldAll(rows, ops);
    data.value = readPhone(rows, ops, records, now());
  }

  const { run: reload, idle } = oneAtATime(async () => {
    for (;;) {
      const before = additions;
      const reader = store.serial();
      const kept = areRowsStale ? undefined : cache;
      areRowsStale = false;
      const rows = kept ?? (await store.readCache());
      const ops = await store.readOutbox(rows.completeAttempt);
      if (store.serial() !== reader) {
        forget();
        continue;
      }
      if (store.whoIsIn() === null) {
        forget();
        data.value = readLocked(ops, now());
        return;
      }
      cache = rows;
      // A save during the reading may be missing in what was read.
      if (before === additions) return show(rows, ops);
    }
  });

  function forget(): void {
    cache = undefined;
    outbox = undefined;
    records = new Map();
    areRowsStale = true;
    data.value = withoutContent(data.value);
  }

  return {
    data,
    records: () => records,
    reload,
    idle,
    reloadRows() {
      areRowsStale = true;
      return reload();
    },
    add(saved) {
      additions += 1;
      if (cache === undefined || outbox === undefined) return;
      const me = outbox.currentGrant?.user.id;
      const people = outbox.people.map((one) => (one.id === me ? { ...one, unsent: one.unsent + saved.length } : one));
      show(cache, {
        ...outbox,
        people,
        queued: [...outbox.queued, ...saved],
        unsent: outbox.unsent + saved.length,
        oldestUnsentAt: outbox.oldestUnsentAt ?? saved[0]?.at ?? null,
      });
    },
    forget,
    giveUp() {
      data.value = { ...BLANK, ready: true };
    },
  };
}
