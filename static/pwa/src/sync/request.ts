/** Puts a batch on the wire (protocol §5). Pure. */
import { decodeBody, type QueuedOp } from "../domain/ops";
import type { ClockIn, OperationList, ReportIn, SyncIn } from "../domain/wire";
import type { Batch } from "../store/batch";

export const PROTOCOL = 1;
/** Uncompressed JSON of rows in one answer. */
const MAX_PAGE_BYTES = 65_536;
/** Nobody is in who could read them. */
const NO_PAGE_BYTES = 1;
const FIELDS = ["id", "kind", "record", "prev", "grant", "n", "at", "body"] as const;

/** `evicted`: unsent changes that the browser cleared and the server has not heard of. */
export type Report = Required<Pick<ReportIn, "storage" | "free" | "evicted">>;

function opOnWire(op: QueuedOp, grants: readonly string[]): OperationList {
  return [op.id, op.kind, op.record, op.prev, grants.indexOf(op.grant), op.n, op.at, decodeBody(op.body)];
}

/** Columns and rows of *ops*; the grant column counts into *grants*. */
export function opsOnWire(ops: readonly QueuedOp[], grants: readonly string[]): Required<Pick<SyncIn, "fields" | "ops">> {
  return { fields: FIELDS, ops: ops.map((op) => opOnWire(op, grants)) };
}

/** Wall clock in milliseconds; offset in milliseconds and its age in seconds, both null before the first contact. */
export function clockOnWire(clock: Batch["clock"], now: number): ClockIn {
  if (clock === null) return { wall: now, offset: null, age: null };
  return { wall: now, offset: clock.offset, age: Math.max(0, Math.round((now - clock.measuredAt) / 1000)) };
}

export function syncBody(batch: Batch, cursor: string | null, now: number, app: string, report: Report): SyncIn {
  return {
    protocol: PROTOCOL,
    app,
    schema: batch.schema,
    device: batch.device,
    attempt: batch.attempt,
    cursor,
    ack: batch.ack,
    clock: clockOnWire(batch.clock, now),
    report: { unsent: batch.unsent, oldest: batch.oldestAt, ...report },
    grants: batch.grantIds,
    max_bytes: batch.reader === null ? NO_PAGE_BYTES : MAX_PAGE_BYTES,
    offer: batch.offer,
    ...opsOnWire(batch.ops, batch.grantIds),
  };
}
