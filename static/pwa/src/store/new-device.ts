/** This phone's storage was copied to another one: the server tells the two apart by giving this one a new name. */
import { type OutboxWrite, setMark } from "./durable";
import type { KeptGrant } from "./outbox-schema";
import { peopleOf } from "./vault/people";

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

/** The same, sealed for the disk; grants that this phone does not know are left out. */
export type RenamedDevice = {
  readonly device: string;
  readonly grants: readonly { readonly old: string; readonly kept: KeptGrant }[];
};

/** Old grants stay: ops already written name them, and the server takes them from the new device, too. */
export async function becomeDevice(tx: OutboxWrite, { device, grants }: RenamedDevice): Promise<void> {
  const renamed = new Map(grants.map(({ old, kept }) => [old, kept.id]));
  for (const { old, kept } of grants) {
    if ((await tx.objectStore("grants").getKey(old)) !== undefined) await tx.objectStore("grants").put(kept);
  }
  const people = await peopleOf(tx);
  await setMark(
    tx,
    "people",
    people.map((person) => ({ ...person, grant: renamed.get(person.grant) ?? person.grant })),
  );
  await setMark(tx, "device", device);
}
