/**
 * A person's own key, wrapped: it opens with the PIN and this phone's keys together. The PIN alone, tried on another
 * machine, opens nothing; this phone alone does not know the PIN.
 */
import { newId } from "../../domain/ids";
import type { Sealed } from "./cipher";

/** What lives and dies with the outbox: neither key can be read out by a page. */
export type DeviceKeys = {
  /** Tells these keys from others made later. */
  readonly id: string;
  /** Seals work, permissions and names, also of people who are not here now. */
  readonly seal: CryptoKey;
  /** Joins in making every person's key from the PIN. */
  readonly mac: CryptoKey;
};

export type PinLock = {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly wrapped: Sealed;
};

const AES = { name: "AES-GCM", length: 256 } as const;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

export async function makeDeviceKeys(): Promise<DeviceKeys> {
  const [seal, mac] = await Promise.all([
    crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]),
    crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]),
  ]);
  return { id: newId(), seal, mac };
}

/** Slow on purpose: about a second on a cheap phone. */
async function keyFrom(mac: CryptoKey, pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, typed, 256);
  const joined = await crypto.subtle.sign("HMAC", mac, bits);
  return crypto.subtle.importKey("raw", joined, AES, false, ["wrapKey", "unwrapKey"]);
}

const wrapping = (nonce: Uint8Array<ArrayBuffer>, person: string): AesGcmParams => ({
  name: "AES-GCM",
  iv: nonce,
  additionalData: utf8(`person:${person}`),
});

async function wrap(mac: CryptoKey, person: string, pin: string, key: CryptoKey, iterations: number): Promise<PinLock> {
  const salt = random(SALT_BYTES);
  const nonce = random(NONCE_BYTES);
  const kek = await keyFrom(mac, pin, salt, iterations);
  const wrapped = await crypto.subtle.wrapKey("raw", key, kek, wrapping(nonce, person));
  return { salt, iterations, nonce, wrapped: new Uint8Array(wrapped) };
}

async function unwrap(mac: CryptoKey, person: string, pin: string, lock: PinLock, extractable: boolean) {
  const kek = await keyFrom(mac, pin, lock.salt, lock.iterations);
  try {
    const how = wrapping(lock.nonce, person);
    return await crypto.subtle.unwrapKey("raw", lock.wrapped, kek, how, AES, extractable, ["encrypt", "decrypt"]);
  } catch (error) {
    if (error instanceof Error && error.name === "OperationError") return undefined;
    throw error;
  }
}

/** A new key of *person*'s own behind *pin*. */
export async function makeLock(
  mac: CryptoKey,
  person: string,
  pin: string,
  iterations: number,
): Promise<{ readonly lock: PinLock; readonly key: CryptoKey }> {
  const raw = random(AES.length / 8);
  const usages = ["encrypt", "decrypt"] as const;
  const lock = await wrap(mac, person, pin, await crypto.subtle.importKey("raw", raw, AES, true, usages), iterations);
  const key = await crypto.subtle.importKey("raw", raw, AES, false, usages);
  raw.fill(0);
  return { lock, key };
}

/** The key, which no page can read out; undefined when *pin* is wrong. */
export function openLock(mac: CryptoKey, person: string, pin: string, lock: PinLock): Promise<CryptoKey | undefined> {
  return unwrap(mac, person, pin, lock, false);
}

/** The same key behind *next*; undefined when *pin* is wrong. */
export async function changeLock(
  mac: CryptoKey,
  person: string,
  pins: { readonly pin: string; readonly next: string },
  lock: PinLock,
): Promise<PinLock | undefined> {
  const key = await unwrap(mac, person, pins.pin, lock, true);
  return key === undefined ? undefined : wrap(mac, person, pins.next, key, lock.iterations);
}
