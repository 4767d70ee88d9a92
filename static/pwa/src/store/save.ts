/** Writing work down: the ops of one save get their numbers and are all on disk, or none is. */
import { SCHEMA } from "../domain/ops";
import { getMark, type OutboxWrite } from "./durable";
import type { KeptArchived, KeptQueued } from "./outbox-schema";
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

/** The server takes no longer lists (protocol §6). */
const MOST_SETTLED = 50;

type Refused = ReadonlyMap<string, readonly KeptArchived[]>;

const isRefused = (op: KeptArchived): boolean =>
  op.open === 1 && (op.outcome === "rejected" || op.outcome === "conflict");

/** What was refused on each of *targets* and waits for an answer. */
async function refusedOn(tx: OutboxWrite, targets: ReadonlySet<string>): Promise<Refused> {
  const byTarget = tx.objectStore("archive").index("target");
  const found = [...targets].map(async (target) => [target, (await byTarget.getAll(target)).filter(isRefused)] as const);
  return new Map(await Promise.all(found));
}

/** A newer unsent op of this phone is the head for the next one, whatever the writer's screen knew. By target. */
async function headsOf(tx: OutboxWrite, targets: ReadonlySet<string>): Promise<Map<string, string>> {
  const byTarget = tx.objectStore("outbox").index("target");
  const queued = await Promise.all([...targets].map((target) => byTarget.getAll(target)));
  return new Map(queued.flat().sort((a, b) => a.n - b.n).map(({ target, id }) => [target, id]));
}

const answeredBy = ({ record, settles = [] }: SealedDraft): ReadonlySet<string> =>
  new Set(record === null ? settles : [record, ...settles]);

function closed({ open: _, ...op }: KeptArchived): KeptArchived {
  return op;
}

/** A refused op that its writer lets go: it never took effect, so nobody need be told. */
export async function letGo(tx: OutboxWrite, id: string): Promise<void> {
  const op = await tx.objectStore("archive").get(id);
  if (op === undefined || !isRefused(op)) return;
  await tx.objectStore("archive").put(closed(op));
}

/** *at* in milliseconds by the phone's clock. Raises NoGrant, StaleKeys, or what IndexedDB raised. */
export async function saveOps(
  tx: OutboxWrite,
  { author, keys }: { readonly author: string; readonly keys: string },
  drafts: readonly SealedDraft[],
  at: number,
): Promise<readonly KeptQueued[]> {
  const changed = new Set(drafts.flatMap(({ record }) => record ?? []));
  // All asked at once, then all written at once: every question of its own is a trip to the disk and back.
  const [person, known, lastN, refused, heads] = await Promise.all([
    findPerson(tx, author),
    getMark(tx, "deviceKeys"),
    getMark(tx, "lastN"),
    refusedOn(tx, new Set(drafts.flatMap((draft) => [...answeredBy(draft)]))),
    headsOf(tx, changed),
  ]);
  if (person === undefined || person.isWiped) throw new NoGrant();
  if (known?.id !== keys) throw new StaleKeys();
  const { grant } = person;
  const writes: Promise<unknown>[] = [];
  const write = (asked: Promise<unknown>): void => {
    // Awaited below, unless what is asked next is refused at once: then the transaction is aborted, and this with it.
    asked.catch(() => undefined);
    writes.push(asked);
  };
  const answered = new Set<string>();
  let n = lastN ?? 0;
  const saved = drafts.map((draft): KeptQueued => {
    const { id, kind, record, body, names } = draft;
    n += 1;
    const target = record ?? id;
    const prev = record === null ? null : (heads.get(target) ?? draft.prev);
    heads.set(target, id);
    // What was refused on these records is answered by the new op: it asks for nobody's attention any more.
    const answers = [...answeredBy(draft)].flatMap((name) => refused.get(name) ?? []).filter((op) => !answered.has(op.id));
    for (const op of answers) {
      answered.add(op.id);
      write(tx.objectStore("archive").put(closed(op)));
    }
    const settles = answers.map((op) => op.id).slice(-MOST_SETTLED);
    const made = { id, kind, record, target, prev, grant, n, at, schema: SCHEMA };
    const op: KeptQueued = { ...made, body, sealed: 1, names, settles, strikes: 0, suspect: null };
    write(tx.objectStore("outbox").add(op));
    return op;
  });
  write(tx.objectStore("marks").put(n, "lastN"));
  // All was asked, so the disk need not wait until we have heard of each; older browsers find out. If one of them
  // fails, the transaction is over all the same and nothing of it stays.
  tx.commit?.();
  await Promise.all(writes);
  return saved;
}
