/** Stores a page of rows together with the cursor that follows it, or neither (protocol §5, [needed]). */
import type { Row } from "../domain/rows";
import type { Segment } from "./cache-schema";
import { type CacheWrite, getMeta, setMeta } from "./durable";

export type Page = {
  readonly attempt: number;
  /** The cursor that was sent: the page continues from there and from nowhere else. */
  readonly after: string | null;
  readonly cursor: string | null;
  readonly rows: readonly Omit<Row, "attempt">[];
  readonly gone: readonly string[];
  readonly more: boolean;
  readonly rebuild: boolean;
};

/** A page whose rows were sealed before the transaction began: none of it may wait for anything but the disk. */
export type SealedPage = Omit<Page, "rows"> & {
  /** Each with the ids of its rows, by their place. */
  readonly parts: readonly { readonly ids: readonly string[]; readonly segment: Segment }[];
};

/** A segment goes with the last row that is in it. */
export async function dropEmpty(tx: CacheWrite, segments: Iterable<string>): Promise<void> {
  for (const id of new Set(segments)) {
    if ((await tx.objectStore("rows").index("segment").count(id)) === 0) await tx.objectStore("segments").delete(id);
  }
}

async function putRows(tx: CacheWrite, { parts, attempt }: SealedPage): Promise<readonly string[]> {
  const rows = tx.objectStore("rows");
  const left: string[] = [];
  for (const { ids, segment } of parts) {
    await tx.objectStore("segments").put(segment);
    for (const [place, id] of ids.entries()) {
      const before = await rows.get(id);
      if (before !== undefined) left.push(before.segment);
      await rows.put({ id, attempt, segment: segment.id, place });
    }
  }
  return left;
}

/** Records that left the scope stay as long as unsent ops speak of them. */
async function markGone(tx: CacheWrite, gone: readonly string[]): Promise<void> {
  const rows = tx.objectStore("rows");
  for (const id of gone) {
    const row = await rows.get(id);
    if (row !== undefined && row.gone !== 2) await rows.put({ ...row, gone: 1 });
  }
}

async function sweepGone(tx: CacheWrite, spokenOf: ReadonlySet<string>): Promise<readonly string[]> {
  const rows = tx.objectStore("rows");
  const over = (await rows.index("gone").getAll(1)).filter(({ id }) => !spokenOf.has(id));
  // Segments cannot be cut: it is remembered that what they still hold of it is nobody's any more.
  for (const { id, attempt } of over) await rows.put({ id, attempt, segment: "", place: 0, gone: 2 });
  return over.map(({ segment }) => segment);
}

/**
 * False, and nothing changed, when another tab moved the cursor meanwhile.
 * *spokenOf*: record ids that unsent ops touch or name.
 */
export async function storePage(tx: CacheWrite, page: SealedPage, spokenOf: ReadonlySet<string>): Promise<boolean> {
  const cursor = (await getMeta(tx, "cursor")) ?? null;
  if (cursor !== page.after) return false;
  if (page.rebuild) await beginRebuild(tx, page.attempt);
  const left = [...(await putRows(tx, page))];
  await markGone(tx, page.gone);
  if (page.cursor !== null) await setMeta(tx, "cursor", page.cursor);
  if (!page.more) left.push(...(await finishPull(tx, page.attempt)));
  left.push(...(await sweepGone(tx, spokenOf)));
  await dropEmpty(tx, left);
  return true;
}

/** Another scope or schema: the lists of villages and people are no longer right either, whatever their age. */
async function beginRebuild(tx: CacheWrite, attempt: number): Promise<void> {
  await setMeta(tx, "rebuildSince", attempt);
  const bundle = await getMeta(tx, "bundle");
  if (bundle !== undefined) await setMeta(tx, "bundle", { ...bundle, fetchedAt: 0 });
}

/** Everything up to the head is here: forget what a rebuild did not show again. The segments that lost rows. */
async function finishPull(tx: CacheWrite, attempt: number): Promise<readonly string[]> {
  await setMeta(tx, "completeAttempt", attempt);
  const since = await getMeta(tx, "rebuildSince");
  if (since === undefined) return [];
  // No segment of before the rebuild is left after this: what was dropped need not be remembered any longer.
  const rows = tx.objectStore("rows");
  const unseen = (await rows.getAll()).filter((row) => row.attempt < since);
  for (const { id } of unseen) await rows.delete(id);
  await tx.objectStore("meta").delete("rebuildSince");
  return unseen.map(({ segment }) => segment);
}

/** Makes room, or forgets a past that the server no longer has; reference data stays so that work can go on. */
export async function dropRows(tx: CacheWrite): Promise<void> {
  await tx.objectStore("rows").clear();
  await tx.objectStore("segments").clear();
  for (const name of ["cursor", "completeAttempt", "rebuildSince"]) await tx.objectStore("meta").delete(name);
}

export async function dropEverything(tx: CacheWrite): Promise<void> {
  for (const name of ["rows", "segments", "sheets", "meta"] as const) await tx.objectStore(name).clear();
}
