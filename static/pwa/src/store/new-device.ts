/** This phone's storage was copied to another one: the server tells the two apart by giving this one a new name. */
import { getMark, type OutboxWrite, setMark } from "./durable";

export type NewDevice = {
  readonly device: string;
  readonly grants: readonly {
    readonly old: string;
    readonly id: string;
    readonly token: string;
    readonly seal: string;
    readonly expiresAt: string;
  }[];
};

/** Old grants stay: ops already written name them, and the server takes them from the new device, too. */
export async function becomeDevice(tx: OutboxWrite, { device, grants }: NewDevice): Promise<void> {
  const current = await getMark(tx, "currentGrant");
  for (const { old, ...fresh } of grants) {
    const before = await tx.objectStore("grants").get(old);
    if (before === undefined) continue;
    await tx.objectStore("grants").put({ ...before, ...fresh });
    if (current === old) await setMark(tx, "currentGrant", fresh.id);
  }
  await setMark(tx, "device", device);
}
