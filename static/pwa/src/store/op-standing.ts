/** What became of ops, for those that wait for them: not sent, taken in, refused, erased, or settled otherwise. */
import type { OpStanding } from "../domain/voices";
import type { OutboxRead } from "./durable";

/** Ops that are not here (any more) are left out. */
export async function standingsOf(tx: OutboxRead, ids: readonly string[]): Promise<ReadonlyMap<string, OpStanding>> {
  const standings = new Map<string, OpStanding>();
  for (const id of ids) {
    if ((await tx.objectStore("outbox").getKey(id)) !== undefined) standings.set(id, "unsent");
    const archived = await tx.objectStore("archive").get(id);
    if (archived === undefined) continue;
    if (archived.body.length === 0) standings.set(id, "erased");
    else if (archived.outcome === "applied" || archived.outcome === "held") standings.set(id, "taken");
    else standings.set(id, archived.open === 1 ? "refused" : "over");
  }
  return standings;
}
