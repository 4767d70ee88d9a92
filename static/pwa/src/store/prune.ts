/**
 * When the archive may forget an op (protocol §7, [needed]): every retained backup holds it, this very answer has
 * proved that the server's past is ours, and 30 days have passed. Forgetting earlier loses work when a backup is restored.
 */
import { getMark, type OutboxWrite } from "./durable";

const KEEP_MS = 30 * 24 * 3600 * 1000;

export type SafePoint = {
  /** Log position that no retained backup would take us back beyond; 0: none is proven. */
  readonly safe: number;
  /** The server accepted both marks that were sent with this request. */
  readonly provesPast: boolean;
  /** Milliseconds, the server's clock: the phone's own may be a year off. */
  readonly serverNow: number;
};

export async function pruneArchive(tx: OutboxWrite, { safe, provesPast, serverNow }: SafePoint): Promise<void> {
  if (!provesPast || safe <= 0) return;
  const due = (await getMark(tx, "offerDue")) ?? [];
  if (due.length > 0) return;
  // Attempts rise with time and with positions in the log: the first that is too young ends the search.
  for await (const cursor of tx.objectStore("archive").index("attempt")) {
    const { ackAt, archivedAt, open } = cursor.value;
    if (ackAt === undefined || ackAt === null || archivedAt === undefined || open === 1) continue;
    if (ackAt > safe || serverNow - archivedAt < KEEP_MS) break;
    await cursor.delete();
  }
}
