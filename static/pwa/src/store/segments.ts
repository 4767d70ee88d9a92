/** Sealing rows a page at a time, opening them again, and joining the many small segments of many small pages. */
import { newId } from "../domain/ids";
import type { Row } from "../domain/rows";
import type { RowMark, Segment } from "./cache-schema";
import type { CacheRead, CacheWrite } from "./durable";
import { dropEmpty, type Page, type SealedPage } from "./page";
import { pause } from "./pause";
import { sealJson, unseal } from "./vault/cipher";

type Content = Omit<Row, "attempt" | "gone">;

const GROUPS = ["few", "many"] as const;
type Group = (typeof GROUPS)[number];

/** More small ones than this in a group are joined. */
const MOST_SMALL = 32;
/** Opened in one go without anybody noticing. */
const FEW_SEGMENTS = 8;
/** Rows; a segment with fewer is small. */
const SMALL = 50;

const about = (id: string): string => `rows:${id}`;
const groupOf = ({ kind }: Pick<Row, "kind">): Group => (kind === "assist" ? "many" : "few");
const isOf = (group: Group, id: string): boolean => id.startsWith(`${group}-`);

/** Columns that say nothing are left out: they are half of what would have to be opened, and read as null all the same. */
function bare({ id, kind, fields }: Content): Content {
  return { id, kind, fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) };
}

async function sealRows(key: CryptoKey, group: Group, rows: readonly Omit<Row, "gone">[]): Promise<Segment> {
  const id = `${group}-${newId()}`;
  const attempts = rows.map(({ attempt }) => attempt);
  return { id, size: rows.length, attempts, sealed: await sealJson(key, about(id), rows.map(bare)) };
}

export async function sealPage(key: CryptoKey, { rows, ...page }: Page): Promise<SealedPage> {
  const parts = GROUPS.map(async (group) => {
    const those = rows.filter((row) => groupOf(row) === group).map((row) => ({ ...row, attempt: page.attempt }));
    return { ids: those.map(({ id }) => id), segment: await sealRows(key, group, those) };
  });
  return { ...page, parts: (await Promise.all(parts)).filter(({ ids }) => ids.length > 0) };
}

/** Rows opened so far in a session, by segment: they never change. */
export type OpenedRows = Map<string, readonly Row[]>;

export type KeptRows = {
  /** Of those that left or were dropped. */
  readonly marks: readonly RowMark[];
  /** The segments that are to be there. */
  readonly ids: readonly string[];
  /** Those of them that were not opened yet. */
  readonly segments: readonly Segment[];
  /** False: visits were left out. */
  readonly isWhole: boolean;
};

/** *isFirst*: without the visits. */
export async function readRows(tx: CacheRead, known: OpenedRows, isFirst: boolean): Promise<KeptRows> {
  const store = tx.objectStore("segments");
  const all = await store.getAllKeys();
  const ids = all.filter((id) => !isFirst || known.has(id) || !isOf("many", id));
  const segments = await Promise.all(ids.filter((id) => !known.has(id)).map((id) => store.get(id)));
  const marks = await tx.objectStore("rows").index("gone").getAll();
  return { marks, ids, segments: segments.filter((segment) => segment !== undefined), isWhole: ids.length === all.length };
}

function readSegment({ attempts }: Segment, plain: Uint8Array<ArrayBuffer>): readonly Row[] {
  const contents = JSON.parse(new TextDecoder().decode(plain)) as readonly Content[];
  return contents.map(({ id, kind, fields }, place) => ({ id, kind, fields, attempt: attempts[place] ?? 0 }));
}

const unsealSegment = (key: CryptoKey, { id, sealed }: Segment) => unseal(key, about(id), sealed);

/**
 * Raises when a segment does not open: then all rows must come again. Each new segment is a stroke of its own, between
 * which the page can answer a touch; *opened* hears of it.
 */
export async function openRows(
  key: CryptoKey,
  { marks, ids, segments }: Omit<KeptRows, "isWhole">,
  known: OpenedRows = new Map(),
  opened: (rows: readonly Row[]) => void = () => undefined,
): Promise<Row[]> {
  // Unsealed all at once, off this thread; read one by one.
  const plain = await Promise.all(segments.map((segment) => unsealSegment(key, segment)));
  for (const [place, segment] of segments.entries()) {
    const rows = readSegment(segment, plain[place] ?? new Uint8Array());
    known.set(segment.id, rows);
    opened(rows);
    if (segments.length > FEW_SEGMENTS) await pause();
  }
  // Joined, dropped, or written anew meanwhile.
  for (const id of known.keys()) if (!ids.includes(id)) known.delete(id);
  const latest = new Map<string, Row>();
  for (const id of ids) {
    for (const row of known.get(id) ?? []) {
      const other = latest.get(row.id);
      if (other === undefined || other.attempt < row.attempt) latest.set(row.id, row);
    }
  }
  for (const { id, attempt, gone } of marks) {
    const row = latest.get(id);
    if (row === undefined || row.attempt > attempt) continue;
    if (gone === 2) latest.delete(id);
    else latest.set(id, { ...row, gone: true });
  }
  return [...latest.values()];
}

type Small = { readonly group: Group; readonly marks: readonly RowMark[]; readonly segments: readonly Segment[] };

/** Those to be joined, group by group; none while they are few. */
export async function smallSegments(tx: CacheRead): Promise<readonly Small[]> {
  const found: Small[] = [];
  for (const group of GROUPS) {
    const range = IDBKeyRange.bound(`${group}-`, `${group}.`);
    if ((await tx.objectStore("segments").count(range)) <= MOST_SMALL) continue;
    const segments = (await tx.objectStore("segments").getAll(range)).filter(({ size }) => size < SMALL);
    if (segments.length <= MOST_SMALL) continue;
    const marks: RowMark[] = [];
    for (const { id } of segments) marks.push(...(await tx.objectStore("rows").index("segment").getAll(id)));
    found.push({ group, marks, segments });
  }
  return found;
}

type Joined = Omit<Small, "group"> & { readonly segment: Segment };

export async function joinRows(key: CryptoKey, { group, marks, segments }: Small, known: OpenedRows): Promise<Joined> {
  const opened = new Map(
    await Promise.all(
      segments.map(async (segment) => [segment.id, known.get(segment.id) ?? readSegment(segment, await unsealSegment(key, segment))] as const),
    ),
  );
  const rows = marks.map(({ id, segment, place }) => {
    const row = opened.get(segment)?.[place];
    if (row?.id !== id) throw new Error("a row is not in its segment");
    return row;
  });
  const segment = await sealRows(key, group, rows);
  known.set(segment.id, rows);
  return { marks, segments, segment };
}

/** Rows that another tab has written anew meanwhile stay where they are now. */
export async function putJoined(tx: CacheWrite, { marks, segments, segment }: Joined): Promise<void> {
  const rows = tx.objectStore("rows");
  await tx.objectStore("segments").put(segment);
  for (const [place, mark] of marks.entries()) {
    const now = await rows.get(mark.id);
    if (now?.segment === mark.segment) await rows.put({ ...now, segment: segment.id, place });
  }
  await dropEmpty(tx, segments.map(({ id }) => id));
}
