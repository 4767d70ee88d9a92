/** Coming in and going: whose turn it is, PINs, and that nothing of anybody stays behind. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Store } from "../store/store";
import type { Memory } from "./phone-memory";
import { makeSheets } from "./phone-sheets";
import type { LockVerbs, PinResult } from "./phone-lock-types";

type Around = {
  readonly store: Store;
  readonly memory: Memory;
  now(): number;
  /** Unsent ops that a file has taken along since the app was opened. */
  carried(): ReadonlySet<string>;
  /** Tells the other tabs. */
  tell(): void;
  /** Resolves when nothing is being saved. */
  saved(): Promise<unknown>;
  /** Somebody has come in; the first time with nothing in their cache. */
  entered(isFirst: boolean): Promise<void>;
};

export type Locks = LockVerbs & {
  readonly turn: ReadonlySignal<string | null>;
  /** It is this person's turn; who was in has gone. */
  expect(person: string): Promise<void>;
  /** Another tab has locked the phone. */
  follow(): Promise<void>;
};

export function makeLocks({ store, memory, now, carried, tell, saved, entered }: Around): Locks {
  const turn = signal<string | null>(null);
  const sheets = makeSheets(store);

  async function leave(): Promise<void> {
    await Promise.all([saved(), sheets.idle()]);
    store.lock();
    sheets.forget();
    memory.forget();
    await memory.reload();
  }

  /** Whoever was in is gone, right PIN or wrong. */
  async function answer(work: () => Promise<PinResult>): Promise<PinResult> {
    try {
      const result = await work();
      if (!result.ok) await store.settle();
      return result;
    } catch (error) {
      // Without having counted the try there is none: the disk is full or broken, and says so.
      console.error("lock", error);
      return { ok: false, problem: "storage" };
    }
  }

  async function come(person: string, isFirst: boolean, open: () => Promise<PinResult>): Promise<PinResult> {
    if (store.whoIsIn() !== null) await leave();
    const result = await answer(open);
    turn.value = person;
    if (!result.ok) {
      await memory.reload();
      return result;
    }
    await store.settle();
    sheets.forget();
    await sheets.load().catch((error: unknown) => console.error("sheet", error));
    await entered(isFirst);
    return result;
  }

  return {
    turn,
    unlock: (person, pin) => come(person, false, () => store.unlock(person, pin, now())),
    choosePin: (person, pin) => come(person, true, () => store.choosePin(person, pin)),
    async changePin(pin, next) {
      const result = await answer(() => store.changePin(pin, next, now()));
      // Too many wrong ones: the rows are gone, and so is who was in.
      if (!result.ok && result.problem === "lost") await leave();
      else await memory.reload();
      return result;
    },
    async removePerson(person, pin) {
      await saved();
      const result = await answer(() => store.removePerson(person, pin, now(), carried()));
      if (result.ok && store.whoIsIn() === person) await leave();
      await store.settle();
      await memory.reload();
      if (result.ok) tell();
      return result;
    },
    async lock(next) {
      turn.value = next ?? null;
      await leave();
      tell();
    },
    async expect(person) {
      sheets.forget();
      memory.forget();
      turn.value = person;
      await memory.reload();
    },
    follow: leave,
    recallSheet: sheets.recall,
    keepSheet: sheets.keep,
  };
}
