/**
 * Locks the phone when nobody has touched it for a while, or when it was out of sight for so long. One timer, set
 * anew only when it goes off: a phone that lies idle is left alone by its own app.
 */
import { effect } from "@preact/signals";
import type { Phone } from "./phone-types.ts";
import { preferences } from "./preferences.ts";

const MINUTE = 60_000;
const TOUCHES = ["pointerdown", "keydown", "input"] as const;

type Clock = { now(): number; later(ms: number, call: () => void): () => void };

const browserClock: Clock = {
  now: () => Date.now(),
  later: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Starts watching; returns how to stop. */
export function watchIdle(phone: Pick<Phone, "snapshot" | "lock">, clock: Clock = browserClock): () => void {
  let touchedAt = clock.now();
  let callOff = (): void => undefined;
  const limit = (): number => preferences.value.lockMinutes * MINUTE;
  const isOpen = (): boolean => phone.snapshot.value.lock.state === "open" && phone.snapshot.value.me !== null;

  function look(): void {
    callOff();
    if (!isOpen()) return;
    const passed = clock.now() - touchedAt;
    // A clock set back must not keep a phone open for a year.
    if (passed < 0) touchedAt = clock.now();
    if (passed >= limit()) void phone.lock();
    else callOff = clock.later(limit() - Math.max(0, passed), look);
  }

  const touched = (): void => {
    // First the look: who comes back after an hour and taps must not be let in by that tap.
    if (clock.now() - touchedAt >= limit()) look();
    touchedAt = clock.now();
  };
  const shown = (): void => {
    if (document.visibilityState === "visible") look();
  };
  for (const name of TOUCHES) document.addEventListener(name, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", shown);
  const stop = effect(() => {
    if (!isOpen()) return callOff();
    touchedAt = clock.now();
    look();
  });
  return () => {
    stop();
    callOff();
    for (const name of TOUCHES) document.removeEventListener(name, touched, { capture: true });
    document.removeEventListener("visibilitychange", shown);
  };
}
