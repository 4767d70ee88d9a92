/** What the next sync request carries: a new attempt number and the oldest unsent ops, read in one transaction. */
import { type QueuedOp, SCHEMA, schemaOf } from "../domain/ops";
import { getMark, type OutboxRead, type OutboxWrite, setMark } from "./durable";
import type { Grant, KeptGrant, KeptQueued, Marks } from "./outbox-schema";
import { bearerOf, type Person, peopleOf, putPerson } from "./vault/people";

export type BatchLimits = {
  /** 0 asks for an empty sync. */
  readonly maxOps: number;
  /** Bytes of uncompressed bodies; one op always goes. */
  readonly maxBytes: number;
  readonly maxOffer: number;
};

/** What one transaction reads of it: sealed. */
export type KeptBatch = Omit<Batch, "grant" | "ops" | "reader" | "cursor"> & {
  readonly person: Person;
  readonly kept: KeptGrant | Grant;
  readonly ops: readonly KeptQueued[];
};

export type Batch = {
  readonly attempt: number;
  readonly device: string;
  /** Whose word the request is. */
  readonly grant: Grant;
  /** The session whose rows may come with the answer; null when nobody is in, and only work goes. */
  readonly reader: number | null;
  /** Of whose word it is. */
  readonly cursor: string | null;
  readonly grantIds: readonly string[];
  readonly ops: readonly QueuedOp[];
  /** Of all of its ops; this app's own when there are none. */
  readonly schema: number;
  readonly offer: readonly string[];
  readonly ack: string | null;
  readonly clock: Marks["clock"] | null;
  readonly unsent: number;
  readonly oldestAt: number | null;
};

const DAY_MS = 24 * 3600 * 1000;
/** Roughly what an op weighs beside its body. */
const OP_OVERHEAD_BYTES = 150;

const isDueAgain = (op: QueuedOp, now: number, app: string): boolean =>
  op.suspect !== null && (op.suspect.app !== app || now - op.suspect.at >= DAY_MS);

/** Oldest first, all of one schema; suspects only when nothing else waits, and then alone. */
export function chooseOps<Known extends QueuedOp>(
  queued: readonly Known[],
  limits: BatchLimits,
  now: number,
  app: string,
): Known[] {
  if (limits.maxOps === 0) return [];
  const chosen: Known[] = [];
  let bytes = 0;
  for (const op of queued) {
    if (op.suspect !== null) continue;
    if (chosen[0] !== undefined && schemaOf(op) !== schemaOf(chosen[0])) break;
    bytes += op.body.length + OP_OVERHEAD_BYTES;
    if (chosen.length >= limits.maxOps || (chosen.length > 0 && bytes > limits.maxBytes)) break;
    chosen.push(op);
  }
  if (chosen.length > 0) return chosen;
  return queued.filter((op) => isDueAgain(op, now, app)).slice(0, 1);
}

/** Undefined when nobody is enrolled. *me*: who is in. Every call counts as a new attempt. */
export async function takeBatch(
  tx: OutboxWrite,
  me: string | null,
  limits: BatchLimits,
  now: number,
  app: string,
): Promise<KeptBatch | undefined> {
  const people = await peopleOf(tx);
  const due = people.find(({ isDue, isWiped }) => isDue && !isWiped);
  const person = due ?? people.find(({ id }) => id === me) ?? bearerOf(people);
  const kept = person === undefined ? undefined : await tx.objectStore("grants").get(person.grant);
  const device = await getMark(tx, "device");
  if (person === undefined || kept === undefined || device === undefined) return undefined;
  const attempt = ((await getMark(tx, "attempt")) ?? 0) + 1;
  await setMark(tx, "attempt", attempt);
  await putPerson(tx, { ...person, askedIn: attempt, isDue: false });
  const queued = await tx.objectStore("outbox").index("n").getAll();
  const ops = chooseOps(queued, limits, now, app);
  return {
    attempt,
    device,
    person,
    kept,
    grantIds: [...new Set(ops.map((op) => op.grant))],
    ops,
    schema: ops[0] === undefined ? SCHEMA : schemaOf(ops[0]),
    offer: ((await getMark(tx, "offerDue")) ?? []).slice(0, limits.maxOffer),
    ack: (await getMark(tx, "ack")) ?? null,
    clock: (await getMark(tx, "clock")) ?? null,
    unsent: queued.length,
    oldestAt: queued[0]?.at ?? null,
  };
}

/** One more time that *id* failed alone; the third makes it suspect. */
export async function strike(tx: OutboxWrite, id: string, now: number, app: string): Promise<void> {
  const op = await tx.objectStore("outbox").get(id);
  if (op === undefined) return;
  const strikes = op.strikes + 1;
  await tx.objectStore("outbox").put({ ...op, strikes, suspect: strikes >= 3 ? { at: now, app } : null });
}

export type QueueFacts = {
  /** Ops that may go now. */
  readonly left: number;
  readonly unsent: number;
  readonly offersLeft: number;
  /** Somebody's permission ended, and others here have not been asked since. */
  readonly isSomebodyDue: boolean;
  /** Records that unsent ops touch or name. */
  readonly spokenOf: ReadonlySet<string>;
};

export async function queueFacts(tx: OutboxRead): Promise<QueueFacts> {
  const queued = await tx.objectStore("outbox").index("n").getAll();
  const offers = (await getMark(tx, "offerDue")) ?? [];
  const named = queued.flatMap((op) => op.names ?? []);
  return {
    left: queued.filter((op) => op.suspect === null).length,
    unsent: queued.length,
    offersLeft: offers.length,
    isSomebodyDue: (await peopleOf(tx)).some(({ isDue, isWiped }) => isDue && !isWiped),
    spokenOf: new Set([...queued.map((op) => op.target), ...named]),
  };
}
