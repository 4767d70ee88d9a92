/** Transactions that either completed on disk or left nothing: `durability: "strict"`, aborted on any error. */
import type { IDBPTransaction, StoreNames } from "idb";
import type { CacheDatabase, CacheMeta, CacheSchema } from "./cache-schema";
import type { Marks, OutboxDatabase, OutboxSchema } from "./outbox-schema";

export type OutboxWrite = IDBPTransaction<OutboxSchema, StoreNames<OutboxSchema>[], "readwrite">;
export type OutboxRead = IDBPTransaction<OutboxSchema, StoreNames<OutboxSchema>[], "readonly">;
export type CacheWrite = IDBPTransaction<CacheSchema, StoreNames<CacheSchema>[], "readwrite">;
export type CacheRead = IDBPTransaction<CacheSchema, StoreNames<CacheSchema>[], "readonly">;

const OUTBOX_STORES: StoreNames<OutboxSchema>[] = ["outbox", "archive", "marks", "grants"];
const CACHE_STORES: StoreNames<CacheSchema>[] = ["rows", "segments", "sheets", "meta"];

type Finishing = { readonly done: Promise<void>; abort(): void };

async function finished<Result>(transaction: Finishing, work: () => Promise<Result>): Promise<Result> {
  // Chromium leaves requests without an answer when a disk turns out to be full after `commit()`: the end of the
  // transaction is what counts, whether or not they hear of it.
  const ended = new Promise<never>((_, failed) => void transaction.done.catch(failed));
  let result: Result;
  try {
    result = await Promise.race([work(), ended]);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It had aborted by itself.
    }
    throw await whyAborted(transaction, error);
  }
  await transaction.done;
  return result;
}

/** Of a transaction that ended by itself its requests hear only that it did; it alone knows whether the disk is full. */
async function whyAborted(transaction: Finishing, error: unknown): Promise<unknown> {
  if (!(error instanceof Error && error.name === "AbortError")) return error;
  return transaction.done.then(
    () => error,
    (cause: unknown) => cause,
  );
}

/** Resolves after the transaction is on disk. */
export function writeOutbox<Result>(
  database: OutboxDatabase,
  work: (tx: OutboxWrite) => Promise<Result>,
): Promise<Result> {
  const tx = database.transaction(OUTBOX_STORES, "readwrite", { durability: "strict" });
  return finished(tx, () => work(tx));
}

export function readOutbox<Result>(
  database: OutboxDatabase,
  work: (tx: OutboxRead) => Promise<Result>,
): Promise<Result> {
  const tx = database.transaction(OUTBOX_STORES, "readonly");
  return finished(tx, () => work(tx));
}

/** The cache need not survive a power cut, only be whole: cursor and page go together. */
export function writeCache<Result>(
  database: CacheDatabase,
  work: (tx: CacheWrite) => Promise<Result>,
): Promise<Result> {
  const tx = database.transaction(CACHE_STORES, "readwrite", { durability: "relaxed" });
  return finished(tx, () => work(tx));
}

export function readCache<Result>(database: CacheDatabase, work: (tx: CacheRead) => Promise<Result>): Promise<Result> {
  const tx = database.transaction(CACHE_STORES, "readonly");
  return finished(tx, () => work(tx));
}

export async function getMark<Name extends keyof Marks>(
  tx: OutboxWrite | OutboxRead,
  name: Name,
): Promise<Marks[Name] | undefined> {
  return (await tx.objectStore("marks").get(name)) as Marks[Name] | undefined;
}

export async function setMark<Name extends keyof Marks>(
  tx: OutboxWrite,
  name: Name,
  value: Marks[Name],
): Promise<void> {
  await tx.objectStore("marks").put(value, name);
}

export async function getMeta<Name extends keyof CacheMeta>(
  tx: CacheWrite | CacheRead,
  name: Name,
): Promise<CacheMeta[Name] | undefined> {
  return (await tx.objectStore("meta").get(name)) as CacheMeta[Name] | undefined;
}

export async function setMeta<Name extends keyof CacheMeta>(
  tx: CacheWrite,
  name: Name,
  value: CacheMeta[Name],
): Promise<void> {
  await tx.objectStore("meta").put(value, name);
}
