/** Half-filled sheets at rest: sealed with the key of who is in, in that person's cache, by name. */
import type { CacheRead, CacheWrite } from "./durable";
import { type Sealed, sealJson, unsealJson } from "./vault/cipher";

const aboutSheet = (name: string): string => `sheet:${name}`;

type KeptSheet = readonly [name: string, sealed: Sealed];

export async function readSheets(tx: CacheRead): Promise<readonly KeptSheet[]> {
  const store = tx.objectStore("sheets");
  const [names, sheets] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return names.flatMap((name, index) => {
    const sealed = sheets[index];
    return sealed === undefined ? [] : [[name, sealed] as const];
  });
}

export async function openSheets(key: CryptoKey, kept: readonly KeptSheet[]): Promise<ReadonlyMap<string, unknown>> {
  const opened = kept.map(async ([name, sealed]) => [name, await unsealJson(key, aboutSheet(name), sealed)] as const);
  return new Map(await Promise.all(opened));
}

export const sealSheet = (key: CryptoKey, name: string, sheet: unknown): Promise<Sealed> =>
  sealJson(key, aboutSheet(name), sheet);

/** Null forgets it. */
export async function putSheet(tx: CacheWrite, name: string, sealed: Sealed | null): Promise<void> {
  if (sealed === null) await tx.objectStore("sheets").delete(name);
  else await tx.objectStore("sheets").put(sealed, name);
}
