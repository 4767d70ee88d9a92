/** The caches of this phone's people: a database each, opened when needed. Dropping one needs no key. */
import { deleteDB } from "idb";
import { type CacheDatabase, OLD_CACHE_NAME, openCache } from "./cache-schema";
import { type Connection, connect } from "./connection";
import { type CacheRead, type CacheWrite, readCache, writeCache } from "./durable";
import { dropEverything, dropRows } from "./page";

export type Caches = ReturnType<typeof makeCaches>;

export function makeCaches() {
  const connections = new Map<string, Connection<CacheDatabase>>();

  function open(name: string): Promise<CacheDatabase> {
    const known = connections.get(name);
    if (known !== undefined) return known();
    const made = connect<CacheDatabase>((lost) => openCache(name, lost));
    connections.set(name, made);
    return made();
  }

  return {
    read: async <Result>(name: string, work: (tx: CacheRead) => Promise<Result>): Promise<Result> =>
      readCache(await open(name), work),
    write: async <Result>(name: string, work: (tx: CacheWrite) => Promise<Result>): Promise<Result> =>
      writeCache(await open(name), work),

    dropRows: async (names: readonly string[]): Promise<void> => {
      for (const name of names) await writeCache(await open(name), dropRows);
    },
    dropEverything: async (names: readonly string[]): Promise<void> => {
      for (const name of names) await writeCache(await open(name), dropEverything);
    },

    /** What an app before this one kept in clear. Nobody waits for other tabs to let go of it. */
    dropOld: (): void => void (async () => deleteDB(OLD_CACHE_NAME))().catch(() => undefined),

    close: async (): Promise<void> => {
      for (const connection of connections.values()) (await connection()).close();
    },
  };
}
