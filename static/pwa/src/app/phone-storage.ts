/** What the browser says about our place on the disk. */
import type { SyncState } from "./phone-types";

/** Below this the next photo may leave no room for the next visit. */
export const SHORT_BYTES = 20 * 1024 * 1024;

export type StorageState = Pick<SyncState, "storage" | "freeBytes">;

export async function readStorage(): Promise<StorageState> {
  const manager = typeof navigator === "undefined" ? undefined : navigator.storage;
  const persisted = await manager?.persisted?.().catch(() => undefined);
  const estimate = await manager?.estimate?.().catch(() => undefined);
  const { quota, usage } = estimate ?? {};
  return {
    storage: persisted === undefined ? "unknown" : persisted ? "persisted" : "best_effort",
    freeBytes: quota === undefined || usage === undefined ? null : Math.max(0, quota - usage),
  };
}

export async function askToPersist(): Promise<boolean> {
  const manager = typeof navigator === "undefined" ? undefined : navigator.storage;
  return (await manager?.persist?.().catch(() => false)) ?? false;
}
