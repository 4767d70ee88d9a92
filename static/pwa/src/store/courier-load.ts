/** What would go into a courier file: every unsent op, grant by grant, oldest first. Reads only. */
import type { QueuedOp } from "../domain/ops";
import { getMark, type OutboxRead } from "./durable";
import type { Grant, KeptGrant, KeptQueued, Marks } from "./outbox-schema";

export type CourierLoad = {
  readonly device: string;
  readonly clock: Marks["clock"] | null;
  readonly loads: readonly { readonly grant: Grant; readonly ops: readonly QueuedOp[] }[];
};

/** The same as it lies on the disk: sealed. */
export type KeptCourierLoad = Pick<CourierLoad, "device" | "clock"> & {
  readonly loads: readonly { readonly grant: KeptGrant | Grant; readonly ops: readonly KeptQueued[] }[];
};

export async function readCourierLoad(tx: OutboxRead): Promise<KeptCourierLoad | undefined> {
  const device = await getMark(tx, "device");
  if (device === undefined) return undefined;
  const queued = await tx.objectStore("outbox").index("n").getAll();
  const grants = await tx.objectStore("grants").getAll();
  const loads = grants
    .map((grant) => ({ grant, ops: queued.filter((op) => op.grant === grant.id) }))
    .filter(({ ops }) => ops.length > 0);
  return { device, clock: (await getMark(tx, "clock")) ?? null, loads };
}
