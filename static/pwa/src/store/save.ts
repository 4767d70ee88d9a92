/** Writing work down: the ops of one save get their numbers and are all on disk, or none is. */
import { SCHEMA } from "../domain/ops";
import { getMark, type OutboxWrite, setMark } from "./durable";
import type { KeptQueued } from "./outbox-schema";
import type { SealedDraft } from "./sealed-work";
import { findPerson } from "./vault/people";

/** Nobody is here, so there is no name to write under. */
export class NoGrant extends Error {
  override readonly name = "NoGrant";
}

/** The phone's keys changed since the work was sealed: it could never be opened again. Seal it anew. */
export class StaleKeys extends Error {
  override readonly name = "StaleKeys";
}

/** A newer unsent op of this phone is the head for the next one, whatever the writer's screen knew. */
async function newestUnsent(tx: OutboxWrite, target: string): Promise<string | null> {
  const queued = await tx.objectStore("outbox").index("target").getAll(target);
  const newest = queued.reduce<KeptQueued | null>((best, op) => (best === null || op.n > best.n ? op : best), null);
  return newest?.id ?? null;
}

/** The server takes no longer lists (protocol §6). */
const MOST_SETTLED = 50;

/** What was refused on these records is answered by the new op: it asks for nobody's attention any more. Their ids. */
async function closeRefused(tx: OutboxWrite, targets: Iterable<string>): Promise<readonly string[]> {
  const archive = tx.objectStore("archive");
  const settled: string[] = [];
  for (const target of targets) {
    for (const op of await archive.index("target").getAll(target)) {
      if (op.open !== 1 || (op.outcome !== "rejected" && op.outcome !== "conflict")) continue;
      const { open: _, ...closed } = op;
      await archive.put(closed);
      settled.push(op.id);
    }
  }
  return settled.slice(-MOST_SETTLED);
}

/** A refused op that its writer lets go: it never took effect, so nobody need be told. */
export async function letGo(tx: OutboxWrite, id: string): Promise<void> {
  const op = await tx.objectStore("archive").get(id);
  if (op?.open !== 1 || (op.outcome !== "rejected" && op.outcome !== "conflict")) return;
  const { open: _, ...closed } = op;
  await tx.objectStore("archive").put(closed);
}

/** *at* in milliseconds by the phone's clock. Raises NoGrant, StaleKeys, or what IndexedDB raised. */
export async function saveOps(
  tx: OutboxWrite,
  { author, keys }: { readonly author: string; readonly keys: string },
  drafts: readonly SealedDraft[],
  at: number,
): Promise<readonly KeptQueued[]> {
  const person = await findPerson(tx, author);
  if (person === undefined || person.isWiped) throw new NoGrant();
  if ((await getMark(tx, "deviceKeys"))?.id !== keys) throw new StaleKeys();
  const { grant } = person;
  let n = (await getMark(tx, "lastN")) ?? 0;
  const saved: KeptQueued[] = [];
  for (const { id, kind, record, prev: known, body, names, settles: said = [] } of drafts) {
    n += 1;
    const target = record ?? id;
    const prev = record === null ? null : ((await newestUnsent(tx, target)) ?? known);
    const settles = await closeRefused(tx, new Set([target, ...said]));
    const made = { id, kind, record, target, prev, grant, n, at, schema: SCHEMA };
    const op: KeptQueued = { ...made, body, sealed: 1, names, settles, strikes: 0, suspect: null };
    await tx.objectStore("outbox").add(op);
    saved.push(op);
  }
  await setMark(tx, "lastN", n);
  return saved;
}
