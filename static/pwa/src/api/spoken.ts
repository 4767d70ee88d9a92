/** Recorded voices from the server: the list of a language, and a part of one sound. */
import { type HttpReply, readRetryAfter, send } from "./http";

const LIST_TIMEOUT_MS = 45_000;
/** 16 KiB over a line of 1 KB/s. */
const PART_TIMEOUT_MS = 45_000;

export type SoundReply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** Of the whole sound; null when the server did not say. */
      readonly total: number | null;
      /** Seconds, or null when the server named none. */
      readonly retryAfter: number | null;
    }
  /** portal: somebody between us and the server answered in its place. */
  | { readonly kind: "failed"; readonly why: "offline" | "timeout" | "portal" };

export type SpokenApi = {
  list(token: string, language: string, etag: string | null): Promise<HttpReply>;
  /** The bytes from *start* up to, without, *end*. */
  part(token: string, language: string, sha256: string, start: number, end: number): Promise<SoundReply>;
};

async function readSound(response: Response): Promise<SoundReply> {
  if (response.type === "opaqueredirect" || response.redirected || response.status === 511) {
    return { kind: "failed", why: "portal" };
  }
  const type = (response.headers.get("Content-Type") ?? "").split(";")[0];
  if (response.ok && type !== "audio/ogg") return { kind: "failed", why: "portal" };
  const range = /\/(\d{1,9})$/.exec(response.headers.get("Content-Range") ?? "");
  const bytes = new Uint8Array(response.ok ? await response.arrayBuffer() : new ArrayBuffer(0));
  const total = range === null ? (response.status === 200 ? bytes.length : null) : Number(range[1]);
  const retryAfter = readRetryAfter(response.headers.get("Retry-After"), Date.now());
  return { kind: "answer", status: response.status, bytes, total, retryAfter };
}

export const spokenApi: SpokenApi = {
  list: (token, language, etag) =>
    send({ method: "GET", path: `/api/v1/voices/${language}`, token, etag, timeoutMs: LIST_TIMEOUT_MS }),

  async part(token, language, sha256, start, end) {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), PART_TIMEOUT_MS);
    try {
      const response = await fetch(`/api/v1/voices/${language}/${sha256}`, {
        headers: { Authorization: `Bearer ${token}`, Range: `bytes=${start}-${end - 1}` },
        signal: deadline.signal,
        cache: "no-store",
        credentials: "omit",
        redirect: "manual",
      });
      return await readSound(response);
    } catch {
      return { kind: "failed", why: deadline.signal.aborted ? "timeout" : "offline" };
    } finally {
      clearTimeout(timer);
    }
  },
};
