/**
 * Lays this phone's own unsettled ops over the cached rows, so that unsent work shows at once. Pure: the same fold as
 * the server's, without its judgement (protocol §8).
 */
import type { Body } from "./ops";
import { baseOf, type Folded, type Folding, foldingOf, fromRow } from "./folding";
import { type Fields, type Row, textOf } from "./rows";
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
function consentReached(records: Layer, op: KnownOp): void {
  if (recordKind(op.kind) !== "consent" || op.status === "rejected" || op.status === "conflict") return;
  const named = op.body.household ?? records.get(op.target)?.fields.household;
  const household = typeof named === "string" ? records.get(named) : undefined;
  if (household === undefined) return;
  const consent = verb(op.kind) === "withdraw" ? "withdrawn" : "given";
  records.set(household.id, { ...household, fields: { ...household.fields, consent } });
}

/** Read or done, as the server folds it into what it is about: the first "done" counts. */
function acknowledged(records: Layer, op: KnownOp): void {
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

/** A record as it was, and a place for what comes over it. */
type Layer = { get(id: string): Folded | undefined; set(id: string, record: Folded): void };

/** Every record this phone knows. *ops* in any order; rows that already include an op are left alone. */
export function overlay(rows: readonly Row[], ops: readonly KnownOp[]): Folding {
  const base = baseOf(rows);
  const over = new Map<string, Folded>();
  const records: Layer = {
    get: (id) => over.get(id) ?? base.byId.get(id)?.record,
    set: (id, record) => void over.set(id, record),
  };
  for (const op of [...ops].sort((a, b) => a.n - b.n)) {
    if (op.status === "applied" && (base.byId.get(op.target)?.attempt ?? -1) >= (op.attempt ?? 0)) continue;
    const record = laidOver(records.get(op.target), op);
    if (record !== undefined) records.set(op.target, record);
    consentReached(records, op);
    if (op.kind in ABOUT) acknowledged(records, op);
  }
  return foldingOf(base, over);
}
