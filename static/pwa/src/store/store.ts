/**
 * The phone's databases behind plain verbs; the only way to them for sync and app. Sealing and opening happen here,
 * before and after transactions, never within: a transaction that waits for anything but the disk is over.
 */
import { type ArchivedOp, type Body, decodeBody, type Op, type OpDraft, type QueuedOp } from "../domain/ops";
import type { Row } from "../domain/rows";
import { addTraffic } from "../domain/traffic";
import { applyNews, type OutboxNews } from "./apply";
import { type Batch, type BatchLimits, type QueueFacts, queueFacts, strike, takeBatch } from "./batch";
import type { Bundle, CacheMeta } from "./cache-schema";
import { deviceId, renewedId } from "./device";
import { makeCaches } from "./caches";
import { connect, isQuotaError } from "./connection";
import { type CourierLoad, readCourierLoad } from "./courier-load";
import { getMark, getMeta, type OutboxRead, type OutboxWrite, readOutbox, setMark, setMeta, writeOutbox } from "./durable";
import { findClear, newPerson, putSealed, sealFound } from "./migrate";
import type { NewDevice } from "./new-device";
import { standingsOf } from "./op-standing";
import { type Grant, type InClear, openOutbox } from "./outbox-schema";
import { type Page, storePage } from "./page";
import type { Removed } from "./removal";
import { letGo, saveOps, StaleKeys } from "./save";
import { asSaid, openGrant, openOp, ownerOf, sealDraft, sealGrant } from "./sealed-work";
import { joinRows, openRows, putJoined, readRows, sealPage, smallSegments } from "./segments";
import { openSheets, putSheet, readSheets, sealSheet } from "./sheets";
import { type CacheView, NO_CACHE, type OutboxView, phoneView, readKept } from "./views";
import { seal, sealJson, unseal, unsealJson } from "./vault/cipher";
import { findPerson, peopleOf, putPerson } from "./vault/people";
import type { Sealer } from "./voices";
import type { DeviceKeys } from "./vault/pin-lock";
import { deviceKeys, makeSessions, type Session } from "./vault/session";

export type { CacheView, OutboxView, PersonView, PhoneView } from "./views";

export type Store = ReturnType<typeof makeStore>;

/** Tries that make one guess cost about a second on a cheap phone. */
const PIN_ITERATIONS = 310_000;

export function makeStore({ pinIterations = PIN_ITERATIONS }: { readonly pinIterations?: number } = {}) {
  const outbox = connect(openOutbox);
  const caches = makeCaches();
  const read = async <Result>(work: (tx: OutboxRead) => Promise<Result>): Promise<Result> =>
    readOutbox(await outbox(), work);
  const write = async <Result>(work: (tx: OutboxWrite) => Promise<Result>): Promise<Result> =>
    writeOutbox(await outbox(), work);
  const sessions = makeSessions({ write: (work) => withRoom(() => write(work)) }, pinIterations);
  /** As they were when they were last asked for: a save looks again whether they still are. */
  let lastKeys: DeviceKeys | undefined;
  const keys = async (): Promise<DeviceKeys> => {
    lastKeys = (await read((tx) => getMark(tx, "deviceKeys"))) ?? (await deviceKeys({ write }));
    return lastKeys;
  };

  /** Of everybody: the disk is one. Unsent work and reference data stay. */
  const dropCachedRows = async (): Promise<void> => caches.dropRows((await read(peopleOf)).map(({ cache }) => cache));

  /** Runs *work*; when the disk is full the caches make room once. */
  async function withRoom<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!isQuotaError(error)) throw error;
      await dropCachedRows();
      return work();
    }
  }

  /** Opens what was read, each body once in a session. */
  async function opened<Known extends Op & InClear>(
    key: CryptoKey,
    ops: readonly Known[],
    session: Session | null = null,
  ): Promise<Omit<Known, keyof InClear>[]> {
    return Promise.all(
      ops.map(async (op) => {
        const body = op.body.length === 0 ? undefined : session?.opened.get(op.id);
        if (body !== undefined) return { ...op, body };
        const plain = await openOp(key, op);
        if (op.body.length > 0) session?.opened.set(op.id, plain.body);
        return plain;
      }),
    );
  }

  async function sealNews({ newDevice, ...news }: Omit<OutboxNews, "newDevice"> & { newDevice: NewDevice | null }) {
    if (newDevice === null) return { ...news, newDevice };
    const { seal } = await keys();
    const known = new Map((await read((tx) => tx.objectStore("grants").getAll())).map((kept) => [kept.id, kept]));
    const grants = [];
    for (const { old, ...fresh } of newDevice.grants) {
      const kept = known.get(old);
      if (kept !== undefined) grants.push({ old, kept: await sealGrant(seal, { ...(await openGrant(seal, kept)), ...fresh }) });
    }
    return { ...news, newDevice: { device: newDevice.device, grants } };
  }

  /** Opened once as long as it is the same: it is asked for after every page of rows. */
  async function openBundle(session: Session, { sealed, ...bundle }: CacheMeta["bundle"]): Promise<Bundle> {
    const about = `${bundle.etag}`;
    if (session.bundle?.about !== about || bundle.etag === null) {
      session.bundle = { about, body: await unsealJson(session.key, "bundle", sealed) };
    }
    return { ...bundle, body: session.bundle.body };
  }

  async function save(drafts: readonly OpDraft[], at: number): Promise<readonly QueuedOp[]> {
    const session = sessions.current();
    const { id, seal } = lastKeys ?? (await keys());
    const sealed = await Promise.all(drafts.map((draft) => sealDraft(seal, draft)));
    const kept = await withRoom(() => write((tx) => saveOps(tx, { author: session?.person ?? "", keys: id }, sealed, at)));
    const plain = new Map(sealed.map((draft) => [draft.id, draft.plain]));
    const said = kept.map((op) => asSaid(op, plain.get(op.id) ?? op.body));
    for (const { id, body } of said) session?.opened.set(id, body);
    return said;
  }

  /** Leaves the session if its person or its key is no longer the one of this phone. */
  function leaveIfOver(people: readonly { readonly id: string; readonly cache: string; readonly isWiped: boolean }[]): void {
    const session = sessions.current();
    if (session === null) return;
    const me = people.find(({ id }) => id === session.person);
    if (me === undefined || me.isWiped || me.cache !== session.cache) sessions.lock();
  }

  return {
    /** Call before anything is read: finishes what a crash interrupted between the databases, or an app of before left. */
    async settle(): Promise<void> {
      const clear = await read(findClear);
      if (clear.isOfBefore || clear.ops.length > 0 || clear.grants.length > 0) {
        const found = await sealFound((await keys()).seal, clear);
        await write((tx) => putSealed(tx, found));
        caches.dropOld();
      }
      const due = await read(async (tx) => ({
        rows: (await getMark(tx, "dropCache")) === true,
        gone: (await getMark(tx, "dropCaches")) ?? [],
        people: await peopleOf(tx),
      }));
      leaveIfOver(due.people);
      if (due.gone.length > 0) {
        await caches.dropEverything(due.gone);
        await write((tx) => tx.objectStore("marks").delete("dropCaches"));
      }
      if (!due.rows) return;
      await caches.dropRows(due.people.map(({ cache }) => cache));
      await write((tx) => setMark(tx, "dropCache", false));
    },

    serial: sessions.serial,
    /** Who is in; null when nobody is. */
    whoIsIn: (): string | null => sessions.current()?.person ?? null,
    lock: sessions.lock,
    unlock: sessions.unlock,
    choosePin: sessions.choosePin,
    changePin: sessions.changePin,
    /** See removal.ts, which comes when it is asked for. */
    removePerson: async (id: string, pin: string | null, now: number, carried: ReadonlySet<string>): Promise<Removed> =>
      (await import("./removal")).takeOff({ read, write, keys, sessions }, id, pin, now, carried),

    save: async (drafts: readonly OpDraft[], at: number): Promise<readonly QueuedOp[]> => {
      try {
        return await save(drafts, at);
      } catch (error) {
        if (!(error instanceof StaleKeys)) throw error;
        lastKeys = undefined;
        return save(drafts, at);
      }
    },

    letGo: async (id: string): Promise<void> => write((tx) => letGo(tx, id)),

    /** What op *id* said; {} when it is not here (any more). */
    bodyOf: async (id: string): Promise<Body> => {
      const op = await read(
        async (tx) => (await tx.objectStore("archive").get(id)) ?? (await tx.objectStore("outbox").get(id)),
      );
      return op === undefined ? {} : decodeBody((await openOp((await keys()).seal, op)).body);
    },

    standingsOf: async (ids: readonly string[]) => read((tx) => standingsOf(tx, ids)),

    takeBatch: async (limits: BatchLimits, now: number, app: string): Promise<Batch | undefined> => {
      const session = sessions.current();
      const taken = await withRoom(() => write((tx) => takeBatch(tx, session?.person ?? null, limits, now, app)));
      if (taken === undefined) return undefined;
      const { person, kept, ops, ...batch } = taken;
      const { seal } = await keys();
      const isRead = session !== null && session.person === person.id && !person.isWiped;
      return {
        ...batch,
        grant: await openGrant(seal, kept),
        reader: isRead ? session.serial : null,
        cursor: await caches.read(person.cache, async (tx) => (await getMeta(tx, "cursor")) ?? null),
        ops: await opened(seal, ops, isRead ? session : null),
      };
    },

    strike: async (id: string, now: number, app: string): Promise<void> => write((tx) => strike(tx, id, now, app)),

    applyNews: async (
      news: Omit<OutboxNews, "newDevice"> & { readonly newDevice: NewDevice | null },
      now: number,
    ): Promise<boolean> => {
      const sealed = await sealNews(news);
      return withRoom(() => write((tx) => applyNews(tx, sealed, now)));
    },

    /** False, and nothing stored, when who asked is no longer in, or another tab was faster. */
    storePage: async (page: Page, spokenOf: ReadonlySet<string>, reader: number): Promise<boolean> => {
      const session = sessions.current();
      if (session === null || session.serial !== reader) return false;
      const sealed = await sealPage(session.key, page);
      if (sessions.serial() !== reader) return false;
      const isStored = await caches.write(session.cache, (tx) => storePage(tx, sealed, spokenOf));
      for (const small of await caches.read(session.cache, smallSegments)) {
        const joined = await joinRows(session.key, small, session.rows);
        await caches.write(session.cache, (tx) => putJoined(tx, joined));
      }
      return isStored;
    },

    dropCachedRows,

    courierLoad: async (): Promise<CourierLoad | undefined> => {
      const load = await read(readCourierLoad);
      if (load === undefined) return undefined;
      const { seal } = await keys();
      const loads = load.loads.map(async ({ grant, ops }) => ({
        grant: await openGrant(seal, grant),
        ops: await opened(seal, ops),
      }));
      return { ...load, loads: await Promise.all(loads) };
    },

    queueFacts: async (): Promise<QueueFacts> => read(queueFacts),

    countTraffic: async (at: number, sent: number, received: number): Promise<void> =>
      write(async (tx) => setMark(tx, "traffic", addTraffic(await getMark(tx, "traffic"), at, sent, received))),

    /** How old the reference data of who is in is; null when there is none, or nobody. */
    bundleAge: async (): Promise<Omit<Bundle, "body"> | null> => {
      const session = sessions.current();
      if (session === null) return null;
      return caches.read(session.cache, async (tx) => (await getMeta(tx, "bundle")) ?? null);
    },

    /** The reference data is still good at *now*. */
    keepBundle: async (now: number): Promise<void> => {
      const session = sessions.current();
      if (session === null) return;
      await caches.write(session.cache, async (tx) => {
        const bundle = await getMeta(tx, "bundle");
        if (bundle !== undefined) await setMeta(tx, "bundle", { ...bundle, fetchedAt: now });
      });
    },

    /** Only into the cache of who asked for it: *reader* as `serial` was then. */
    saveBundle: async ({ body, ...bundle }: Bundle, reader: number): Promise<void> => {
      const session = sessions.current();
      if (session === null || session.serial !== reader) return;
      const sealed = await sealJson(session.key, "bundle", body);
      await caches.write(session.cache, (tx) => setMeta(tx, "bundle", { ...bundle, sealed }));
    },

    /**
     * Rows and reference data of who is in; *isFirst*: without the visits, which are many. *opened* hears of rows as
     * they open, never twice in a session. Rows that do not open are dropped: the server sends them again.
     */
    readCache: async (isFirst = false, opened?: (rows: readonly Row[]) => void): Promise<CacheView> => {
      const session = sessions.current();
      if (session === null) return NO_CACHE;
      const kept = await caches.read(session.cache, async (tx) => ({
        ...(await readRows(tx, session.rows, isFirst)),
        completeAttempt: (await getMeta(tx, "completeAttempt")) ?? 0,
        bundle: (await getMeta(tx, "bundle")) ?? null,
      }));
      try {
        return {
          rows: await openRows(session.key, kept, session.rows, opened),
          completeAttempt: kept.completeAttempt,
          isWhole: kept.isWhole,
          bundle: kept.bundle === null ? null : await openBundle(session, kept.bundle),
        };
      } catch (error) {
        console.error("cache", error);
        await caches.dropEverything([session.cache]);
        return NO_CACHE;
      }
    },

    readOutbox: async (since: number): Promise<OutboxView> => {
      const kept = await read((tx) => readKept(tx, since));
      leaveIfOver(kept.people);
      const session = sessions.current();
      const current = new Set(kept.people.map(({ grant }) => grant));
      const mine = kept.grants.filter((grant) => current.has(grant.id) || ownerOf(grant) === session?.person);
      if (mine.length === 0) return { ...phoneView(kept, new Map()), queued: [], unsettled: [], grants: [], currentGrant: null };
      const { seal } = await keys();
      const grants = await Promise.all(mine.map((grant) => openGrant(seal, grant)));
      const phone = phoneView(kept, new Map(grants.map(({ user }) => [user.id, user.name])));
      if (session === null) return { ...phone, queued: [], unsettled: [], grants: [], currentGrant: null };
      const own = grants.filter(({ user }) => user.id === session.person);
      const ids = new Set(own.map(({ id }) => id));
      const me = kept.people.find(({ id }) => id === session.person);
      return {
        ...phone,
        queued: await opened(seal, kept.queued.filter((op) => ids.has(op.grant)), session),
        unsettled: (await opened(seal, kept.unsettled.filter((op) => ids.has(op.grant)), session)) satisfies readonly ArchivedOp[],
        grants: own,
        currentGrant: own.find(({ id }) => id === me?.grant) ?? null,
      };
    },

    /** A grant of this phone's, whoever's and of whatever standing; null when none is left. */
    anyGrant: async (): Promise<Grant | null> => {
      const [kept] = await read((tx) => tx.objectStore("grants").getAll());
      return kept === undefined ? null : openGrant((await keys()).seal, kept);
    },

    renewDevice: async (newId: () => string): Promise<string> => write((tx) => renewedId(tx, newId)),
    device: async (newId: () => string): Promise<string> => write((tx) => deviceId(tx, newId)),

    /**
     * A code was taken: its person is of this phone now. Whoever is not in, new or with a forgotten PIN, chooses a new
     * one next; for who is in only the permission changes. Outbox, archive and device id stay.
     */
    useGrant: async (grant: Grant): Promise<{ readonly isIn: boolean }> => {
      const kept = await sealGrant((await keys()).seal, grant);
      const isIn = sessions.current()?.person === kept.user;
      const stale = await withRoom(() =>
        write(async (tx) => {
          const before = await findPerson(tx, kept.user);
          await tx.objectStore("grants").put(kept);
          const goesOn = before !== undefined && !before.isWiped && isIn;
          const person = goesOn ? { ...before, grant: kept.id, isDue: false } : { ...newPerson(kept), cache: before?.cache ?? newPerson(kept).cache };
          await putPerson(tx, person);
          await setMark(tx, "wiped", false);
          return goesOn && before.grant !== kept.id ? before.cache : null;
        }),
      );
      if (!isIn) sessions.lock();
      // Another grant may see other villages: its rows come anew.
      if (stale !== null) await caches.dropRows([stale]);
      return { isIn };
    },

    /** The same permission for longer. */
    renewGrant: async (grant: Grant): Promise<void> => {
      const kept = await sealGrant((await keys()).seal, grant);
      await write(async (tx) => tx.objectStore("grants").put(kept).then(() => undefined));
    },

    /** Of who is in; of whoever speaks for the phone when nobody is. */
    grant: async (): Promise<Grant | null> => {
      const me = sessions.current()?.person ?? null;
      const kept = await read(async (tx) => {
        const people = await peopleOf(tx);
        const person = people.find(({ id }) => id === me) ?? people.find(({ isWiped }) => !isWiped) ?? people[0];
        return person === undefined ? undefined : tx.objectStore("grants").get(person.grant);
      });
      return kept === undefined ? null : openGrant((await keys()).seal, kept);
    },

    /** Half-filled sheets of who is in, by name. */
    readSheets: async (): Promise<ReadonlyMap<string, unknown>> => {
      const session = sessions.current();
      if (session === null) return new Map();
      return openSheets(session.key, await caches.read(session.cache, readSheets));
    },

    /** Null forgets it. */
    keepSheet: async (name: string, sheet: unknown): Promise<void> => {
      const session = sessions.current();
      if (session === null) return;
      const sealed = sheet === null ? null : await sealSheet(session.key, name, sheet);
      await caches.write(session.cache, (tx) => putSheet(tx, name, sealed));
    },

    /** This phone's own key, for what lies beside the outbox. */
    sealer: {
      seal: async (about, bytes) => seal((await keys()).seal, about, bytes),
      open: async (about, sealed) => unseal((await keys()).seal, about, sealed),
    } satisfies Sealer,

    close: async (): Promise<void> => {
      (await outbox()).close();
      await caches.close();
    },
  };
}
