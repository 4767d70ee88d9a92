/** The store of practice: everything in memory, nothing ever handed out to be sent, gone when it is let go. */
import { decodeBody, encodeBody, type QueuedOp, SCHEMA } from "../../../domain/ops.ts";
import type { Store } from "../../../store/store.ts";
import type { Snapshot } from "../../phone-types.ts";
import { bundleOf, rowsOf } from "./made-up.ts";

const GRANT = "practice";
const nothing = async (): Promise<void> => undefined;

const neverKept = () => Promise.reject(new Error("practice keeps nothing"));

export function makePracticeStore(real: Snapshot, startedAt: number): Store {
  const user = real.me ?? { id: "", name: "", role: "member", language: "vi" };
  const grant = { id: GRANT, token: "", seal: "", expiresAt: "", user, province: "" };
  const rows = rowsOf(real, startedAt);
  const bundle = { etag: null, fetchedAt: startedAt, body: bundleOf(real) };
  const queued: QueuedOp[] = [];
  const bodyOf = (id: string) => decodeBody(queued.find((op) => op.id === id)?.body ?? new Uint8Array());

  return {
    settle: nothing,
    serial: () => 1,
    whoIsIn: () => user.id,
    lock: () => undefined,
    unlock: async () => ({ ok: false, problem: "unknown" }),
    choosePin: async () => ({ ok: false, problem: "unknown" }),
    changePin: async () => ({ ok: false, problem: "unknown" }),
    removePerson: async () => ({ ok: false, problem: "unknown" }),

    async save(drafts, at) {
      const saved = drafts.map(({ id, kind, record, prev, body }, index): QueuedOp => {
        const target = record ?? id;
        const newest = queued.findLast((op) => op.target === target)?.id;
        const made = { id, kind, record, target, prev: record === null ? null : (newest ?? prev), grant: GRANT };
        const n = queued.length + index + 1;
        return { ...made, n, at, body: encodeBody(body), schema: SCHEMA, strikes: 0, suspect: null };
      });
      queued.push(...saved);
      return saved;
    },
    letGo: nothing,
    bodyOf: async (id) => bodyOf(id),
    standingsOf: async (ids) => new Map(ids.map((id) => [id, "unsent"])),

    // Nothing to send, nobody to send as: whatever the sync does, it has nothing in its hands.
    takeBatch: async () => undefined,
    grant: async () => null,
    courierLoad: async () => undefined,
    queueFacts: async () => ({ left: 0, unsent: 0, offersLeft: 0, isSomebodyDue: false, spokenOf: new Set() }),
    strike: nothing,
    applyNews: async () => false,
    storePage: async () => false,
    dropCachedRows: nothing,
    countTraffic: nothing,
    renewGrant: nothing,
    useGrant: async () => ({ isIn: false }),
    device: async () => "",
    anyGrant: async () => null,
    renewDevice: async () => "",
    sealer: { seal: neverKept, open: neverKept },

    bundleAge: async () => ({ etag: null, fetchedAt: startedAt }),
    keepBundle: nothing,
    saveBundle: nothing,
    readCache: async () => ({ rows, completeAttempt: 1, bundle, isWhole: true }),
    readOutbox: async () => ({
      people: [{ id: user.id, name: user.name, unsent: queued.length, lock: "pin", failures: 0, wait: { since: 0, ms: 0 } }],
      device: null,
      wiped: false,
      lastContactAt: startedAt,
      clock: null,
      unsent: queued.length,
      oldestUnsentAt: queued[0]?.at ?? null,
      traffic: null,
      queued: [...queued],
      unsettled: [],
      grants: [grant],
      currentGrant: grant,
    }),

    readSheets: async () => new Map(),
    keepSheet: nothing,
    close: nothing,
  };
}
