/** The people of this phone as the outbox keeps them: whose grant, whose cache, behind which lock, after how many wrong PINs. */
import { MOST_TRIES, waitAfter } from "../../domain/pin";
import { getMark, type OutboxRead, type OutboxWrite, setMark } from "../durable";
import type { PinLock } from "./pin-lock";

export type Person = {
  /** The user's id. */
  readonly id: string;
  /** The grant in use; older ones stay for the ops that name them. */
  readonly grant: string;
  /** The name of this person's database of rows. */
  readonly cache: string;
  /** "new": no PIN was chosen yet. "lost": the key is gone, only a new code from the commune opens. */
  readonly lock: PinLock | "new" | "lost";
  /** Wrong PINs in a row; each is counted before it is tried. */
  readonly failures: number;
  /** No try before *ms* have passed since then; by the phone's clock, in milliseconds. */
  readonly wait: { readonly since: number; readonly ms: number };
  /** The commune has ended the permission. */
  readonly isWiped: boolean;
  /** The attempt in which this grant last asked the server. */
  readonly askedIn: number;
  /** Another's permission here was ended: perhaps the phone is lost, so this grant asks next. */
  readonly isDue: boolean;
};

export const NO_WAIT = { since: 0, ms: 0 };

export const peopleOf = async (tx: OutboxRead | OutboxWrite): Promise<readonly Person[]> =>
  (await getMark(tx, "people")) ?? [];

export async function findPerson(tx: OutboxRead | OutboxWrite, id: string): Promise<Person | undefined> {
  return (await peopleOf(tx)).find((person) => person.id === id);
}

/** Replaces the person of the same id, or adds one at the end. */
export async function putPerson(tx: OutboxWrite, person: Person): Promise<void> {
  const people = await peopleOf(tx);
  const isKnown = people.some(({ id }) => id === person.id);
  const next = isKnown ? people.map((known) => (known.id === person.id ? person : known)) : [...people, person];
  await setMark(tx, "people", next);
}

/** Milliseconds; a clock set back does not shorten it. */
export function waitLeft({ wait }: Pick<Person, "wait">, now: number): number {
  return now < wait.since ? wait.ms : Math.max(0, wait.ms - (now - wait.since));
}

export type TryRefused = "unknown" | "new" | "lost" | "wait";
export type Try = { readonly lock: PinLock } | { readonly refused: TryRefused };

/** The wrapped key goes, and with it all that it opened; `settle` empties the cache. */
async function destroy(tx: OutboxWrite, person: Person): Promise<void> {
  await putPerson(tx, { ...person, lock: "lost", wait: NO_WAIT });
  await setMark(tx, "dropCaches", [...((await getMark(tx, "dropCaches")) ?? []), person.cache]);
}

/** Counts a try that is going to be made: whoever ends the app in the middle of it has had it. */
export async function beginTry(tx: OutboxWrite, id: string, now: number): Promise<Try> {
  const person = await findPerson(tx, id);
  if (person === undefined || person.isWiped) return { refused: "unknown" };
  if (person.lock === "new" || person.lock === "lost") return { refused: person.lock };
  if (person.failures >= MOST_TRIES) {
    await destroy(tx, person);
    return { refused: "lost" };
  }
  if (waitLeft(person, now) > 0) {
    // From here on the time passes again, also by a clock that was set back.
    if (now < person.wait.since) await putPerson(tx, { ...person, wait: { ...person.wait, since: now } });
    return { refused: "wait" };
  }
  const failures = person.failures + 1;
  await putPerson(tx, { ...person, failures, wait: { since: now, ms: waitAfter(failures) } });
  return { lock: person.lock };
}

/** The PIN was right, or a new one was chosen. */
export async function forgive(tx: OutboxWrite, id: string, lock?: PinLock): Promise<void> {
  const person = await findPerson(tx, id);
  if (person !== undefined) await putPerson(tx, { ...person, lock: lock ?? person.lock, failures: 0, wait: NO_WAIT });
}

/** The PIN was wrong. True when that was the last try: the wrapped key is gone. */
export async function endTry(tx: OutboxWrite, id: string): Promise<boolean> {
  const person = await findPerson(tx, id);
  if (person === undefined || person.failures < MOST_TRIES) return false;
  await destroy(tx, person);
  return true;
}

/**
 * Whose grant speaks for the phone while nobody is in: each in turn, ended ones last. So every one of them hears the
 * server, and a grant that it does not know blocks nobody's work.
 */
export function bearerOf(people: readonly Person[]): Person | undefined {
  return [...people].sort((a, b) => Number(a.isWiped) - Number(b.isWiped) || a.askedIn - b.askedIn)[0];
}
