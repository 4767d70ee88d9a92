/** How long to leave the server alone: its own wish first, else full jitter (protocol §11). Pure. */

const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;

/** Milliseconds; *failures* in a row, from 1; *random* in [0, 1). */
export function backOff(failures: number, retryAfter: number | null, random: number): number {
  if (retryAfter !== null) return Math.min(retryAfter * 1000, 24 * 3600 * 1000);
  return Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20)));
}
