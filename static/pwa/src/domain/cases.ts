/** What the server did not simply take, one case an op: why, about what, and what a person can do about it. Pure. */
import type { Body } from "./ops";
import { type Folding, followAliases } from "./folding";
import type { KnownOp } from "./overlay";
import { textOf } from "./rows";

export type CaseStatus = "rejected" | "conflict" | "held" | "suspect";

/** One thing on which two people wrote differently; values as they stand on the wire. */
export type Difference = { readonly name: string; readonly mine: unknown; readonly theirs: unknown };

/** Where a mistake is put right: the sheet of this record; of a survey, the sheet of its village. */
export type Remedy = {
  readonly sheet: "assist" | "household" | "consent" | "class_session" | "feedback" | "village_survey";
  readonly id: string;
};

export type Case = {
  readonly op: string;
  /** What a person reads out to the commune: the beginning of the op's id. */
  readonly code: string;
  readonly status: CaseStatus;
  readonly reason: string | null;
  readonly kind: string;
  readonly record: string;
  readonly at: number;
  readonly author: string | null;
  /** Alias resolved; null when the case is about no household. */
  readonly household: string | null;
  readonly topic: string | null;
  readonly remedy: Remedy | null;
  /** Conflicts only: what differs between this phone's change and what the server has. */
  readonly differences: readonly Difference[];
  /** A conflict whose own side may still be written over the other. */
  readonly canInsist: boolean;
  /** "drop" forgets a change that never took effect; "withdraw" is said to the server; null: nothing to take back. */
  readonly takeBack: "drop" | "withdraw" | null;
};

const CODE_LENGTH = 8;
const STATUSES: readonly string[] = ["rejected", "conflict", "held", "suspect"] satisfies CaseStatus[];
/** Columns that say nothing to compare. */
const SILENT = new Set(["settles", "replaces"]);
/** What the writer cannot mend by writing it otherwise. */
const BEYOND_MENDING = new Set([
  "state",
  "foreign_grant",
  "id_reused",
  "grant_unknown",
  "grant_revoked",
  "grant_expired",
  "schema_newer",
  "kind_unknown",
  "server_error",
  "parent_unknown",
  "place_divided",
]);

/** In which states the team may still write a record; kinds not named here may always be written. */
const OPEN_STATES: Readonly<Record<string, readonly string[]>> = {
  assist: ["submitted", "returned"],
  class_session: ["held"],
  feedback: ["open"],
};
const WITHDRAWABLE: readonly string[] = ["household", "consent", "assist", "class_session", "feedback", "task"];

const isCase = (status: KnownOp["status"]): status is CaseStatus => STATUSES.includes(status);
const nounOf = (kind: string): string => kind.split(".")[0] ?? "";
const verbOf = (kind: string): string => kind.split(".")[1] ?? "";
const named = (body: Body, name: string): string | null => {
  const value = body[name];
  return typeof value === "string" && value !== "" ? value : null;
};

function differencesOf(op: KnownOp, records: Folding): readonly Difference[] {
  if (op.status !== "conflict") return [];
  const fields = records.get(op.target)?.fields ?? {};
  if (verbOf(op.kind) === "withdraw") return [{ name: "state", mine: "withdrawn", theirs: fields.state ?? null }];
  return Object.entries(op.body)
    .filter(([name, mine]) => !SILENT.has(name) && (fields[name] ?? null) !== mine)
    .map(([name, mine]) => ({ name, mine, theirs: fields[name] ?? null }));
}

const mayBeWritten = (op: KnownOp, records: Folding): boolean => {
  const state = textOf(records.get(op.target)?.fields ?? {}, "state");
  const open = OPEN_STATES[nounOf(op.kind)];
  return open === undefined ? state !== "merged" : open.includes(state ?? "");
};

/** The household of *op* was refused itself: mending it lets this one through. */
function refusedHousehold(household: string | null, records: Folding): boolean {
  const home = household === null ? undefined : records.get(household);
  return home !== undefined && !home.onServer && home.needsCare;
}

function remedyOf(op: KnownOp, household: string | null, records: Folding): Remedy | null {
  if (op.reason === "parent_rejected" && household !== null && refusedHousehold(household, records)) {
    return { sheet: "household", id: household };
  }
  const isRefused = op.status === "rejected" || op.status === "conflict";
  if (!isRefused || verbOf(op.kind) === "withdraw" || BEYOND_MENDING.has(op.reason ?? "")) return null;
  if (!op.creates && !mayBeWritten(op, records)) return null;
  if (op.kind.startsWith("household.")) return { sheet: "household", id: op.target };
  if (op.kind.startsWith("consent.")) return household === null ? null : { sheet: "consent", id: household };
  if (op.kind.startsWith("village_survey.")) {
    const village = named(op.body, "village");
    return village === null ? null : { sheet: "village_survey", id: village };
  }
  const sheet = (["assist", "class_session", "feedback"] as const).find((name) => name === nounOf(op.kind));
  return sheet !== undefined && records.get(op.target) !== undefined ? { sheet, id: op.target } : null;
}

function takeBackOf(op: KnownOp): Case["takeBack"] {
  if (op.status === "rejected" || op.status === "conflict") return "drop";
  return op.creates && WITHDRAWABLE.includes(nounOf(op.kind)) ? "withdraw" : null;
}

function caseOf(op: KnownOp, status: CaseStatus, records: Folding, resolve: (id: string) => string): Case {
  const fields = records.get(op.target)?.fields ?? {};
  const home = op.kind.startsWith("household.") ? op.target : (named(op.body, "household") ?? textOf(fields, "household"));
  const household = home === null ? null : resolve(home);
  return {
    op: op.id,
    code: op.id.slice(0, CODE_LENGTH),
    status,
    reason: op.reason,
    kind: op.kind,
    record: op.target,
    at: op.at,
    author: op.author,
    household,
    topic: named(op.body, "topic") ?? textOf(fields, "topic"),
    remedy: remedyOf(op, household, records),
    differences: differencesOf(op, records),
    canInsist: status === "conflict" && mayBeWritten(op, records),
    takeBack: takeBackOf(op),
  };
}

const ORDER: readonly CaseStatus[] = ["rejected", "conflict", "suspect", "held"];

/** *ops*: those of this phone that may be cases. What needs a person comes first, then the oldest. */
export function casesOf(records: Folding, ops: readonly KnownOp[]): Case[] {
  const resolve = followAliases(records);
  const isTakenBack = (op: KnownOp): boolean =>
    op.status === "held" && textOf(records.get(op.target)?.fields ?? {}, "state") === "withdrawn";
  return [...ops]
    .sort((a, b) => a.n - b.n)
    .flatMap((op) => (isCase(op.status) && !isTakenBack(op) ? [caseOf(op, op.status, records, resolve)] : []))
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}
