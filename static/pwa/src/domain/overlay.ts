/**
 * Lays this phone's own unsettled ops over the cached rows, so that unsent work shows at once. Pure: the same fold as
 * the server's, without its judgement (protocol §8).
 */
import type { Body } from "./ops";
import { type Fields, numberOf, type Row, textOf } from "./rows";
import type { OpOutcome } from "./words";

export type KnownOp = {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly creates: boolean;
  readonly n: number;
  readonly at: number;
  readonly author: string | null;
  readonly body: Body;
  readonly status: "pending" | "suspect" | OpOutcome;
  readonly reason: string | null;
  /** The attempt that settled it; null while unsent. */
  readonly attempt: number | null;
};

export type Folded = {
  readonly id: string;
  /** household, assist, consent, class_session, … */
  readonly kind: string;
  readonly fields: Fields;
  readonly onServer: boolean;
  /** What the next op on this record names as its `prev`. */
  readonly head: string | null;
  readonly unsent: boolean;
  readonly suspect: boolean;
  readonly held: boolean;
  /** Reason of a rejected or conflicting op that nothing newer answers; of a held one while it waits. */
  readonly trouble: string | null;
  /** Rejected or conflicting: somebody must look. */
  readonly needsCare: boolean;
  readonly touchedAt: number;
};

export type Folding = ReadonlyMap<string, Folded>;

const FIRST_STATE: Readonly<Record<string, string>> = {
  household: "active",
  assist: "submitted",
  consent: "given",
  class_session: "held",
  feedback: "open",
  village_survey: "recorded",
  task: "open",
  acknowledgement: "done",
};

/** What was read or done is a small record of its own beside the notice or task that it names. */
const ABOUT: Readonly<Record<string, string>> = { "notice.read": "notice", "task.done": "task" };

const recordKind = (opKind: string): string => (opKind in ABOUT ? "acknowledgement" : (opKind.split(".")[0] ?? ""));
const verb = (opKind: string): string => opKind.split(".")[1] ?? "";

/** The latest moment that a row tells of, in milliseconds. */
function touchedByRow(fields: Fields): number {
  const moments = ["logged_at", "created_at", "reviewed_at", "raised_at", "answered_at", "at"] as const;
  return Math.max(...moments.map((name) => numberOf(fields, name) ?? 0));
}

/** A row is never changed in place: read again, it folds to the very same record, which whoever shows it can tell. */
const folded = new WeakMap<Row, Folded>();

function fromRow(row: Row): Folded {
  const known = folded.get(row);
  if (known !== undefined) return known;
  const made = madeFrom(row);
  folded.set(row, made);
  return made;
}

function madeFrom(row: Row): Folded {
  return {
    id: row.id,
    kind: row.kind,
    fields: row.fields,
    onServer: true,
    head: textOf(row.fields, "head_op"),
    unsent: false,
    suspect: false,
    held: false,
    trouble: null,
    needsCare: false,
    touchedAt: touchedByRow(row.fields),
  };
}

/** Fields of a record that so far exists only as *op*. */
function fromOp(op: KnownOp): Folded {
  const kind = recordKind(op.kind);
  const made = { state: FIRST_STATE[kind] ?? "", author: op.author, logged_at: op.at, at: op.at };
  return {
    ...fromRow({ id: op.id, kind, fields: { ...op.body, ...made }, attempt: 0 }),
    // The rows may have been dropped (a full disk, another server): what was taken in is there all the same.
    onServer: op.status === "applied",
    touchedAt: op.at,
  };
}

function stateAfter(op: KnownOp, state: string | null): string | null {
  if (verb(op.kind) === "withdraw") return "withdrawn";
  return op.kind === "assist.amend" && state === "returned" ? "submitted" : state;
}

/** Marks that *op* leaves whatever it says: what waits, what troubles, what comes next. */
function marked(record: Folded, op: KnownOp): Folded {
  const touchedAt = Math.max(record.touchedAt, op.at);
  if (op.status === "rejected" || op.status === "conflict") {
    return { ...record, trouble: op.reason ?? op.status, needsCare: true, touchedAt };
  }
  // A newer op answers an older trouble; if it fails too, that is a trouble of its own.
  const answered = { ...record, head: op.id, needsCare: false, trouble: null, touchedAt };
  if (op.status === "suspect") return { ...answered, suspect: true, unsent: true, trouble: "suspect" };
  if (op.status === "pending") return { ...answered, unsent: true };
  if (op.status === "held") return { ...answered, held: true, trouble: op.reason };
  return answered;
}

/** Absent = unchanged, null = cleared; a reason belongs to "not possible" alone. */
function patchedFields(fields: Fields, op: KnownOp): Fields {
  if (verb(op.kind) === "withdraw") return fields;
  const patched = { ...fields, ...op.body };
  const hasReason = op.kind !== "assist.amend" || patched.outcome === "not_possible";
  return hasReason ? patched : { ...patched, reason: null };
}

function laidOver(record: Folded | undefined, op: KnownOp): Folded | undefined {
  if (op.creates && record !== undefined) return { ...marked(record, op), head: record.head };
  if (op.creates) return marked(fromOp(op), op);
  if (record === undefined) return undefined;
  const refused = op.status === "rejected" || op.status === "conflict";
  // Taking back what the server never accepted needs no acceptance.
  const takesBack = verb(op.kind) === "withdraw" && !record.onServer;
  if (refused && !takesBack) return marked(record, op);
  const state = stateAfter(op, textOf(record.fields, "state"));
  const patched = { ...record, fields: { ...patchedFields(record.fields, op), state } };
  return refused ? { ...patched, needsCare: false, trouble: null } : marked(patched, op);
}

/** The household's own consent column follows the consent records. */
function consentReached(records: Map<string, Folded>, op: KnownOp): void {
  if (recordKind(op.kind) !== "consent" || op.status === "rejected" || op.status === "conflict") return;
  const named = op.body.household ?? records.get(op.target)?.fields.household;
  const household = typeof named === "string" ? records.get(named) : undefined;
  if (household === undefined) return;
  const consent = verb(op.kind) === "withdraw" ? "withdrawn" : "given";
  records.set(household.id, { ...household, fields: { ...household.fields, consent } });
}

/** Read or done, as the server folds it into what it is about: the first "done" counts. */
function acknowledged(records: Map<string, Folded>, op: KnownOp): void {
  const named = op.body[ABOUT[op.kind] ?? ""];
  const about = typeof named === "string" ? records.get(named) : undefined;
  if (about === undefined || op.status === "rejected" || op.status === "conflict") return;
  const { fields } = about;
  if (op.kind === "notice.read") {
    const readers = Array.isArray(fields.readers) ? fields.readers : [];
    records.set(about.id, { ...about, fields: { ...fields, readers: [...readers, op.author] } });
  } else if (fields.state === "open") {
    const done = { state: "done", done_by: op.author, done_at: op.at, done_text: op.body.text ?? null };
    records.set(about.id, { ...about, fields: { ...fields, ...done }, unsent: about.unsent || op.attempt === null });
  }
}

/** Every record this phone knows, by id. *ops* in any order; rows that already include an op are left alone. */
export function overlay(rows: Iterable<Row>, ops: readonly KnownOp[]): Folding {
  const records = new Map<string, Folded>();
  const seenAt = new Map<string, number>();
  for (const row of rows) {
    records.set(row.id, fromRow(row));
    seenAt.set(row.id, row.attempt);
  }
  for (const op of [...ops].sort((a, b) => a.n - b.n)) {
    if (op.status === "applied" && (seenAt.get(op.target) ?? -1) >= (op.attempt ?? 0)) continue;
    const record = laidOver(records.get(op.target), op);
    if (record !== undefined) records.set(op.target, record);
    consentReached(records, op);
    if (op.kind in ABOUT) acknowledged(records, op);
  }
  return records;
}

/** Finds the household that stands for *id* now: merged ones by their row, replaced ones by the op that says so. */
export function followAliases(records: Folding): (id: string) => string {
  const next = new Map<string, string>();
  for (const record of records.values()) {
    const winner = textOf(record.fields, "merged_into");
    if (winner !== null) next.set(record.id, winner);
    const replaced = textOf(record.fields, "replaces");
    if (replaced !== null) next.set(replaced, record.id);
  }
  return (id) => {
    let found = id;
    for (let steps = 0; steps < 10; steps += 1) {
      const winner = next.get(found);
      if (winner === undefined) break;
      found = winner;
    }
    return found;
  };
}
