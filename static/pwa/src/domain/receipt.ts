/** The receipt of a record, the same words everywhere (design.md §2): a pure reading of its fold. */
import type { Folded } from "./folding";
import { textOf } from "./rows";

export type Receipt = "saved" | "received" | "approved" | "returned" | "withdrawn" | "held" | "attention";

export function receiptOf(record: Folded): Receipt {
  const state = textOf(record.fields, "state");
  // A withdrawal that waits at the server, or cannot be sent, has not happened there yet: the record still counts.
  const isWaiting = record.onServer && (record.held || record.suspect);
  if (state === "withdrawn" && !record.needsCare && !isWaiting) return "withdrawn";
  if (record.needsCare || record.suspect) return "attention";
  if (record.unsent) return "saved";
  if (record.held) return "held";
  if (state === "approved" || state === "returned") return state;
  return "received";
}
