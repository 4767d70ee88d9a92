/**
 * Applies an accepted answer to the outbox in one transaction. Order matters: outcomes of what was sent, later
 * outcomes, what a server that lost its memory misses, and only then the marks (protocol §5, §7).
 */
import type { Json } from "../domain/ops";
import type { OpOutcome } from "../domain/words";
import { getMark, type OutboxWrite, setMark } from "./durable";
import { becomeDevice, type RenamedDevice } from "./new-device";
import type { KeptArchived, KeptQueued } from "./outbox-schema";
import { pruneArchive, type SafePoint } from "./prune";
import { ownerOf } from "./sealed-work";
import { endPermission, forgetGone } from "./wipe";

export type Verdict = { readonly outcome: OpOutcome; readonly reason: string | null; readonly extra: Json };

export type OutboxNews = {
  readonly attempt: number;
  /** Whose grant asked. */
  readonly person: string;
  /** False when nobody was in: then changes of older outcomes are left for who asks on. */
  readonly isRead: boolean;
  /** Ids sent and processed, with what became of each. */
  readonly taken: readonly (Verdict & { readonly id: string })[];
  readonly outcomes: readonly { readonly id: string; readonly outcome: OpOutcome; readonly reason: string | null }[];
  readonly offered: readonly string[];
  readonly missing: readonly string[];
  readonly erased: readonly string[];
  readonly ack: string | null;
  /** Log position of `ack`; null when the server does not say. */
  readonly at: number | null;
  readonly newDevice: RenamedDevice | null;
  readonly reset: boolean;
  readonly wipe: boolean;
  readonly past: SafePoint;
  readonly clock: { readonly offset: number; readonly measuredAt: number };
};

type Settled = Omit<KeptArchived, "open">;

/** Applied ops need no more looking at; all others do. */
function filed(op: Settled): KeptArchived {
  return op.outcome === "applied" ? op : { ...op, open: 1 };
}

function withoutOpen(op: KeptArchived): Settled {
  const { open: _, ...rest } = op;
  return rest;
}

async function archiveTaken(tx: OutboxWrite, news: OutboxNews): Promise<void> {
  const outbox = tx.objectStore("outbox");
  const receipt = { ack: news.ack, ackAt: news.at, archivedAt: news.past.serverNow, attempt: news.attempt };
  for (const { id, outcome, reason, extra } of news.taken) {
    const queued = await outbox.get(id);
    if (queued === undefined) continue;
    const { strikes: _strikes, suspect: _suspect, ...op } = queued;
    await tx.objectStore("archive").put(filed({ ...op, outcome, reason, extra, ...receipt }));
    await outbox.delete(id);
  }
}

/**
 * Only those of who asked: everybody follows the log at a pace of their own, and one who is behind would hear again
 * what another's work was long before it was settled. What was offered is told of as it stands now.
 */
async function recordOutcomes(tx: OutboxWrite, news: OutboxNews): Promise<void> {
  const archive = tx.objectStore("archive");
  const grants = await tx.objectStore("grants").getAll();
  const own = new Set(grants.filter((grant) => ownerOf(grant) === news.person).map(({ id }) => id));
  const offered = new Set(news.offered);
  for (const { id, outcome, reason } of news.outcomes) {
    const op = await archive.get(id);
    const isTheirs = op !== undefined && (offered.has(id) || (news.isRead && own.has(op.grant)));
    if (!isTheirs) continue;
    // The same news may come again; a trouble that was answered meanwhile stays answered.
    if (op.outcome === outcome && op.reason === reason) continue;
    await archive.put(filed({ ...withoutOpen(op), outcome, reason, attempt: news.attempt }));
  }
}

/**
 * What an offered op counts as on a server that has it: the answer names only those that were not applied. It may have
 * been decided anew by other hands (a courier, a request long under way), after a restore and before this offer.
 */
function asOffered(op: KeptArchived, isNamed: boolean, attempt: number): KeptArchived {
  if (isNamed || op.outcome === "applied" || op.reason === "id_reused") return op;
  return filed({ ...withoutOpen(op), outcome: "applied", reason: null, extra: null, attempt });
}

async function requeueMissing(tx: OutboxWrite, news: OutboxNews): Promise<void> {
  const archive = tx.objectStore("archive");
  const missing = new Set(news.missing);
  const named = new Set(news.outcomes.map(({ id }) => id));
  for (const id of new Set([...news.missing, ...news.offered])) {
    const op = await archive.get(id);
    if (op === undefined) continue;
    if (!missing.has(id)) {
      await archive.put({ ...asOffered(op, named.has(id), news.attempt), ack: news.ack, ackAt: news.at });
      continue;
    }
    const { outcome: _o, reason: _r, extra: _e, ack: _a, ackAt: _p, archivedAt: _w, attempt: _t, ...kept } = withoutOpen(op);
    const queued: KeptQueued = { ...kept, strikes: 0, suspect: null };
    await tx.objectStore("outbox").put(queued);
    await archive.delete(id);
  }
  const offered = new Set(news.offered);
  const due = (await getMark(tx, "offerDue")) ?? [];
  if (offered.size > 0)
    await setMark(
      tx,
      "offerDue",
      due.filter((id) => !offered.has(id)),
    );
}

/** Also of what still waits here though the server has it by another hand: no file may carry it about any more. */
async function eraseBodies(tx: OutboxWrite, ids: readonly string[]): Promise<void> {
  const nothing = { body: new Uint8Array(0), names: [], settles: [] };
  for (const id of ids) {
    const archived = await tx.objectStore("archive").get(id);
    if (archived !== undefined) await tx.objectStore("archive").put({ ...archived, ...nothing });
    const queued = await tx.objectStore("outbox").get(id);
    if (queued !== undefined) await tx.objectStore("outbox").put({ ...queued, ...nothing });
  }
}

/**
 * The server lost its memory: offer it everything that it ever acknowledged. Also what it took with this very answer:
 * until the next mark is kept nothing else would tell that it forgot again.
 */
async function beginOffer(tx: OutboxWrite): Promise<void> {
  await setMark(tx, "offerDue", await tx.objectStore("archive").index("n").getAllKeys());
  await setMark(tx, "ack", null);
  await setMark(tx, "dropCache", true);
}

/** False, and nothing changed, when a newer attempt has started meanwhile. */
export async function applyNews(tx: OutboxWrite, news: OutboxNews, now: number): Promise<boolean> {
  if ((await getMark(tx, "attempt")) !== news.attempt) return false;
  await archiveTaken(tx, news);
  await recordOutcomes(tx, news);
  await requeueMissing(tx, news);
  await eraseBodies(tx, news.erased);
  if (news.reset) await beginOffer(tx);
  else if (news.ack !== null) await setMark(tx, "ack", news.ack);
  if (news.newDevice !== null) await becomeDevice(tx, news.newDevice);
  await pruneArchive(tx, news.past);
  await setMark(tx, "clock", news.clock);
  await setMark(tx, "lastContactAt", now);
  if (news.wipe) await endPermission(tx, news.person);
  await forgetGone(tx);
  return true;
}
