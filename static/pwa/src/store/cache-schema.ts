/**
 * One person's cache database: rows and reference data that the server can always send again; may be dropped at any
 * time. What is said of people is sealed under that person's own key; in clear is only what keeps pages and cursor right.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { newId } from "../domain/ids";
import type { Sealed } from "./vault/cipher";

export type Bundle = { readonly etag: string | null; readonly fetchedAt: number; readonly body: unknown };

/** Single facts, each under its own name. */
export type CacheMeta = {
  cursor: string | null;
  /** The attempt after which the rows were complete; 0 before. */
  completeAttempt: number;
  /** While rows flow again from the start: what was not seen since this attempt is dropped at the end. */
  rebuildSince: number;
  bundle: Omit<Bundle, "body"> & { readonly sealed: Sealed };
};

/**
 * Where a row is: which segment, which place in it. Found by id when rows come or go; coming in reads none of them but
 * those with `gone`, for ten thousand small things are slow to read.
 */
export type RowMark = {
  readonly id: string;
  /** The attempt whose answer brought it. */
  readonly attempt: number;
  /** "" once it is dropped. */
  readonly segment: string;
  readonly place: number;
  /** 1: left the scope, kept only while unsent ops speak of it. 2: dropped, though segments may still hold it. */
  readonly gone?: 1 | 2;
};

/**
 * Rows of one page, sealed as one: ten thousand of them open with a few dozen strokes of the key. Of a row that stands
 * in several segments the one of the latest attempt is true. Visits are many and lie apart ("many-…"), so that all else
 * can be shown before they are opened.
 */
export type Segment = {
  readonly id: string;
  readonly size: number;
  /** The attempt that brought each row, by its place. */
  readonly attempts: readonly number[];
  readonly sealed: Sealed;
};

export interface CacheSchema extends DBSchema {
  rows: { key: string; value: RowMark; indexes: { segment: string; gone: number } };
  segments: { key: string; value: Segment };
  /** Half-filled sheets, sealed, each under its name. */
  sheets: { key: string; value: Sealed };
  meta: { key: string; value: unknown };
}

export type CacheDatabase = IDBPDatabase<CacheSchema>;

/** The cache of apps before people had PINs. */
export const OLD_CACHE_NAME = "tocongnghe-cache";
/** Raise it whenever the stores change: the upgrade throws everything away and the server sends it again. */
const VERSION = 2;

/** The name of a new cache; it does not tell whose. */
export const newCacheName = (): string => `${OLD_CACHE_NAME}-${newId()}`;

export function openCache(name: string, lost: () => void): Promise<CacheDatabase> {
  return openDB<CacheSchema>(name, VERSION, {
    upgrade(database) {
      for (const store of [...database.objectStoreNames]) database.deleteObjectStore(store);
      const rows = database.createObjectStore("rows", { keyPath: "id" });
      rows.createIndex("segment", "segment");
      rows.createIndex("gone", "gone");
      database.createObjectStore("segments", { keyPath: "id" });
      database.createObjectStore("sheets");
      database.createObjectStore("meta");
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
}
