/**
 * Recorded voices on their way to the server: a database of their own, apart from outbox and cache, so that no
 * recording ever stands before a record. Their bytes are sealed; what is in clear names nobody.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { VoiceFacts } from "../domain/voices";
import { connect } from "./connection";

type Bytes = Uint8Array<ArrayBuffer>;

/** Seals under a key that no page can read out; *about* must be the same for opening. */
export type Sealer = {
  seal(about: string, bytes: Bytes): Promise<Bytes>;
  open(about: string, sealed: Bytes): Promise<Bytes>;
};

interface VoiceSchema extends DBSchema {
  voices: { key: string; value: VoiceFacts };
  sounds: { key: string; value: Bytes };
}

/** An op on *record* that names a recording, or gives up those that the record had. */
export type Naming = {
  readonly sha256: string | undefined;
  readonly op: string;
  readonly record: string;
  readonly kind: string;
};
export type VoiceStore = ReturnType<typeof makeVoiceStore>;

export const VOICES_NAME = "tocongnghe-voices";
const VERSION = 1;

function openVoices(lost: () => void): Promise<IDBPDatabase<VoiceSchema>> {
  return openDB<VoiceSchema>(VOICES_NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore("voices", { keyPath: "sha256" });
      database.createObjectStore("sounds");
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
}

const about = (sha256: string): string => `voice:${sha256}`;

async function sha256Of(bytes: Bytes): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function makeVoiceStore(sealer: Sealer) {
  const open = connect(openVoices);
  const write = async () => (await open()).transaction(["voices", "sounds"], "readwrite", { durability: "strict" });

  return {
    /** Its name, once it is on the disk. */
    async keep(sound: { readonly bytes: Bytes; readonly type: string; readonly seconds: number }, now: number): Promise<string> {
      const sha256 = await sha256Of(sound.bytes);
      const sealed = await sealer.seal(about(sha256), sound.bytes);
      const tx = await write();
      const known = await tx.objectStore("voices").get(sha256);
      const { type, seconds } = sound;
      const made = { sha256, type, bytes: sound.bytes.length, seconds, ops: [], record: null, kind: null, leaves: null, isTaken: false, why: null };
      const facts: VoiceFacts = { ...made, state: "waiting", sentAt: null, ...known, touchedAt: now };
      await tx.objectStore("voices").put(facts);
      await tx.objectStore("sounds").put(sealed, sha256);
      await tx.done;
      return sha256;
    },

    /** Before the ops themselves are saved: whatever happens in between, no recording is lost that an op names. */
    async name(namings: readonly Naming[], now: number): Promise<void> {
      const tx = await write();
      const all = await tx.objectStore("voices").getAll();
      for (const { sha256, op, record, kind } of namings) {
        for (const known of all) {
          const named = { ...known, ops: [...known.ops, op], record, kind, leaves: null, touchedAt: now };
          if (known.sha256 === sha256) await tx.objectStore("voices").put(named);
          else if (known.record === record) await tx.objectStore("voices").put({ ...known, leaves: op });
        }
      }
      await tx.done;
    },

    /** Oldest first. */
    async list(): Promise<readonly VoiceFacts[]> {
      const all = await (await open()).getAll("voices");
      return all.sort((a, b) => a.touchedAt - b.touchedAt);
    },

    /** Null when it is not here, or no key opens it any more. */
    async sound(sha256: string): Promise<{ readonly bytes: Bytes; readonly type: string; readonly seconds: number } | null> {
      const database = await open();
      const facts = await database.get("voices", sha256);
      const sealed = await database.get("sounds", sha256);
      if (facts === undefined || sealed === undefined) return null;
      const bytes = await sealer.open(about(sha256), sealed).catch(() => null);
      return bytes === null ? null : { bytes, type: facts.type, seconds: facts.seconds };
    },

    async change(sha256: string, part: Partial<VoiceFacts>): Promise<void> {
      const tx = await write();
      const known = await tx.objectStore("voices").get(sha256);
      if (known !== undefined) await tx.objectStore("voices").put({ ...known, ...part });
      await tx.done;
    },

    /** *isSure* is asked once more about what is dropped, in the same transaction. */
    async drop(sha256: string, isSure: (voice: VoiceFacts) => boolean = () => true): Promise<void> {
      const tx = await write();
      const known = await tx.objectStore("voices").get(sha256);
      if (known !== undefined && isSure(known)) {
        await tx.objectStore("voices").delete(sha256);
        await tx.objectStore("sounds").delete(sha256);
      }
      await tx.done;
    },

    close: async (): Promise<void> => (await open()).close(),
  };
}
