/** The only place that calls fetch: one request, one deadline, and an answer or a plain reason why there is none. */
import { canGzip, gzip } from "./gzip";

export type HttpRequest = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly etag?: string | null;
  /** Sent as it is: what it carries is compressed already. */
  readonly plain?: boolean;
  readonly timeoutMs: number;
};

export type HttpReply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly contentType: string;
      readonly etag: string | null;
      /** Seconds, or null when the server named none. */
      readonly retryAfter: number | null;
      /** Parsed JSON; undefined when the body was none. */
      readonly json: unknown;
      /** Bytes of the bodies as far as they are known. */
      readonly sent: number;
      readonly received: number;
    }
  /** portal: somebody between us and the server answered in its place. */
  | { readonly kind: "failed"; readonly why: "offline" | "timeout" | "portal"; readonly sent: number };

const GZIP_FROM_BYTES = 600;

type Packed = { readonly bytes: Uint8Array<ArrayBuffer>; readonly zipped: boolean };

async function pack(body: unknown, plain: boolean): Promise<Packed> {
  const bytes = new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
  if (plain || bytes.length < GZIP_FROM_BYTES || !canGzip()) return { bytes, zipped: false };
  return { bytes: await gzip(bytes), zipped: true };
}

function headersOf(request: HttpRequest, packed: Packed | undefined): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (request.token !== undefined) headers.set("Authorization", `Bearer ${request.token}`);
  if (request.etag) headers.set("If-None-Match", request.etag);
  if (packed !== undefined) headers.set("Content-Type", "application/json");
  if (packed?.zipped === true) headers.set("Content-Encoding", "gzip");
  return headers;
}

/** Seconds from a number or an HTTP date. */
export function readRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value === "") return null;
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A portal redirects, or serves its page of HTML as if it were ours; problems of our server are JSON. */
function isPortal(response: Response, contentType: string): boolean {
  const redirected = response.type === "opaqueredirect" || response.redirected || response.status === 511;
  return redirected || (response.ok && response.status !== 204 && contentType === "text/html");
}

async function readReply(response: Response, sent: number): Promise<HttpReply> {
  const contentType = (response.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (isPortal(response, contentType)) return { kind: "failed", why: "portal", sent };
  const text = response.status === 304 ? "" : await response.text();
  const declared = Number(response.headers.get("Content-Length") ?? Number.NaN);
  return {
    kind: "answer",
    status: response.status,
    contentType,
    etag: response.headers.get("ETag"),
    retryAfter: readRetryAfter(response.headers.get("Retry-After"), Date.now()),
    json: /[/+]json$/.test(contentType) ? parseJson(text) : undefined,
    sent,
    received: Number.isFinite(declared) ? declared : new TextEncoder().encode(text).length,
  };
}

/** Never throws: what goes wrong between here and the server is an answer too. */
export async function send(request: HttpRequest): Promise<HttpReply> {
  const packed = request.body === undefined ? undefined : await pack(request.body, request.plain === true);
  const sent = packed?.bytes.length ?? 0;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), request.timeoutMs);
  try {
    const response = await fetch(request.path, {
      method: request.method,
      headers: headersOf(request, packed),
      body: packed?.bytes ?? null,
      signal: deadline.signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
    });
    return await readReply(response, sent);
  } catch {
    // Without a network nothing was sent; into silence, most likely everything.
    return deadline.signal.aborted
      ? { kind: "failed", why: "timeout", sent }
      : { kind: "failed", why: "offline", sent: 0 };
  } finally {
    clearTimeout(timer);
  }
}
