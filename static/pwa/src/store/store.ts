/** The phone's two databases behind plain verbs; the only way to them for sync and app. */
import { type ArchivedOp, type Body, decodeBody, type OpDraft, type QueuedOp } from "../domain/ops";
import type { Row } from "../domain/rows";
import type { Traffic } from "../domain/traffic";
import { applyNews, type OutboxNews } from "./apply";
import { type Batch, type BatchLimits, type QueueFacts, queueFacts, strike, takeBatch } from "./batch";
import { type CacheMeta, openCache } from "./cache-schema";
import { connect, isQuotaError } from "./connection";
import { type CourierLoad, readCourierLoad } from "./courier-load";
import { getMark, getMeta, readCache, readOutbox, setMark, setMeta, writeCache, writeOutbox } from "./durable";
import { standingsOf } from "./op-standing";
import { type Grant, type Marks, openOutbox } from "./outbox-schema";
import { countTraffic, dropEverything, dropRows, type Page, storePage } from "./page";
import { letGo, saveOps } from "./save";

export type OutboxView = {
  readonly queued: readonly QueuedOp[];
  /** Archived ops that the rows may not show: not applied, or applied after *since*. */
  readonly unsettled: readonly ArchivedOp[];
  readonly grants: readonly Grant[];
  readonly currentGrant: Grant | null;
  /** Null before the first enrolment. */
  readonly device: string | null;
  readonly wiped: boolean;
  readonly lastContactAt: number | null;
  readonly clock: Marks["clock"] | null;
};

export type CacheView = {
  readonly rows: readonly Row[];
  readonly completeAttempt: number;
  readonly bundle: CacheMeta["bundle"] | null;
  readonly traffic: Traffic | null;
};

export type Store = ReturnType<typeof makeStore>;

export function makeStore() {
  const outbox = connect(openOutbox);
  const cache = connect(openCache);

  const dropCachedRows = async (): Promise<void> => writeCache(await cache(), dropRows);

  /** Runs *work*; when the disk is full the cache makes room once. */
  async function withRoom<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!isQuotaError(error)) throw error;
      await dropCachedRows();
      return work();
    }
  }

  return {
    /** Call before anything is read: finishes what a crash interrupted between the two databases. */
    async settle(): Promise<void> {
      const database = await outbox();
      const pending = await readOutbox(database, async (tx) => ({
        drop: (await getMark(tx, "dropCache")) === true,
        wiped: (await getMark(tx, "wiped")) === true,
      }));
      if (!pending.drop) return;
      await writeCache(await cache(), pending.wiped ? dropEverything : dropRows);
      await writeOutbox(database, (tx) => setMark(tx, "dropCache", false));
    },

    save: (drafts: readonly OpDraft[], at: number) =>
      withRoom(async () => writeOutbox(await outbox(), (tx) => saveOps(tx, drafts, at))),

    letGo: async (id: string): Promise<void> => writeOutbox(await outbox(), (tx) => letGo(tx, id)),

    /** What op *id* said; {} when it is not here (any more). */
    bodyOf: async (id: string): Promise<Body> =>
      readOutbox(await outbox(), async (tx) => {
        const op = (await tx.objectStore("archive").get(id)) ?? (await tx.objectStore("outbox").get(id));
        return op === undefined ? {} : decodeBody(op.body);
      }),

    standingsOf: async (ids: readonly string[]) => readOutbox(await outbox(), (tx) => standingsOf(tx, ids)),

    takeBatch: async (limits: BatchLimits, now: number, app: string): Promise<Batch | undefined> =>
      withRoom(async () => writeOutbox(await outbox(), (tx) => takeBatch(tx, limits, now, app))),

    strike: async (id: string, now: number, app: string): Promise<void> =>
      writeOutbox(await outbox(), (tx) => strike(tx, id, now, app)),

    applyNews: async (news: OutboxNews, now: number): Promise<boolean> =>
      withRoom(async () => writeOutbox(await outbox(), (tx) => applyNews(tx, news, now))),

    cursor: async (): Promise<string | null> =>
      readCache(await cache(), async (tx) => (await getMeta(tx, "cursor")) ?? null),

    storePage: async (page: Page, spokenOf: ReadonlySet<string>): Promise<boolean> =>
      writeCache(await cache(), (tx) => storePage(tx, page, spokenOf)),

    dropCachedRows,

    courierLoad: async (): Promise<CourierLoad | undefined> => readOutbox(await outbox(), readCourierLoad),

    queueFacts: async (): Promise<QueueFacts> => readOutbox(await outbox(), queueFacts),

    countTraffic: async (at: number, sent: number, received: number): Promise<void> =>
      writeCache(await cache(), (tx) => countTraffic(tx, at, sent, received)),

    saveBundle: async (bundle: CacheMeta["bundle"]): Promise<void> =>
      writeCache(await cache(), (tx) => setMeta(tx, "bundle", bundle)),

    readCache: async (): Promise<CacheView> =>
      readCache(await cache(), async (tx) => ({
        rows: await tx.objectStore("rows").getAll(),
        completeAttempt: (await getMeta(tx, "completeAttempt")) ?? 0,
        bundle: (await getMeta(tx, "bundle")) ?? null,
        traffic: (await getMeta(tx, "traffic")) ?? null,
      })),

    readOutbox: async (since: number): Promise<OutboxView> =>
      readOutbox(await outbox(), async (tx) => {
        const archive = tx.objectStore("archive");
        const open = await archive.index("open").getAll(1);
        const recent = await archive.index("attempt").getAll(IDBKeyRange.lowerBound(since, true));
        const unsettled = new Map([...open, ...recent].map((op) => [op.id, op]));
        const current = await getMark(tx, "currentGrant");
        return {
          queued: await tx.objectStore("outbox").index("n").getAll(),
          unsettled: [...unsettled.values()],
          grants: await tx.objectStore("grants").getAll(),
          currentGrant: current === undefined ? null : ((await tx.objectStore("grants").get(current)) ?? null),
          device: (await getMark(tx, "device")) ?? null,
          wiped: (await getMark(tx, "wiped")) === true,
          lastContactAt: (await getMark(tx, "lastContactAt")) ?? null,
          clock: (await getMark(tx, "clock")) ?? null,
        };
      }),

    /** The device's id, made once by *make* and kept whatever happens to grants and cache. */
    device: async (make: () => string): Promise<string> =>
      writeOutbox(await outbox(), async (tx) => {
        const known = await getMark(tx, "device");
        if (known !== undefined) return known;
        const made = make();
        await setMark(tx, "device", made);
        return made;
      }),

    /** A new or refreshed grant becomes the one in use; outbox, archive and device id stay. */
    useGrant: async (grant: Grant): Promise<void> => {
      const changed = await writeOutbox(await outbox(), async (tx) => {
        const before = await getMark(tx, "currentGrant");
        await tx.objectStore("grants").put(grant);
        await setMark(tx, "currentGrant", grant.id);
        await setMark(tx, "wiped", false);
        return before !== grant.id;
      });
      // Another grant may see other villages: its rows come anew.
      if (changed) await dropCachedRows();
    },

    grant: async (): Promise<Grant | null> =>
      readOutbox(await outbox(), async (tx) => {
        const current: Marks["currentGrant"] | undefined = await getMark(tx, "currentGrant");
        return current === undefined ? null : ((await tx.objectStore("grants").get(current)) ?? null);
      }),

    close: async (): Promise<void> => {
      (await outbox()).close();
      (await cache()).close();
    },
  };
}
