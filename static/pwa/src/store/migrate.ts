/** Brings an outbox that an app before PINs wrote in clear into its sealed form, in place; nothing unsent is lost. */
import type { Op } from "../domain/ops";
import { newCacheName } from "./cache-schema";
import { getMark, type OutboxRead, type OutboxWrite, setMark } from "./durable";
import type { Grant, KeptGrant } from "./outbox-schema";
import { sealClear, sealGrant } from "./sealed-work";
import { NO_WAIT, peopleOf, type Person } from "./vault/people";

/** What still lies in clear. */
type Clear = {
  readonly ops: readonly { readonly store: "outbox" | "archive"; readonly op: Pick<Op, "id" | "body"> }[];
  readonly grants: readonly Grant[];
  readonly isOfBefore: boolean;
};

export async function findClear(tx: OutboxRead): Promise<Clear> {
  const queued = (await tx.objectStore("outbox").getAll()).filter(({ sealed }) => sealed !== 1);
  const archived = (await tx.objectStore("archive").getAll()).filter(({ sealed }) => sealed !== 1);
  const grants = (await tx.objectStore("grants").getAll()).filter((grant): grant is Grant => !("sealed" in grant));
  return {
    ops: [
      ...queued.map((op) => ({ store: "outbox" as const, op })),
      ...archived.map((op) => ({ store: "archive" as const, op })),
    ],
    grants,
    isOfBefore: (await getMark(tx, "currentGrant")) !== undefined,
  };
}

export async function sealFound(key: CryptoKey, { ops, grants }: Clear) {
  return {
    ops: await Promise.all(ops.map(async ({ store, op }) => ({ store, id: op.id, parts: await sealClear(key, op) }))),
    grants: await Promise.all(grants.map((grant) => sealGrant(key, grant))),
  };
}

export async function putSealed(tx: OutboxWrite, found: Awaited<ReturnType<typeof sealFound>>): Promise<void> {
  for (const { store, id, parts } of found.ops) {
    if (store === "outbox") {
      const op = await tx.objectStore("outbox").get(id);
      if (op !== undefined && op.sealed !== 1) await tx.objectStore("outbox").put({ ...op, ...parts });
    } else {
      const op = await tx.objectStore("archive").get(id);
      if (op !== undefined && op.sealed !== 1) await tx.objectStore("archive").put({ ...op, ...parts });
    }
  }
  for (const kept of found.grants) await tx.objectStore("grants").put(kept);
  await nameThePerson(tx);
}

export const newPerson = (kept: KeptGrant): Person => ({
  id: kept.user,
  grant: kept.id,
  cache: newCacheName(),
  lock: "new",
  failures: 0,
  wait: NO_WAIT,
  isWiped: false,
  askedIn: 0,
  isDue: false,
});

/** Whoever used the phone then chooses a PIN next. */
async function nameThePerson(tx: OutboxWrite): Promise<void> {
  const current = await getMark(tx, "currentGrant");
  const kept = current === undefined ? undefined : await tx.objectStore("grants").get(current);
  if (kept !== undefined && "sealed" in kept && (await peopleOf(tx)).length === 0) {
    const isWiped = (await getMark(tx, "wiped")) === true;
    await setMark(tx, "people", [{ ...newPerson(kept), isWiped }]);
  }
  await tx.objectStore("marks").delete("currentGrant");
}

