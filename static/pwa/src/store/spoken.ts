/** Recorded voices of the province on this phone: lists by language, sounds, and sounds of which a part is here. Nothing personal. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { SpokenPack } from "../domain/spoken";
import { connect } from "./connection";

type Bytes = Uint8Array<ArrayBuffer>;

interface SpokenSchema extends DBSchema {
  packs: { key: string; value: SpokenPack };
  sounds: { key: string; value: Bytes };
  /** Of a sound that is on its way: what has come so far. */
  parts: { key: string; value: Bytes };
}

export type SpokenStore = ReturnType<typeof makeSpokenStore>;

const NAME = "tocongnghe-spoken";
const ROOMS = ["packs", "sounds", "parts"] as const;

function openSpoken(lost: () => void): Promise<IDBPDatabase<SpokenSchema>> {
  return openDB<SpokenSchema>(NAME, 1, {
    upgrade(database) {
      database.createObjectStore("packs", { keyPath: "language" });
      database.createObjectStore("sounds");
      database.createObjectStore("parts");
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
}

export function makeSpokenStore() {
  const open = connect(openSpoken);
  return {
    packs: async (): Promise<readonly SpokenPack[]> => (await open()).getAll("packs"),

    /** Of what is there whole. */
    sounds: async (): Promise<ReadonlySet<string>> => new Set(await (await open()).getAllKeys("sounds")),

    async all(): Promise<readonly string[]> {
      const database = await open();
      return [...(await database.getAllKeys("sounds")), ...(await database.getAllKeys("parts"))];
    },

    sound: async (sha256: string): Promise<Bytes | undefined> => (await open()).get("sounds", sha256),
    part: async (sha256: string): Promise<Bytes | undefined> => (await open()).get("parts", sha256),

    async putPack(pack: SpokenPack): Promise<void> {
      await (await open()).put("packs", pack);
    },

    async putPart(sha256: string, bytes: Bytes): Promise<void> {
      await (await open()).put("parts", bytes, sha256);
    },

    /** The whole of it in place of its part. */
    async putSound(sha256: string, bytes: Bytes): Promise<void> {
      const tx = (await open()).transaction(ROOMS, "readwrite");
      await tx.objectStore("sounds").put(bytes, sha256);
      await tx.objectStore("parts").delete(sha256);
      await tx.done;
    },

    async drop(names: readonly string[]): Promise<void> {
      const tx = (await open()).transaction(ROOMS, "readwrite");
      for (const name of names) {
        await tx.objectStore("sounds").delete(name);
        await tx.objectStore("parts").delete(name);
      }
      await tx.done;
    },

    async dropPack(language: string): Promise<void> {
      await (await open()).delete("packs", language);
    },

    close: async (): Promise<void> => (await open()).close(),
  };
}
