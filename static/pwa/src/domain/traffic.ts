/** Sizes of what goes over the air, counted per calendar month. */
import { monthOf } from "./days";

export type Traffic = { readonly month: string; readonly sent: number; readonly received: number };

/** *before* plus one exchange; a new month starts from zero. */
export function addTraffic(before: Traffic | undefined, at: number, sent: number, received: number): Traffic {
  const month = monthOf(at);
  const base = before?.month === month ? before : { month, sent: 0, received: 0 };
  return { month, sent: base.sent + sent, received: base.received + received };
}
