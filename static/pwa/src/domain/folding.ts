/**
 * Every record that this phone knows, in two layers: what the rows say, folded once for as long as they are the same,
 * and over it what this phone's own ops changed. A save touches a handful of ten thousand records; with the layers
 * apart only those are looked at again. Pure.
 */
import { type Fields, numberOf, type Row, textOf } from "./rows";

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

type Known = { readonly record: Folded; readonly attempt: number };

/** What the rows alone say. */
export type Base = {
  readonly byId: ReadonlyMap<string, Known>;
  readonly byKind: ReadonlyMap<string, readonly Folded[]>;
};

export type Folding = {
  readonly base: Base;
  /** Records that own ops changed or made, by id. */
  readonly over: ReadonlyMap<string, Folded>;
  get(id: string): Folded | undefined;
  ofKind(kind: string): readonly Folded[];
};

/** The latest moment that a row tells of, in milliseconds. */
function touchedByRow(fields: Fields): number {
  const at = numberOf(fields, "at") ?? 0;
  const created = Math.max(numberOf(fields, "logged_at") ?? 0, numberOf(fields, "created_at") ?? 0);
  const answered = Math.max(numberOf(fields, "reviewed_at") ?? 0, numberOf(fields, "answered_at") ?? 0);
  return Math.max(at, created, answered, numberOf(fields, "raised_at") ?? 0);
}

/** A row is never changed in place: read again, it folds to the very same record, which whoever shows it can tell. */
const folded = new WeakMap<Row, Folded>();

export function fromRow(row: Row): Folded {
  const known = folded.get(row);
  if (known !== undefined) return known;
  const made = {
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
  folded.set(row, made);
  return made;
}

const bases = new WeakMap<readonly Row[], Base>();

export function baseOf(rows: readonly Row[]): Base {
  const known = bases.get(rows);
  if (known !== undefined) return known;
  const byId = new Map<string, Known>();
  for (const row of rows) byId.set(row.id, { record: fromRow(row), attempt: row.attempt });
  const byKind = new Map<string, Folded[]>();
  for (const { record } of byId.values()) {
    const those = byKind.get(record.kind);
    if (those === undefined) byKind.set(record.kind, [record]);
    else those.push(record);
  }
  const base = { byId, byKind };
  bases.set(rows, base);
  return base;
}

export function foldingOf(base: Base, over: ReadonlyMap<string, Folded>): Folding {
  return {
    base,
    over,
    get: (id) => over.get(id) ?? base.byId.get(id)?.record,
    ofKind(kind) {
      const below = base.byKind.get(kind) ?? [];
      const above = [...over.values()].filter((record) => record.kind === kind);
      return above.length === 0 ? below : [...below.filter(({ id }) => !over.has(id)), ...above];
    },
  };
}

export const NO_RECORDS: Folding = foldingOf(baseOf([]), new Map());

type Resolve = (id: string) => string;

function aliasesOf(households: Iterable<Folded>): Map<string, string> {
  const next = new Map<string, string>();
  for (const { id, fields } of households) {
    const winner = textOf(fields, "merged_into");
    if (winner !== null) next.set(id, winner);
    const replaced = textOf(fields, "replaces");
    if (replaced !== null) next.set(replaced, id);
  }
  return next;
}

function follow(next: ReadonlyMap<string, string>): Resolve {
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

const below = new WeakMap<Base, Resolve>();

/** As the rows alone have it. */
export function followInRows(base: Base): Resolve {
  const known = below.get(base) ?? follow(aliasesOf(base.byKind.get("household") ?? []));
  below.set(base, known);
  return known;
}

/** Own work has joined households, or stands for refused ones, otherwise than the rows say. */
export function movesHouseholds({ over }: Folding): boolean {
  return aliasesOf([...over.values()].filter(({ kind }) => kind === "household")).size > 0;
}

/** Finds the household that stands for *id* now: merged ones by their row, replaced ones by the op that says so. */
export function followAliases(records: Folding): Resolve {
  return movesHouseholds(records) ? follow(aliasesOf(records.ofKind("household"))) : followInRows(records.base);
}
