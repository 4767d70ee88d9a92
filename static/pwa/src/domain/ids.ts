/** Names made on the phone: 128 random bits for an op, a UUID for the device (protocol §2). */

export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => void;

const ID_BYTES = 16;
const CHUNK_BYTES = 8192;

const fillFromBrowser: FillRandom = (bytes) => {
  crypto.getRandomValues(bytes);
};

export function base64url(bytes: Uint8Array): string {
  // Not all at once: a call takes only so many arguments.
  let binary = "";
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK_BYTES));
  }
  return btoa(binary)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Raises on anything that is not base64url. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** 22 characters base64url. */
export function newId(fill: FillRandom = fillFromBrowser): string {
  const bytes = new Uint8Array(ID_BYTES);
  fill(bytes);
  return base64url(bytes);
}

/** A version 4 UUID; `crypto.randomUUID` is missing on WebViews older than 2021. */
export function newDeviceId(fill: FillRandom = fillFromBrowser): string {
  const bytes = new Uint8Array(ID_BYTES);
  fill(bytes);
  const hex = [...bytes].map((byte, index) => {
    if (index === 6) return ((byte & 0x0f) | 0x40).toString(16).padStart(2, "0");
    if (index === 8) return ((byte & 0x3f) | 0x80).toString(16).padStart(2, "0");
    return byte.toString(16).padStart(2, "0");
  });
  const part = (from: number, to: number) => hex.slice(from, to).join("");
  return [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join("-");
}
