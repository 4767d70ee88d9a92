/** Sending a recording part by part (protocol §12): where to go on, and the next part. */
import { unread } from "../domain/unread";
import { readRetryAfter } from "./http";

export type UploadPart = {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly start: number;
  readonly total: number;
  readonly type: string;
};

export type UploadReply =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** Bytes that the server has; null when it did not say. */
      readonly offset: number | null;
      readonly isWhole: boolean;
      /** Of the problem; "" when there was none. */
      readonly slug: string;
      /** Seconds, or null when the server named none. */
      readonly retryAfter: number | null;
      readonly sent: number;
    }
  /** portal: somebody between us and the server answered in its place. */
  | { readonly kind: "failed"; readonly why: "offline" | "timeout" | "portal"; readonly sent: number };

/** 32 KiB over a link of 1 KB/s. */
const TIMEOUT_MS = 60_000;

const numberIn = (text: string | null): number | null => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null);

async function problemIn(response: Response): Promise<{ readonly slug: string; readonly received: number | null }> {
  const said = await response.json().catch(() => ({}));
  const { slug, received } = unread<{ slug: string; received: number }>(said);
  return { slug: typeof slug === "string" ? slug : "", received: typeof received === "number" ? received : null };
}

async function readReply(response: Response, sent: number): Promise<UploadReply> {
  const isElsewhere = response.type === "opaqueredirect" || response.redirected || response.status === 511;
  const offset = numberIn(response.headers.get("Upload-Offset"));
  // Only our server says how much it has.
  if (isElsewhere || (response.ok && offset === null)) return { kind: "failed", why: "portal", sent };
  const problem = response.ok ? { slug: "", received: null } : await problemIn(response);
  return {
    kind: "answer",
    status: response.status,
    offset: offset ?? problem.received,
    isWhole: response.ok && response.headers.get("Upload-Complete") === "?1",
    slug: problem.slug,
    retryAfter: readRetryAfter(response.headers.get("Retry-After"), Date.now()),
    sent,
  };
}

async function talk(token: string, sha256: string, part: UploadPart | null): Promise<UploadReply> {
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  const sent = part?.content.length ?? 0;
  if (part !== null) {
    headers.set("Content-Type", part.type);
    headers.set("Content-Range", `bytes ${part.start}-${part.start + sent - 1}/${part.total}`);
  }
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(`/api/v1/blob/${sha256}`, {
      method: part === null ? "HEAD" : "PUT",
      headers,
      body: part?.content ?? null,
      signal: deadline.signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
    });
    return await readReply(response, sent);
  } catch {
    const isLate = deadline.signal.aborted;
    return { kind: "failed", why: isLate ? "timeout" : "offline", sent: isLate ? sent : 0 };
  } finally {
    clearTimeout(timer);
  }
}

export const uploadedSoFar = (token: string, sha256: string): Promise<UploadReply> => talk(token, sha256, null);
export const upload = (token: string, sha256: string, part: UploadPart): Promise<UploadReply> => talk(token, sha256, part);
