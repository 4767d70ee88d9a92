/**
 * What the phone last read from its databases, folded for the screens. Never a second truth: it is read again after
 * every change from elsewhere, and a save only adds what the disk has just confirmed.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { QueuedOp } from "../domain/ops";
import type { Folding } from "../domain/overlay";
import type { CacheView, OutboxView, Store } from "../store/store";
import { BLANK, foldAll, type PhoneData, readPhone } from "./phone-snapshot";

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

export function makeMemory(store: Pick<Store, "readCache" | "readOutbox">, now: () => number): Memory {
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
      const kept = areRowsStale ? undefined : cache;
      areRowsStale = false;
      const rows = kept ?? (await store.readCache());
      const ops = await store.readOutbox(rows.completeAttempt);
      cache = rows;
      // A save during the reading may be missing in what was read.
      if (before === additions) return show(rows, ops);
    }
  });

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
      show(cache, { ...outbox, queued: [...outbox.queued, ...saved] });
    },
    giveUp() {
      data.value = { ...BLANK, ready: true };
    },
  };
}
