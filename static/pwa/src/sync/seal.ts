/** Makes parcels: ops of one grant, compressed and locked with its seal (AES-256-GCM); the server alone opens them. */
import { gzip } from "../api/gzip";
import { type Parcel, sealedFor } from "../domain/courier";
import { base64url, fromBase64url } from "../domain/ids";
import { type QueuedOp, SCHEMA, schemaOf } from "../domain/ops";
import type { CourierLoad } from "../store/courier-load";
import { clockOnWire, opsOnWire } from "./request";

const NONCE_BYTES = 12;
/** As many as one sync request takes, so that a parcel never meets a limit that a sync would not. */
const MOST_OPS = 100;
const MOST_BYTES = 60_000;

/** Runs of ops of one schema that each fit one request; one op always goes. */
export function inRuns(ops: readonly QueuedOp[]): QueuedOp[][] {
  const runs: QueuedOp[][] = [];
  let run: QueuedOp[] = [];
  let bytes = 0;
  for (const op of ops) {
    const isFull = run.length >= MOST_OPS || bytes + op.body.length > MOST_BYTES;
    if (run[0] !== undefined && (isFull || schemaOf(op) !== schemaOf(run[0]))) {
      runs.push(run);
      run = [];
      bytes = 0;
    }
    run.push(op);
    bytes += op.body.length;
  }
  return run.length > 0 ? [...runs, run] : runs;
}

type Content = { readonly grant: string; readonly device: string; readonly seal: string; readonly content: unknown };

export async function sealParcel({ grant, device, seal, content }: Content): Promise<Parcel> {
  const key = await crypto.subtle.importKey("raw", fromBase64url(seal), "AES-GCM", false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const encoder = new TextEncoder();
  const packed = await gzip(new Uint8Array(encoder.encode(JSON.stringify(content))));
  const additionalData = encoder.encode(sealedFor(grant, device));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, packed);
  return { v: 1, grant, device, nonce: base64url(nonce), data: base64url(new Uint8Array(data)) };
}

/** *now* by the phone's clock, in milliseconds. */
export async function sealLoad({ device, clock, loads }: CourierLoad, now: number): Promise<Parcel[]> {
  const parcels: Parcel[] = [];
  for (const { grant, ops } of loads) {
    for (const run of inRuns(ops)) {
      const schema = run[0] === undefined ? SCHEMA : schemaOf(run[0]);
      const content = { schema, clock: clockOnWire(clock, now), ...opsOnWire(run, [grant.id]) };
      parcels.push(await sealParcel({ grant: grant.id, device, seal: grant.seal, content }));
    }
  }
  return parcels;
}
