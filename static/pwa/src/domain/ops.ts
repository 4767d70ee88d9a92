/** Operations as the phone keeps them: immutable statements whose bodies are opaque bytes (protocol §2, §11). */
import type { OperationBodies } from "./wire";
import type { OpOutcome } from "./words";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Body = { readonly [key: string]: Json };

export const PHONE_KINDS = [
  "household.add",
  "household.amend",
  "household.withdraw",
  "consent.give",
  "consent.withdraw",
  "assist.log",
  "assist.amend",
  "assist.withdraw",
  "class_session.hold",
  "class_session.amend",
  "class_session.withdraw",
  "feedback.raise",
  "feedback.amend",
  "feedback.withdraw",
  "village_survey.record",
  "notice.read",
  "task.give",
  "task.withdraw",
  "task.done",
] as const satisfies (keyof OperationBodies)[];
export type PhoneKind = (typeof PHONE_KINDS)[number];

/** The schema of the bodies that this app writes (protocol §13). */
export const SCHEMA = 1;

/** An op as it was made; `record` and `prev` are null when it creates a record, `target` never is. */
export type Op = {
  readonly id: string;
  readonly kind: string;
  readonly record: string | null;
  readonly target: string;
  readonly prev: string | null;
  /** Id of the grant under which it was made. */
  readonly grant: string;
  /** Counts this device's ops from 1. */
  readonly n: number;
  /** Milliseconds, by the phone's own clock. */
  readonly at: number;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The schema of its body; absent is 1. An app that is older or newer than the op sends it as what it is. */
  readonly schema?: number;
};

export const schemaOf = (op: Op): number => op.schema ?? 1;

/** An op not acknowledged, with what was learnt from trying to send it (never part of the op). */
export type QueuedOp = Op & {
  /** How often it failed alone while an empty sync succeeded. */
  readonly strikes: number;
  readonly suspect: { readonly at: number; readonly app: string } | null;
};

export type ArchivedOp = Op & {
  readonly outcome: OpOutcome;
  readonly reason: string | null;
  /** What the server said besides, for example the head it has. */
  readonly extra: Json;
  /** The opaque ack mark of the answer that took it. */
  readonly ack: string | null;
  /** Where in the server's log that answer stood; unknown for what older apps archived. */
  readonly ackAt?: number | null;
  /** When it was taken: milliseconds, the server's clock. */
  readonly archivedAt?: number;
  /** The attempt whose answer brought its present outcome: a row stored then or later includes it. */
  readonly attempt: number;
  /** 1 while somebody should still look at it or wait for it; absent otherwise (so the index holds only these). */
  readonly open?: 1;
};

/** What a screen asked to be done; becomes an op when it gets its number. */
export type OpDraft = {
  readonly id: string;
  readonly kind: PhoneKind;
  readonly record: string | null;
  /** The head that the writer saw; a newer op of this phone on the same record takes its place. */
  readonly prev: string | null;
  readonly body: Body;
  /** Refused records that this one replaces: they need nobody's attention any more. */
  readonly settles?: readonly string[];
};

export function encodeBody(body: Body): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
}

/** An erased body is empty bytes and reads as {}. */
export function decodeBody(bytes: Uint8Array): Body {
  if (bytes.length === 0) return {};
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};
}
