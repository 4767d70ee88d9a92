/** Writing work down: the ops of one save get their numbers and are all on disk, or none is. */
import { encodeBody, type OpDraft, type QueuedOp, SCHEMA } from "../domain/ops";
import { getMark, type OutboxWrite, setMark } from "./durable";

/** Nobody is enrolled on this phone, so there is no name to write under. */
export class NoGrant extends Error {
  override readonly name = "NoGrant";
}

/** A newer unsent op of this phone is the head for the next one, whatever the writer's screen knew. */
async function newestUnsent(tx: OutboxWrite, target: string): Promise<string | null> {
  const queued = await tx.objectStore("outbox").index("target").getAll(target);
  const newest = queued.reduce<QueuedOp | null>((best, op) => (best === null || op.n > best.n ? op : best), null);
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

/** *at* in milliseconds by the phone's clock. Raises NoGrant, or what IndexedDB raised. */
export async function saveOps(tx: OutboxWrite, drafts: readonly OpDraft[], at: number): Promise<readonly QueuedOp[]> {
  const grant = await getMark(tx, "currentGrant");
  if (grant === undefined) throw new NoGrant();
  let n = (await getMark(tx, "lastN")) ?? 0;
  const saved: QueuedOp[] = [];
  for (const draft of drafts) {
    n += 1;
    const { id, kind, record } = draft;
    const target = record ?? id;
    const prev = record === null ? null : ((await newestUnsent(tx, target)) ?? draft.prev);
    const settles = await closeRefused(tx, new Set([target, ...(draft.settles ?? [])]));
    const body = encodeBody(settles.length > 0 ? { ...draft.body, settles } : draft.body);
    const made = { id, kind, record, target, prev, grant, n, at, body, schema: SCHEMA };
    const op: QueuedOp = { ...made, strikes: 0, suspect: null };
    await tx.objectStore("outbox").add(op);
    saved.push(op);
  }
  await setMark(tx, "lastN", n);
  return saved;
}
