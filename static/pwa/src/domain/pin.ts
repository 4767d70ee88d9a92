/** What a PIN may be, and how long one must wait after wrong ones. Pure. */

export const SHORTEST_PIN = 4;
export const LONGEST_PIN = 8;
/** Wrong ones in a row after which the rows of that person can no longer be opened on this phone. */
export const MOST_TRIES = 10;

const SECOND = 1000;
/** By how many wrong ones there were; after more than these the last holds. */
const WAITS = [0, 0, 0, 5, 15, 60, 300, 900].map((seconds) => seconds * SECOND);

/** Milliseconds to wait after *failures* wrong PINs in a row. */
export function waitAfter(failures: number): number {
  return WAITS[Math.min(Math.max(failures, 0), WAITS.length - 1)] ?? 0;
}

export type PinProblem = "short" | "long" | "digits" | "simple";

/** Every figure follows the one before it in the same steps of 1 or 0: 4567, 8765, 0000. */
function isRun(pin: string): boolean {
  const steps = [...pin].slice(1).map((figure, index) => (Number(figure) - Number(pin[index]) + 10) % 10);
  return [0, 1, 9].some((step) => steps.every((known) => known === step));
}

/** The same few figures again and again: 1212, 123123. */
function isRepeated(pin: string): boolean {
  return [1, 2, 3, 4].some(
    (length) => pin.length > length && pin.length % length === 0 && pin === pin.slice(0, length).repeat(pin.length / length),
  );
}

/** Those that everybody tries first. */
function isSimple(pin: string): boolean {
  const pairs = pin.replace(/(.)\1/g, "$1");
  return isRun(pin) || isRepeated(pin) || (pairs.length * 2 === pin.length && isRun(pairs));
}

/** Null when *pin* will do. */
export function pinProblem(pin: string): PinProblem | null {
  if (!/^\d*$/.test(pin)) return "digits";
  if (pin.length < SHORTEST_PIN) return "short";
  if (pin.length > LONGEST_PIN) return "long";
  return isSimple(pin) ? "simple" : null;
}
