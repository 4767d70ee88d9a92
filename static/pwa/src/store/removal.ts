/** Taking one person off a shared phone: who may, what must be sent before, and what goes with them. */
import type { OutboxRead, OutboxWrite } from "./durable";
import { openGrant, ownerOf, sealGrant } from "./sealed-work";
import { peopleOf } from "./vault/people";
import type { DeviceKeys } from "./vault/pin-lock";
import type { Sessions, Unlocked } from "./vault/session";
import { endPermission, forgetGone } from "./wipe";

/** *only*: somebody must speak for the phone. *unsent*: work of theirs waits, and nobody has carried it away. */
export type RemovalRefused = "only" | "unsent";

/**
 * Takes a person off this phone at their own wish: what an ended permission does, but nobody else's is in doubt.
 * *carried*: ops that a file has taken along; they are sent from here all the same, whoever is in.
 */
async function removePerson(
  tx: OutboxWrite,
  id: string,
  carried: ReadonlySet<string>,
): Promise<RemovalRefused | null> {
  const people = await peopleOf(tx);
  if (!people.some((person) => person.id !== id && !person.isWiped)) return "only";
  const grants = await tx.objectStore("grants").getAll();
  const own = new Set(grants.filter((grant) => ownerOf(grant) === id).map((grant) => grant.id));
  const queued = await tx.objectStore("outbox").index("n").getAll();
  if (queued.some((op) => own.has(op.grant) && !carried.has(op.id))) return "unsent";
  await endPermission(tx, id, false);
  await forgetGone(tx);
  return null;
}

export type Removed = Unlocked | { readonly ok: false; readonly problem: RemovalRefused };

type Around = {
  read<Result>(work: (tx: OutboxRead) => Promise<Result>): Promise<Result>;
  write<Result>(work: (tx: OutboxWrite) => Promise<Result>): Promise<Result>;
  keys(): Promise<DeviceKeys>;
  readonly sessions: Sessions;
};

/** The grants stay, for archived work is known as theirs by them; what they could do with the server goes. */
async function blankGrants({ read, write, keys }: Around, id: string): Promise<void> {
  const { seal } = await keys();
  const kept = await read(async (tx) => {
    const isGone = !(await peopleOf(tx)).some((person) => person.id === id);
    return isGone ? tx.objectStore("grants").getAll() : [];
  });
  for (const grant of kept.filter((one) => ownerOf(one) === id)) {
    const blank = await sealGrant(seal, { ...(await openGrant(seal, grant)), token: "" });
    await write(async (tx) => tx.objectStore("grants").put(blank).then(() => undefined));
  }
}

/**
 * With *pin*, which is theirs; null where there is none: never chosen, or destroyed by too many wrong ones. Call
 * `settle` afterwards. *carried*: ids of unsent ops that a file has taken along.
 */
export async function takeOff(
  around: Around,
  id: string,
  pin: string | null,
  now: number,
  carried: ReadonlySet<string>,
): Promise<Removed> {
  const { read, write, sessions } = around;
  const person = (await read(peopleOf)).find((known) => known.id === id);
  if (person === undefined) return { ok: false, problem: "unknown" };
  if (typeof person.lock !== "string") {
    const theirs = await sessions.isTheirs(id, pin ?? "", now);
    if (!theirs.ok) return theirs;
  }
  const refused = await write((tx) => removePerson(tx, id, carried));
  if (refused !== null) return { ok: false, problem: refused };
  await blankGrants(around, id);
  return { ok: true };
}
