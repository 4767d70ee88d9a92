import { afterEach, expect, test, vi } from "vitest";
import { alone } from "../../src/sync/locks.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("without Web Locks the work is done all the same", async () => {
  vi.stubGlobal("navigator", {});
  const work = vi.fn(async () => undefined);
  await alone(work);
  expect(work).toHaveBeenCalledOnce();
});

test("a tab that never gives the lock back does not stop the others for ever", async () => {
  vi.useFakeTimers();
  const request = (_: string, options: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) =>
      options.signal.addEventListener("abort", () => reject(new DOMException("", "AbortError"))),
    );
  vi.stubGlobal("navigator", { locks: { request } });
  const work = vi.fn(async () => undefined);
  const done = alone(work);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
  expect(work).toHaveBeenCalledOnce();
});

test("an error of the work is told, and the work is not done twice", async () => {
  vi.stubGlobal("navigator", { locks: { request: (_: string, __: unknown, call: () => Promise<void>) => call() } });
  const work = vi.fn(async () => {
    throw new DOMException("", "AbortError");
  });
  await expect(alone(work)).rejects.toThrow();
  expect(work).toHaveBeenCalledOnce();
});
