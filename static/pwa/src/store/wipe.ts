/**
 * A permission that the commune has ended: the rows of that person go at once with their key; the work goes on waiting
 * until the server has it, and when nobody and nothing is left the archive and the keys go, too.
 */
import { getMark, type OutboxWrite, setMark } from "./durable";
import { ownerOf } from "./sealed-work";
import { NO_WAIT, peopleOf } from "./vault/people";

/** *isInDoubt*: the others of this phone are asked next, for it may be the phone that is lost. */
export async function endPermission(tx: OutboxWrite, id: string, isInDoubt = true): Promise<void> {
  const people = await peopleOf(tx);
  const ended = people.find((person) => person.id === id);
  if (ended === undefined || ended.isWiped) return;
  await setMark(tx, "dropCaches", [...((await getMark(tx, "dropCaches")) ?? []), ended.cache]);
  const next = people.map((person) =>
    person.id === id
      ? { ...person, isWiped: true, lock: "lost" as const, failures: 0, wait: NO_WAIT, isDue: false }
      : { ...person, isDue: person.isDue || (isInDoubt && !person.isWiped) },
  );
  await setMark(tx, "people", next);
  if (next.every(({ isWiped }) => isWiped)) await setMark(tx, "wiped", true);
}

/**
 * Whose permission ended and whose work the server has goes; with the last of all, everything but the device's name.
 * Until then their grants stay, worth nothing any more: by them what is archived is known as theirs if they come back.
 */
export async function forgetGone(tx: OutboxWrite): Promise<void> {
  const people = await peopleOf(tx);
  if (!people.some(({ isWiped }) => isWiped)) return;
  if (((await getMark(tx, "offerDue")) ?? []).length > 0) return;
  const queued = await tx.objectStore("outbox").index("n").getAll();
  const grants = await tx.objectStore("grants").getAll();
  const isWaiting = (id: string): boolean =>
    queued.some((op) => grants.some((grant) => grant.id === op.grant && ownerOf(grant) === id));
  const isAlone = people.every(({ isWiped }) => isWiped);
  // As long as anything waits somebody must speak for the phone.
  const gone = people.filter(({ id, isWiped }) => isWiped && (isAlone ? queued.length === 0 : !isWaiting(id)));
  const left = people.filter((person) => !gone.includes(person));
  await setMark(tx, "people", left);
  if (left.length > 0) return;
  await tx.objectStore("archive").clear();
  await tx.objectStore("grants").clear();
  for (const name of ["offerDue", "deviceKeys", "currentGrant"]) await tx.objectStore("marks").delete(name);
}
