/** Stores a page of rows together with the cursor that follows it, or neither (protocol §5, [needed]). */
import type { Row } from "../domain/rows";
import { addTraffic } from "../domain/traffic";
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

/** Records that left the scope stay as long as unsent ops speak of them. */
async function markGone(tx: CacheWrite, gone: readonly string[]): Promise<void> {
  const rows = tx.objectStore("rows");
  for (const id of gone) {
    const row = await rows.get(id);
    if (row !== undefined) await rows.put({ ...row, gone: true });
  }
}

async function sweep(tx: CacheWrite, isOver: (row: Row) => boolean): Promise<void> {
  for await (const cursor of tx.objectStore("rows")) {
    if (isOver(cursor.value)) await cursor.delete();
  }
}

/**
 * False, and nothing changed, when another tab moved the cursor meanwhile.
 * *spokenOf*: record ids that unsent ops touch or name.
 */
export async function storePage(tx: CacheWrite, page: Page, spokenOf: ReadonlySet<string>): Promise<boolean> {
  const cursor = (await getMeta(tx, "cursor")) ?? null;
  if (cursor !== page.after) return false;
  if (page.rebuild) await beginRebuild(tx, page.attempt);
  for (const row of page.rows) await tx.objectStore("rows").put({ ...row, attempt: page.attempt });
  await markGone(tx, page.gone);
  if (page.cursor !== null) await setMeta(tx, "cursor", page.cursor);
  if (!page.more) await finishPull(tx, page.attempt);
  await sweep(tx, (row) => row.gone === true && !spokenOf.has(row.id));
  return true;
}

/** Another scope or schema: the lists of villages and people are no longer right either, whatever their age. */
async function beginRebuild(tx: CacheWrite, attempt: number): Promise<void> {
  await setMeta(tx, "rebuildSince", attempt);
  const bundle = await getMeta(tx, "bundle");
  if (bundle !== undefined) await setMeta(tx, "bundle", { ...bundle, fetchedAt: 0 });
}

/** Everything up to the head is here: forget what a rebuild did not show again. */
async function finishPull(tx: CacheWrite, attempt: number): Promise<void> {
  const since = await getMeta(tx, "rebuildSince");
  if (since !== undefined) {
    await sweep(tx, (row) => row.attempt < since);
    await tx.objectStore("meta").delete("rebuildSince");
  }
  await setMeta(tx, "completeAttempt", attempt);
}

/** Makes room, or forgets a past that the server no longer has; reference data stays so that work can go on. */
export async function dropRows(tx: CacheWrite): Promise<void> {
  await tx.objectStore("rows").clear();
  for (const name of ["cursor", "completeAttempt", "rebuildSince"]) await tx.objectStore("meta").delete(name);
}

export async function dropEverything(tx: CacheWrite): Promise<void> {
  await tx.objectStore("rows").clear();
  await tx.objectStore("meta").clear();
}

export async function countTraffic(tx: CacheWrite, at: number, sent: number, received: number): Promise<void> {
  await setMeta(tx, "traffic", addTraffic(await getMeta(tx, "traffic"), at, sent, received));
}
