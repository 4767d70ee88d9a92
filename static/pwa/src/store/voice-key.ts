/** The key under which this phone seals recordings: made here once, in a database of its own; no page can read it out. */
import { type DBSchema, openDB } from "idb";
import type { Sealer } from "./voices";

interface KeySchema extends DBSchema {
  keys: { key: string; value: CryptoKey };
}

const NAME = "tocongnghe-voice-key";
const NONCE_BYTES = 12;

async function key(): Promise<CryptoKey> {
  const database = await openDB<KeySchema>(NAME, 1, { upgrade: (fresh) => void fresh.createObjectStore("keys") });
  try {
    const known = await database.get("keys", "device");
    if (known !== undefined) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const tx = database.transaction("keys", "readwrite", { durability: "strict" });
    // Another tab may have been faster.
    const first = await tx.store.get("device");
    if (first === undefined) await tx.store.put(made, "device");
    await tx.done;
    return first ?? made;
  } finally {
    database.close();
  }
}

const how = (iv: Uint8Array<ArrayBuffer>, about: string): AesGcmParams => ({
  name: "AES-GCM",
  iv,
  additionalData: new Uint8Array(new TextEncoder().encode(about)),
});

export const deviceSealer: Sealer = {
  async seal(about, bytes) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(how(nonce, about), await key(), bytes));
    const all = new Uint8Array(NONCE_BYTES + sealed.length);
    all.set(nonce);
    all.set(sealed, NONCE_BYTES);
    return all;
  },
  async open(about, sealed) {
    const nonce = sealed.slice(0, NONCE_BYTES);
    return new Uint8Array(await crypto.subtle.decrypt(how(nonce, about), await key(), sealed.slice(NONCE_BYTES)));
  },
};
