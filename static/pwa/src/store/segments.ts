/** Sealing rows a page at a time, opening them again, and joining the many small segments of many small pages. */
import { newId } from "../domain/ids";
import type { Row } from "../domain/rows";
import type { RowMark, Segment } from "./cache-schema";
import type { CacheRead, CacheWrite } from "./durable";
import type { Page, SealedPage } from "./page";
import { sealJson, unsealJson } from "./vault/cipher";

type Content = Omit<Row, "attempt" | "gone">;

/** More small ones than this are joined. */
const MOST_SMALL = 64;
/** Rows; a segment with fewer is small. */
const SMALL = 50;

const about = (id: string): string => `rows:${id}`;

async function sealRows(key: CryptoKey, rows: readonly Content[]): Promise<Segment> {
  const id = newId();
  return { id, size: rows.length, sealed: await sealJson(key, about(id), rows) };
}

export async function sealPage(key: CryptoKey, { rows, ...page }: Page): Promise<SealedPage> {
  const ids = rows.map(({ id }) => id);
  const contents = rows.map(({ id, kind, fields }) => ({ id, kind, fields }));
  return { ...page, ids, segment: rows.length === 0 ? null : await sealRows(key, contents) };
}

export type KeptRows = { readonly marks: readonly RowMark[]; readonly segments: readonly Segment[] };

export const readRows = async (tx: CacheRead): Promise<KeptRows> => ({
  marks: await tx.objectStore("rows").getAll(),
  segments: await tx.objectStore("segments").getAll(),
});

/** Raises when a segment does not open: then all rows must come again. */
export async function openRows(key: CryptoKey, { marks, segments }: KeptRows): Promise<Row[]> {
  const opened = await Promise.all(
    segments.map(async ({ id, sealed }) => [id, (await unsealJson(key, about(id), sealed)) as readonly Content[]] as const),
  );
  const contents = new Map(opened);
  return marks.map(({ id, attempt, segment, place, gone }) => {
    const content = contents.get(segment)?.[place];
    if (content?.id !== id) throw new Error("a row is not in its segment");
    return gone === 1 ? { ...content, attempt, gone: true } : { ...content, attempt };
  });
}

/** Those to be joined; none while they are few. */
export async function smallSegments(tx: CacheRead): Promise<KeptRows> {
  const small = (await tx.objectStore("segments").getAll()).filter(({ size }) => size < SMALL);
  if (small.length <= MOST_SMALL) return { marks: [], segments: [] };
  const marks: RowMark[] = [];
  for (const { id } of small) marks.push(...(await tx.objectStore("rows").index("segment").getAll(id)));
  return { marks, segments: small };
}

export async function joinRows(key: CryptoKey, kept: KeptRows): Promise<Segment> {
  const rows = await openRows(key, kept);
  return sealRows(
    key,
    rows.map(({ id, kind, fields }) => ({ id, kind, fields })),
  );
}

/** Rows that another tab has written anew meanwhile stay where they are now. */
export async function putJoined(tx: CacheWrite, kept: KeptRows, joined: Segment): Promise<void> {
  const rows = tx.objectStore("rows");
  await tx.objectStore("segments").put(joined);
  for (const [place, mark] of kept.marks.entries()) {
    const now = await rows.get(mark.id);
    if (now?.segment === mark.segment) await rows.put({ ...now, segment: joined.id, place });
  }
  for (const { id } of kept.segments) {
    if ((await rows.index("segment").count(id)) === 0) await tx.objectStore("segments").delete(id);
  }
}
