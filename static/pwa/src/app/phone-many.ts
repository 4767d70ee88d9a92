/** One meeting, many households: the ops of one save, each assist a record of its own. */
import type { OpDraft } from "../domain/ops";
import { assistOp, consentOp } from "./phone-drafts";
import type { ManyDraft } from "./phone-types";

/** Consents before the assists that rest on them; all of it is on the disk, or none. */
export function manyOps({ assist, households }: ManyDraft): { readonly ops: readonly OpDraft[]; readonly assists: readonly string[] } {
  const consents = households.flatMap(({ id, consent }) => (consent === null ? [] : [consentOp(id, consent)]));
  const logs = households.map(({ id }) => assistOp({ ...assist, household: id, village: null }));
  return { ops: [...consents, ...logs], assists: logs.map(({ id }) => id) };
}
