/** Where lessons come from: the same for everybody, so no token. */
import { type HttpReply, send } from "./http";

const TIMEOUT_MS = 45_000;

export function fetchLessons(language: string, etag: string | null): Promise<HttpReply> {
  return send({ method: "GET", path: `/api/v1/lessons/${language}`, etag, timeoutMs: TIMEOUT_MS });
}
