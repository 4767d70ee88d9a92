/** Under which id this phone speaks: made once, kept whatever happens to grants and caches. */
import { getMark, type OutboxWrite, setMark } from "./durable";

async function make(tx: OutboxWrite, newId: () => string): Promise<string> {
  const made = newId();
  await setMark(tx, "device", made);
  return made;
}

export async function deviceId(tx: OutboxWrite, newId: () => string): Promise<string> {
  return (await getMark(tx, "device")) ?? make(tx, newId);
}

/** Another id for a phone that has nothing left under the old one: no grant, nothing to send. */
export async function renewedId(tx: OutboxWrite, newId: () => string): Promise<string> {
  const left = (await tx.objectStore("grants").count()) + (await tx.objectStore("outbox").count());
  return left > 0 ? deviceId(tx, newId) : make(tx, newId);
}
