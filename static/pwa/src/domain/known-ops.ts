/** Stored ops as the overlay reads them: bodies opened, authors named, standing said in one word. Pure. */
import { type ArchivedOp, decodeBody, type Op, type QueuedOp } from "./ops";
import type { KnownOp } from "./overlay";

function common(op: Op, authors: ReadonlyMap<string, string>) {
  return {
    id: op.id,
    kind: op.kind,
    target: op.target,
    creates: op.record === null,
    n: op.n,
    at: op.at,
    author: authors.get(op.grant) ?? null,
    body: decodeBody(op.body),
  };
}

/** *authors*: grant id -> person's id. */
export function knownOps(
  queued: readonly QueuedOp[],
  archived: readonly ArchivedOp[],
  authors: ReadonlyMap<string, string>,
): KnownOp[] {
  const unsent = queued.map(
    (op): KnownOp => ({
      ...common(op, authors),
      status: op.suspect === null ? "pending" : "suspect",
      reason: null,
      attempt: null,
    }),
  );
  // Refused ops that a newer one answered are closed and say nothing any more.
  const telling = archived.filter((op) => op.outcome === "applied" || op.outcome === "held" || op.open === 1);
  const sent = telling.map(
    (op): KnownOp => ({ ...common(op, authors), status: op.outcome, reason: op.reason, attempt: op.attempt }),
  );
  return [...sent, ...unsent];
}
