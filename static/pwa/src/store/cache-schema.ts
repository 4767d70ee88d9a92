/** The cache database: rows and reference data that the server can always send again; may be dropped at any time. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Row } from "../domain/rows";
import type { Traffic } from "../domain/traffic";

/** Single facts, each under its own name. */
export type CacheMeta = {
  cursor: string | null;
  /** The attempt after which the rows were complete; 0 before. */
  completeAttempt: number;
  /** While rows flow again from the start: what was not seen since this attempt is dropped at the end. */
  rebuildSince: number;
  bundle: { readonly etag: string | null; readonly fetchedAt: number; readonly body: unknown };
  traffic: Traffic;
};

export interface CacheSchema extends DBSchema {
  rows: { key: string; value: Row };
  meta: { key: string; value: unknown };
}

export type CacheDatabase = IDBPDatabase<CacheSchema>;

export const CACHE_NAME = "tocongnghe-cache";
/** Raise it whenever the stores change: the upgrade throws everything away and the server sends it again. */
const VERSION = 1;

export function openCache(lost: () => void): Promise<CacheDatabase> {
  return openDB<CacheSchema>(CACHE_NAME, VERSION, {
    upgrade(database) {
      for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name);
      database.createObjectStore("rows", { keyPath: "id" });
      database.createObjectStore("meta");
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
}
