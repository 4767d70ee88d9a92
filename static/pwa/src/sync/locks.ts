/** One sync cycle at a time over all tabs, by Web Locks; the protocol is correct without them (protocol §11). */

const NAME = "tocongnghe-sync";
/** A frozen tab may hold the lock for ever; longer than the longest request, then go on without it. */
const PATIENCE_MS = 100_000;

const isImpatience = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

export async function alone(work: () => Promise<void>): Promise<void> {
  if (typeof navigator === "undefined" || navigator.locks === undefined) return work();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  let started = false;
  const begin = (): Promise<void> => {
    started = true;
    clearTimeout(timer);
    return work();
  };
  try {
    await navigator.locks.request(NAME, { signal: patience.signal }, begin);
  } catch (error) {
    if (started || !isImpatience(error)) throw error;
    await work();
  } finally {
    clearTimeout(timer);
  }
}

/** Runs *work* unless another tab is at the same: two that send one recording pay twice for the line. */
export async function onlyHere(name: string, work: () => Promise<void>): Promise<void> {
  if (typeof navigator === "undefined" || navigator.locks === undefined) return work();
  await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock === null ? undefined : work()));
}
