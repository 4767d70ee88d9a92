/**
 * What the phone last read from its databases, folded for the screens. Never a second truth: it is read again after
 * every change from elsewhere, and a save only adds what the disk has just confirmed.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Folding, foldingOf, fromRow, NO_RECORDS } from "../domain/folding";
import type { QueuedOp } from "../domain/ops";
import type { Row } from "../domain/rows";
import { pause } from "../store/pause";
import type { CacheView, OutboxView, Store } from "../store/store";
import { BLANK, foldAll, type PhoneData, readFirst, readLocked, readPhone, stepsTo, withoutContent } from "./phone-snapshot";
import { warmAssist } from "./phone-views";

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
  let records: Folding = NO_RECORDS;
  let areRowsStale = true;
  let additions = 0;

  function show(rows: CacheView, ops: OutboxView): void {
    cache = rows;
    outbox = ops;
    records = foldAll(rows, ops);
    data.value = rows.isWhole ? readPhone(rows, ops, records, now()) : readFirst(rows, ops, records, now());
  }

  /** Makes ready what will be shown, a segment at a time: all at once would make a tap wait. */
  function warmer(): (rows: readonly Row[]) => void {
    const below = foldingOf(records.base, new Map());
    const me = outbox?.currentGrant?.user.id ?? "";
    return (rows) => {
      for (const row of rows) warmAssist(fromRow(row), below, me);
    };
  }

  /** Undefined when somebody came in or went meanwhile. */
  async function read(isFirst: boolean): Promise<{ readonly rows: CacheView; readonly ops: OutboxView } | undefined> {
    const reader = store.serial();
    const known = areRowsStale || cache?.isWhole !== true ? undefined : cache;
    areRowsStale = false;
    const rows = known ?? (await store.readCache(isFirst, isFirst ? undefined : warmer()));
    const ops = await store.readOutbox(rows.completeAttempt);
    for (const step of known === undefined ? stepsTo(rows, ops, now()) : []) {
      step();
      await pause();
    }
    if (store.serial() === reader) return { rows, ops };
    forget();
    return undefined;
  }

  const { run: reload, idle } = oneAtATime(async () => {
    for (;;) {
      const before = additions;
      const found = await read(cache === undefined);
      if (found === undefined) continue;
      if (store.whoIsIn() === null) {
        forget();
        data.value = readLocked(found.ops, now());
        return;
      }
      cache = found.rows;
      // A save during the reading may be missing in what was read.
      if (before !== additions) continue;
      show(found.rows, found.ops);
      if (found.rows.isWhole) return;
    }
  });

  function forget(): void {
    cache = undefined;
    outbox = undefined;
    records = NO_RECORDS;
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
