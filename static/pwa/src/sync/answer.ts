/**
 * Reads the answer to one sync request and refuses whatever does not fit it (protocol §5). Pure: knows neither
 * network nor store. Anything doubtful is a network failure: the ops stay queued and go again.
 */
import type { HttpReply } from "../api/http";
import type { Json } from "../domain/ops";
import type { Row } from "../domain/rows";
import type { NewDevice } from "../store/new-device";
import { isUnread, listOf, type Unread, unread } from "../domain/unread";
import type { ChangeOut, NewDeviceOut, NextOut, SplitGrantOut, SyncOut } from "../domain/wire";
import { isOpOutcome, type OpOutcome } from "../domain/words";

/** What the answer must fit. */
export type Asked = {
  readonly attempt: number;
  readonly opIds: readonly string[];
  readonly offered: readonly string[];
  readonly cursor: string | null;
};

export type Taken = {
  readonly id: string;
  readonly outcome: OpOutcome;
  readonly reason: string | null;
  readonly extra: Json;
};

export type Answer = {
  readonly attempt: number;
  /** Milliseconds, the server's clock. */
  readonly now: number;
  readonly taken: readonly Taken[];
  readonly outcomes: readonly { readonly id: string; readonly outcome: OpOutcome; readonly reason: string | null }[];
  readonly rows: readonly Omit<Row, "attempt">[];
  readonly gone: readonly string[];
  readonly erased: readonly string[];
  readonly missing: readonly string[];
  readonly ack: string | null;
  /** Log position of `ack`; null when the server does not say. */
  readonly at: number | null;
  /** Log position that every retained backup holds; 0 when none is proven. */
  readonly safe: number;
  readonly newDevice: NewDevice | null;
  readonly cursor: string | null;
  readonly more: boolean;
  readonly reset: boolean;
  readonly rebuild: boolean;
  readonly refresh: boolean;
  readonly wipe: boolean;
  readonly upgrade: boolean;
  readonly maxOps: number | null;
};

const texts = (value: unknown): string[] => listOf(value).filter((item): item is string => typeof item === "string");
const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const countOrNull = (value: unknown): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;

/** How many of our ops the answer says it processed: 0 when it says nothing. */
export function claimedProcessed(json: unknown): number {
  const { processed } = unread<SyncOut>(json);
  return typeof processed === "number" ? processed : 0;
}

function readTaken(json: Unread<SyncOut>, asked: Asked, processed: number): readonly Taken[] | undefined {
  const taken: Taken[] = asked.opIds
    .slice(0, processed)
    .map((id) => ({ id, outcome: "applied", reason: null, extra: null }));
  for (const exception of listOf(json.exceptions)) {
    const [index, outcome, reason, extra] = listOf(exception);
    const before = typeof index === "number" ? taken[index] : undefined;
    if (before === undefined || typeof index !== "number" || !isOpOutcome(outcome)) return undefined;
    taken[index] = { id: before.id, outcome, reason: textOrNull(reason), extra: (extra ?? null) as Json };
  }
  return taken;
}

function readOutcomes(json: Unread<SyncOut>): Answer["outcomes"] {
  return listOf(json.outcomes).flatMap((item) => {
    const [id, outcome, reason] = listOf(item);
    return typeof id === "string" && isOpOutcome(outcome) ? [{ id, outcome, reason: textOrNull(reason) }] : [];
  });
}

/** Columns are read by name and kept raw, known or not (protocol §13). */
function readRows(json: Unread<SyncOut>): Answer["rows"] {
  return listOf(json.changes).flatMap((change) => {
    if (!isUnread<ChangeOut>(change) || typeof change.kind !== "string") return [];
    const { kind } = change;
    const names = texts(change.fields);
    return listOf(change.rows).flatMap((values) => {
      const fields = Object.fromEntries(names.map((name, index) => [name, listOf(values)[index] ?? null]));
      return typeof fields.id === "string" ? [{ id: fields.id, kind, fields }] : [];
    });
  });
}

/** Null when there is none, or when it is not whole: half a new name is worse than the old one. */
function readNewDevice(value: unknown): NewDevice | null {
  if (!isUnread<NewDeviceOut>(value) || typeof value.device !== "string") return null;
  const grants = listOf(value.grants).map((item) => {
    const { old, id, token, seal, expires_at: expiresAt } = unread<SplitGrantOut>(item);
    const isWhole = [old, id, token, seal, expiresAt].every((part) => typeof part === "string" && part !== "");
    return isWhole ? ({ old, id, token, seal, expiresAt } as NewDevice["grants"][number]) : undefined;
  });
  const whole = grants.filter((grant) => grant !== undefined);
  return whole.length === grants.length && whole.length > 0 ? { device: value.device, grants: whole } : null;
}

/** Undefined when it does not fit what was asked. *digest*: of the ids that the answer claims to have processed. */
export function readAnswer(json: unknown, asked: Asked, digest: string): Answer | undefined {
  if (!isUnread<SyncOut>(json) || json.attempt !== asked.attempt || typeof json.now !== "number") return undefined;
  const processed = claimedProcessed(json);
  const fits =
    Number.isInteger(processed) && processed >= Math.min(1, asked.opIds.length) && processed <= asked.opIds.length;
  if (!fits || json.digest !== digest) return undefined;
  const taken = readTaken(json, asked, processed);
  if (taken === undefined) return undefined;
  const next = unread<NextOut>(json.next);
  return {
    attempt: asked.attempt,
    now: json.now,
    taken,
    outcomes: readOutcomes(json),
    rows: readRows(json),
    gone: texts(json.gone),
    erased: texts(json.erased),
    missing: texts(json.missing).filter((id) => asked.offered.includes(id)),
    ack: textOrNull(json.ack),
    at: countOrNull(json.at),
    safe: countOrNull(json.safe) ?? 0,
    newDevice: readNewDevice(json.new_device),
    cursor: textOrNull(json.cursor),
    more: json.more === true,
    reset: json.reset === true,
    rebuild: json.rebuild === true,
    refresh: json.refresh === true,
    wipe: json.wipe === true,
    upgrade: json.upgrade === true,
    maxOps: typeof next.max_ops === "number" && next.max_ops >= 1 ? next.max_ops : null,
  };
}

export type Problem = "offline" | "server" | "portal" | "grant" | "busy" | "quota";

export type Judgement =
  | { readonly kind: "accepted"; readonly answer: Answer }
  | {
      readonly kind: "failed";
      readonly problem: Problem;
      /** Seconds that the server asked for, or null. */
      readonly retryAfter: number | null;
      /** Our own server refused this very request: one of its ops may be the reason. */
      readonly blamesOps: boolean;
      /** Fewer ops may do better. */
      readonly tooMuch: boolean;
    };

const failure = (problem: Problem, more: Partial<Extract<Judgement, { kind: "failed" }>> = {}): Judgement => ({
  kind: "failed",
  problem,
  retryAfter: null,
  blamesOps: false,
  tooMuch: false,
  ...more,
});

export function judge(reply: HttpReply, asked: Asked, digest: string): Judgement {
  if (reply.kind === "failed") {
    return failure(reply.why === "timeout" ? "server" : reply.why, { tooMuch: reply.why === "timeout" });
  }
  const { status, contentType, retryAfter } = reply;
  if (status === 200) {
    const answer = contentType === "application/json" ? readAnswer(reply.json, asked, digest) : undefined;
    return answer === undefined ? failure("server") : { kind: "accepted", answer };
  }
  if (status === 401 || status === 403) return failure("grant");
  if (status === 429 || status === 503) return failure("busy", { retryAfter });
  const isOurs = contentType === "application/problem+json";
  const blamesOps = isOurs && (status === 400 || status === 413 || status === 500);
  return failure("server", { retryAfter, blamesOps, tooMuch: status === 413 });
}
