/** The server's addresses as functions (protocol §5, §12); what an answer means is not decided here. */
import type { CourierIn, EnrolIn, SyncIn } from "../domain/wire";
import { type HttpReply, send } from "./http";
import { upload, type UploadPart, uploadedSoFar, type UploadReply } from "./upload";

/** A sync carries up to 64 KiB over links of a few KB/s. */
const SYNC_TIMEOUT_MS = 90_000;
const PLAIN_TIMEOUT_MS = 45_000;

export type Api = {
  /** *token*: one of this phone's own, which shows that it is the one it names; null for a phone that has none. */
  enrol(body: EnrolIn, token: string | null): Promise<HttpReply>;
  bundle(token: string, etag: string | null): Promise<HttpReply>;
  sync(token: string, body: SyncIn): Promise<HttpReply>;
  refreshGrant(token: string): Promise<HttpReply>;
  importParcels(token: string, body: CourierIn): Promise<HttpReply>;
  uploadedSoFar(token: string, sha256: string): Promise<UploadReply>;
  upload(token: string, sha256: string, part: UploadPart): Promise<UploadReply>;
};

export const api: Api = {
  uploadedSoFar,
  upload,
  enrol: (body, token) =>
    send({
      method: "POST",
      path: "/api/v1/enrol",
      body,
      ...(token === null ? {} : { token }),
      timeoutMs: PLAIN_TIMEOUT_MS,
    }),
  bundle: (token, etag) => send({ method: "GET", path: "/api/v1/bundle", token, etag, timeoutMs: PLAIN_TIMEOUT_MS }),
  sync: (token, body) => send({ method: "POST", path: "/api/v1/sync", token, body, timeoutMs: SYNC_TIMEOUT_MS }),
  importParcels: (token, body) =>
    send({ method: "POST", path: "/api/v1/import", token, body, plain: true, timeoutMs: SYNC_TIMEOUT_MS }),
  refreshGrant: (token) =>
    send({ method: "POST", path: "/api/v1/grants/refresh", token, body: {}, timeoutMs: PLAIN_TIMEOUT_MS }),
};
