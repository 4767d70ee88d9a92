/** Sealing bytes with AES-256-GCM: a fresh nonce before the sealed bytes, and a word on what they are about. */

/** Nonce and sealed bytes in one; only the key opens it, and only under the same word. */
export type Sealed = Uint8Array<ArrayBuffer>;

const NONCE_BYTES = 12;
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

function algorithm(iv: Uint8Array<ArrayBuffer>, about: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: utf8(about) };
}

export async function seal(key: CryptoKey, about: string, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const data = new Uint8Array(await crypto.subtle.encrypt(algorithm(nonce, about), key, bytes));
  const sealed = new Uint8Array(NONCE_BYTES + data.length);
  sealed.set(nonce);
  sealed.set(data, NONCE_BYTES);
  return sealed;
}

/** Raises when *key* or *about* is not the one it was sealed with. */
export async function unseal(key: CryptoKey, about: string, sealed: Sealed): Promise<Uint8Array<ArrayBuffer>> {
  const how = algorithm(sealed.subarray(0, NONCE_BYTES), about);
  return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.subarray(NONCE_BYTES)));
}

export const sealJson = (key: CryptoKey, about: string, value: unknown): Promise<Sealed> =>
  seal(key, about, utf8(JSON.stringify(value)));

export async function unsealJson(key: CryptoKey, about: string, sealed: Sealed): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await unseal(key, about, sealed))) as unknown;
}
