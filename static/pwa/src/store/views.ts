/** What sync and app read of the two databases, as the store hands it out: opened for who is in, counts for all. */
import type { ArchivedOp, QueuedOp } from "../domain/ops";
import type { Row } from "../domain/rows";
import type { Traffic } from "../domain/traffic";
import type { Bundle } from "./cache-schema";
import { getMark, type OutboxRead } from "./durable";
import type { Grant, KeptArchived, KeptGrant, KeptQueued, Marks } from "./outbox-schema";
import { ownerOf } from "./sealed-work";
import { type Person, peopleOf } from "./vault/people";

/** Somebody of this phone, as the page before the PIN shows them. */
export type PersonView = {
  readonly id: string;
  readonly name: string;
  /** Ops of theirs that are not sent. */
  readonly unsent: number;
  readonly lock: "pin" | "new" | "lost";
  readonly failures: number;
  readonly wait: Person["wait"];
};

/** True of everybody, whoever is in or nobody. */
export type PhoneView = {
  readonly people: readonly PersonView[];
  /** Null before the first enrolment. */
  readonly device: string | null;
  readonly wiped: boolean;
  readonly lastContactAt: number | null;
  readonly clock: Marks["clock"] | null;
  readonly unsent: number;
  readonly oldestUnsentAt: number | null;
  readonly traffic: Traffic | null;
};

/** Own ops only: another's work shows to who does it, and to everybody once it comes back as rows. */
export type OutboxView = PhoneView & {
  readonly queued: readonly QueuedOp[];
  /** Archived ops that the rows may not show: not applied, or applied after *since*. */
  readonly unsettled: readonly ArchivedOp[];
  /** Of who is in; none when nobody is. */
  readonly grants: readonly Grant[];
  readonly currentGrant: Grant | null;
};

export type CacheView = {
  readonly rows: readonly Row[];
  readonly completeAttempt: number;
  readonly bundle: Bundle | null;
  /** False: the visits are not among the rows yet. */
  readonly isWhole: boolean;
};

export const NO_CACHE: CacheView = { rows: [], completeAttempt: 0, bundle: null, isWhole: true };

/** Everything as it lies there, sealed. */
export type KeptView = {
  readonly people: readonly Person[];
  readonly queued: readonly KeptQueued[];
  readonly unsettled: readonly KeptArchived[];
  readonly grants: readonly (KeptGrant | Grant)[];
  readonly device: string | null;
  readonly wiped: boolean;
  readonly lastContactAt: number | null;
  readonly clock: Marks["clock"] | null;
  readonly traffic: Traffic | null;
};

export async function readKept(tx: OutboxRead, since: number): Promise<KeptView> {
  const archive = tx.objectStore("archive");
  const open = await archive.index("open").getAll(1);
  const recent = await archive.index("attempt").getAll(IDBKeyRange.lowerBound(since, true));
  return {
    people: await peopleOf(tx),
    queued: await tx.objectStore("outbox").index("n").getAll(),
    unsettled: [...new Map([...open, ...recent].map((op) => [op.id, op])).values()],
    grants: await tx.objectStore("grants").getAll(),
    device: (await getMark(tx, "device")) ?? null,
    wiped: (await getMark(tx, "wiped")) === true,
    lastContactAt: (await getMark(tx, "lastContactAt")) ?? null,
    clock: (await getMark(tx, "clock")) ?? null,
    traffic: (await getMark(tx, "traffic")) ?? null,
  };
}

/** *names*: by person. */
export function phoneView(kept: KeptView, names: ReadonlyMap<string, string>): PhoneView {
  const { people, queued, grants, device, wiped, lastContactAt, clock, traffic } = kept;
  const owners = new Map(grants.map((grant) => [grant.id, ownerOf(grant)]));
  return {
    people: people
      .filter(({ isWiped }) => !isWiped)
      .map(({ id, lock, failures, wait }) => ({
        id,
        name: names.get(id) ?? "",
        unsent: queued.filter((op) => owners.get(op.grant) === id).length,
        lock: typeof lock === "string" ? lock : "pin",
        failures,
        wait,
      })),
    device,
    wiped,
    lastContactAt,
    clock,
    unsent: queued.length,
    oldestUnsentAt: queued[0]?.at ?? null,
    traffic,
  };
}
