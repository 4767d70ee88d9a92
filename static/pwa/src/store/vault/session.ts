/**
 * Who is in on this page, and with which key. Held in memory alone: a page that is closed has forgotten it. Wrong PINs
 * are counted on the disk before they are tried.
 */
import { pinProblem } from "../../domain/pin";
import { newCacheName } from "../cache-schema";
import { getMark, type OutboxWrite, setMark } from "../durable";
import type { OpenedRows } from "../segments";
import { beginTry, endTry, findPerson, forgive, NO_WAIT, putPerson, type TryRefused } from "./people";
import { changeLock, type DeviceKeys, makeDeviceKeys, makeLock, openLock } from "./pin-lock";

/** *lost*: the key is gone, with this try or before. */
export type Unlocked = { readonly ok: true } | { readonly ok: false; readonly problem: TryRefused | "wrong" };
export type PinChosen = { readonly ok: true } | { readonly ok: false; readonly problem: TryRefused | "wrong" | "simple" };

export type Session = {
  /** Counts the sessions of this page: what began in one must not end in another. */
  readonly serial: number;
  readonly person: string;
  readonly key: CryptoKey;
  readonly cache: string;
  /** Bodies opened so far, by op: they never change, and opening hundreds again would make a tap wait. */
  readonly opened: Map<string, Uint8Array<ArrayBuffer>>;
  /** The same of rows, by segment. */
  readonly rows: OpenedRows;
  /** The reference data that was opened last, and which it is. */
  bundle?: { readonly about: string; readonly body: unknown };
};

type Tried = { readonly key: CryptoKey; readonly cache: string } | { readonly problem: TryRefused | "wrong" };

type Disk = { write<Result>(work: (tx: OutboxWrite) => Promise<Result>): Promise<Result> };

/** Made once, and again only when the disk has lost them with all that they sealed. */
export async function deviceKeys({ write }: Disk): Promise<DeviceKeys> {
  const known = await write((tx) => getMark(tx, "deviceKeys"));
  if (known !== undefined) return known;
  const made = await makeDeviceKeys();
  return write(async (tx) => {
    const first = await getMark(tx, "deviceKeys");
    if (first === undefined) await setMark(tx, "deviceKeys", made);
    return first ?? made;
  });
}

export type Sessions = ReturnType<typeof makeSessions>;

export function makeSessions(disk: Disk, iterations: number) {
  let session: Session | null = null;
  let serial = 0;

  const begin = (person: string, key: CryptoKey, cache: string): void => {
    serial += 1;
    session = { serial, person, key, cache, opened: new Map(), rows: new Map() };
  };

  async function tryPin(id: string, pin: string, now: number): Promise<Tried> {
    const keys = await deviceKeys(disk);
    const begun = await disk.write((tx) => beginTry(tx, id, now));
    if ("refused" in begun) return { problem: begun.refused };
    const key = await openLock(keys.mac, id, pin, begun.lock);
    if (key === undefined) return { problem: (await disk.write((tx) => endTry(tx, id))) ? "lost" : "wrong" };
    const cache = await disk.write(async (tx) => {
      await forgive(tx, id);
      return (await findPerson(tx, id))?.cache;
    });
    return cache === undefined ? { problem: "unknown" } : { key, cache };
  }

  return {
    current: (): Session | null => session,
    /** Changes whenever somebody comes in or goes. */
    serial: (): number => serial,

    lock(): void {
      if (session !== null) serial += 1;
      session = null;
    },

    async unlock(id: string, pin: string, now: number): Promise<Unlocked> {
      const tried = await tryPin(id, pin, now);
      if ("problem" in tried) return { ok: false, problem: tried.problem };
      begin(id, tried.key, tried.cache);
      return { ok: true };
    },

    /** Whether it is *id* who asks, whoever is in; counts as a try like any other. */
    async isTheirs(id: string, pin: string, now: number): Promise<Unlocked> {
      const tried = await tryPin(id, pin, now);
      return "problem" in tried ? { ok: false, problem: tried.problem } : { ok: true };
    },

    /** The first PIN of somebody whose code was just taken; a fresh key and an empty cache come with it. */
    async choosePin(id: string, pin: string): Promise<PinChosen> {
      if (pinProblem(pin) !== null) return { ok: false, problem: "simple" };
      const { mac } = await deviceKeys(disk);
      const { lock, key } = await makeLock(mac, id, pin, iterations);
      const cache = newCacheName();
      const isTaken = await disk.write(async (tx) => {
        const person = await findPerson(tx, id);
        if (person?.lock !== "new") return false;
        await setMark(tx, "dropCaches", [...((await getMark(tx, "dropCaches")) ?? []), person.cache]);
        await putPerson(tx, { ...person, lock, cache, failures: 0, wait: NO_WAIT });
        return true;
      });
      if (!isTaken) return { ok: false, problem: "unknown" };
      begin(id, key, cache);
      return { ok: true };
    },

    /** Counts as a try: who found the phone open must not guess here. */
    async changePin(pin: string, next: string, now: number): Promise<PinChosen> {
      const open = session;
      if (open === null) return { ok: false, problem: "unknown" };
      if (pinProblem(next) !== null) return { ok: false, problem: "simple" };
      const { mac } = await deviceKeys(disk);
      const begun = await disk.write((tx) => beginTry(tx, open.person, now));
      if ("refused" in begun) return { ok: false, problem: begun.refused };
      const lock = await changeLock(mac, open.person, { pin, next }, begun.lock);
      if (lock === undefined) {
        return { ok: false, problem: (await disk.write((tx) => endTry(tx, open.person))) ? "lost" : "wrong" };
      }
      await disk.write((tx) => forgive(tx, open.person, lock));
      return { ok: true };
    },
  };
}
