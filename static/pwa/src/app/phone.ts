/** makePhone(): ties store, sync and server together behind the one object that screens know. */
import { computed, signal } from "@preact/signals";
import type { Case } from "../domain/cases";
import type { OpDraft, QueuedOp } from "../domain/ops";
import { isQuotaError } from "../store/connection";
import { makeRunner } from "../sync/runner";
import { deliver, makePackage, takeFile } from "./phone-courier";
import * as drafts from "./phone-drafts";
import { enrol, refreshBundle } from "./phone-enrol";
import { type Eviction, nextMark } from "./phone-marker";
import { makeLocks } from "./phone-lock";
import { manyOps } from "./phone-many";
import { makeMemory } from "./phone-memory";
import { toSnapshot } from "./phone-snapshot";
import type { StorageState } from "./phone-storage";
import { NotSaved, type Phone, type Saved, type Snapshot } from "./phone-types";
import { teamVerbs } from "./phone-team";
import { makeVoices } from "./phone-voices";
import { villageVerbs } from "./phone-village";
import { browserWorld, type World } from "./phone-world";
import { preferences } from "./preferences";

/** The phone, and how to end it (tests, and a page that is thrown away); `idle`: nothing is under way unawaited. */
export type RunningPhone = Phone & { readonly started: Promise<void>; idle(): Promise<void>; stop(): Promise<void> };

const LOOK_AGAIN_MS = 6 * 3600 * 1000;
const UNKNOWN_STORAGE: StorageState = { storage: "unknown", freeBytes: null };

export function makePhone(world: World = browserWorld()): RunningPhone {
  const { store, board } = world;
  const memory = makeMemory(store, world.now);
  const { data, reload, reloadRows } = memory;
  const storage = signal(UNKNOWN_STORAGE);
  const carried = signal<Snapshot["carried"]>({ waiting: 0, delivered: 0, refused: 0, why: [] });
  const eviction = signal<Eviction | null>(null);
  /** False while nothing was read: an unreadable store is not an empty one. */
  let isReadable = false;
  let lookedAt = world.now();

  const saves = new Set<Promise<unknown>>();
  const carriedOps = new Set<string>();
  const locks = makeLocks({
    store,
    memory,
    now: world.now,
    carried: () => carriedOps,
    tell: () => board.post("lock"),
    saved: () => Promise.allSettled(saves),
    async entered(isFirst) {
      if (isFirst) await freshen(true).catch((error: unknown) => console.error("bundle", error));
      await reloadRows();
      quietly(sync(isFirst ? "demand" : "visible"));
    },
  });

  const runner = makeRunner(
    {
      ...world,
      board: {
        post: (notice) => {
          board.post(notice);
          quietly(notice === "outbox" ? reload() : reloadRows());
        },
      },
      report: async () => ({
        storage: storage.value.storage,
        free: storage.value.freeBytes,
        evicted: eviction.value === null || eviction.value.isTold ? 0 : eviction.value.unsent,
      }),
    },
    () => {
      status.value = runner.status();
    },
  );
  const status = signal(runner.status());
  const voices = makeVoices({
    ...world,
    isOver: () => data.value.wiped && data.value.unsent === 0,
    isBusy: () => runner.status().running,
    isWifiOnly: () => preferences.value.voicesByWifi,
    kept,
  });
  const snapshot = computed(() =>
    toSnapshot(data.value, {
      status: status.value,
      storage: storage.value,
      updateReady: world.worker.updateReady.value,
      eviction: eviction.value,
      carried: carried.value,
      voices: voices.view.value,
      turn: locks.turn.value,
    }),
  );

  /** Keeps the mark beside the databases in step with them; finds that they were cleared. */
  function mark(change: Partial<Eviction> = {}): void {
    if (!isReadable) return;
    const { device, unsent } = data.value;
    const next = nextMark(world.marker.read(), device, unsent, world.now());
    if (next === null) return;
    eviction.value = next.eviction === null ? null : { ...next.eviction, ...change };
    world.marker.write({ ...next, eviction: eviction.value });
  }

  async function freshen(force: boolean): Promise<void> {
    if (!(await refreshBundle(world.api, store, world.now(), force))) return;
    board.post("bundle");
    await reloadRows();
  }

  /** False when nothing could be asked: members and lists are as they were. */
  async function askForLists(): Promise<boolean> {
    await sync("demand");
    if (runner.status().problem !== null) return false;
    await freshen(true);
    return true;
  }

  /** The browser looks at every start; an app that stays open for days would never know. */
  async function lookForUpdate(): Promise<void> {
    const isDue = Math.abs(world.now() - lookedAt) > LOOK_AGAIN_MS || runner.status().upgrade;
    if (!isDue || runner.status().problem !== null) return;
    lookedAt = world.now();
    await world.worker.lookForUpdate();
  }

  /** One cycle, then what is worth doing while the network is there. */
  async function sync(reason: Parameters<typeof runner.wake>[0]): Promise<void> {
    await runner.wake(reason);
    await memory.idle();
    const isTold = runner.status().problem === null && data.value.enrolled;
    mark(isTold && eviction.value !== null ? { isTold } : {});
    storage.value = await world.readStorage();
    await lookForUpdate();
    if (runner.status().problem !== null) {
      if (data.value.unsent > 0) await world.worker.askToBeWoken();
      return;
    }
    await freshen(false);
    await carryOn();
    quietly(voices.carryOn());
    const count = (sent: number, received: number) => store.countTraffic(world.now(), sent, received);
    if (data.value.enrolled) quietly(world.freshenWords(reason === "demand", count));
  }

  /** Hands on what this phone carries for others. */
  async function carryOn(): Promise<void> {
    const grant = await store.grant();
    if (grant === null) return;
    await deliver({ api: world.api, courier: world.courier, token: grant.token });
    // Also when another round has just handed them over: whoever waits for this one sees what is left.
    await countCarried();
  }

  async function countCarried(): Promise<void> {
    carried.value = await world.courier.counts();
  }
  /** Work that nobody waits for, but that `stop` lets end. */
  const background = new Set<Promise<void>>();
  const quietly = (work: Promise<void>): void => {
    const told = work.catch((error: unknown) => console.error("phone", error)).finally(() => background.delete(told));
    background.add(told);
  };

  async function idle(): Promise<void> {
    while (background.size > 0) await Promise.all(background);
  }

  /** Raises NotSaved when the disk refused. */
  async function kept<Result>(write: () => Promise<Result>): Promise<Result> {
    const work = write();
    saves.add(work);
    try {
      return await work;
    } catch (error) {
      throw new NotSaved(isQuotaError(error) ? "quota" : "storage");
    } finally {
      saves.delete(work);
    }
  }

  function caseOf(op: string): Case {
    const found = data.value.cases.find((known) => known.op === op);
    if (found === undefined) throw new Error("no such case");
    return found;
  }

  async function save(made: readonly OpDraft[], answer: Saved): Promise<Saved> {
    const saved: readonly QueuedOp[] = await kept(async () => {
      await voices.name(made);
      return store.save(made, world.now());
    });
    const drawn = world.drawTogether();
    memory.add(saved);
    mark();
    // What was refused and is now replaced leaves the screen together with its cause.
    if (data.value.cases.length > 0) await reload();
    quietly(tellOthers(drawn));
    return answer;
  }
  /** Who saved sees it first; other pages and the server hear of it a moment later. */
  async function tellOthers(drawn: Promise<void>): Promise<void> {
    await drawn;
    board.post("outbox");
    await sync("saved");
  }
  const saveOne = (op: OpDraft): Promise<Saved> => save([op], { id: op.record ?? op.id, op: op.id });

  async function persist(): Promise<boolean> {
    const kept = await world.askToPersist();
    storage.value = await world.readStorage();
    return kept;
  }

  async function start(): Promise<void> {
    await store.settle();
    await reload();
    isReadable = true;
    mark();
    quietly(world.worker.register());
    storage.value = await world.readStorage();
    quietly(countCarried());
    quietly(voices.begin());
    if (data.value.enrolled || data.value.unsent > 0) quietly(sync("visible"));
  }

  board.listen((notice) => {
    if (notice === "lock") quietly(locks.follow());
    else quietly(notice === "outbox" ? reload() : reloadRows());
  });
  const stopListening = world.listen((reason) => quietly(sync(reason)));
  const started = start().catch((error: unknown) => {
    console.error("phone", error);
    memory.giveUp();
  });

  return {
    snapshot,
    started,
    idle,

    async enrol(code) {
      const result = await enrol(code, world.api, store);
      if (!result.ok) return result;
      board.post("grant");
      await persist();
      if (!result.isIn) {
        await locks.expect(result.person);
        return { ok: true };
      }
      await freshen(true).catch((error: unknown) => console.error("bundle", error));
      await reloadRows();
      quietly(sync("demand"));
      return { ok: true };
    },

    unlock: locks.unlock,
    choosePin: locks.choosePin,
    changePin: locks.changePin,
    removePerson: locks.removePerson,
    lock: locks.lock,
    recallSheet: locks.recallSheet,
    keepSheet: locks.keepSheet,

    logAssist: (draft) => saveOne(drafts.assistOp(draft)),

    logAssistForNewHousehold(household, consent, assist) {
      const home = drafts.householdOp(household);
      const log = drafts.assistOp({ ...assist, household: home.id, village: null });
      return save([home, drafts.consentOp(home.id, consent), log], { id: log.id, op: log.id });
    },

    async logMany(draft) {
      const { ops, assists } = manyOps(draft);
      const [first = ""] = assists;
      await save(ops, { id: first, op: first });
      return assists;
    },
    async withdrawMany(ids, reason) {
      const [first = ""] = ids;
      await save(ids.map((id) => drafts.withdrawAssistOp(memory.records(), id, reason)), { id: first, op: first });
    },

    addHousehold(household, consent) {
      const home = drafts.householdOp(household);
      return save([home, drafts.consentOp(home.id, consent)], { id: home.id, op: home.id });
    },

    giveConsent: (household, consent) => {
      const refused = data.value.cases.filter((found) => found.kind === "consent.give" && found.household === household);
      return saveOne(drafts.consentOp(household, consent, refused.map(({ record }) => record)));
    },
    withdrawConsent: async (household, reason) =>
      saveOne(drafts.withdrawConsentOp(memory.records(), household, reason)),
    amendAssist: async (id, patch) => saveOne(drafts.amendAssistOp(memory.records(), id, patch)),
    withdrawAssist: async (id, reason) => saveOne(drafts.withdrawAssistOp(memory.records(), id, reason)),
    amendHousehold: async (id, patch) => saveOne(drafts.amendHouseholdOp(memory.records(), id, patch)),

    ...villageVerbs({ records: memory.records, cases: () => data.value.cases, saveOne }),
    ...teamVerbs({ records: memory.records, notices: () => data.value.notices, saveOne, askForLists }),

    keepVoice: voices.keepVoice,
    hearVoice: voices.hearVoice,
    dropVoice: voices.dropVoice,
    sendVoicesNow: voices.sendVoicesNow,

    async insist(op) {
      const found = caseOf(op);
      return saveOne(drafts.insistOp(memory.records(), found, await store.bodyOf(op)));
    },

    async takeBack(op) {
      const found = caseOf(op);
      if (found.takeBack === "withdraw") {
        await saveOne(drafts.withdrawRecordOp(memory.records(), found));
        return;
      }
      await kept(() => store.letGo(op));
      board.post("outbox");
      await reload();
    },

    syncNow: () => sync("demand").catch((error: unknown) => console.error("sync", error)),

    async makeCourierFile() {
      const made = await makePackage(store, world.now());
      for (const op of made?.ops ?? []) carriedOps.add(op);
      return made;
    },
    async takeCourierFile(text) {
      const taken = await takeFile(world.courier, text, world.now());
      await countCarried();
      if (taken.added > 0) quietly(sync("demand"));
      return taken;
    },

    askToPersist: persist,
    acknowledgeEviction: () => mark({ isRead: true }),

    lookForUpdate: () => world.worker.lookForUpdate(),

    update: () => world.worker.takeUpdate(),

    async stop() {
      stopListening();
      await started;
      await runner.stop();
      await idle();
      board.close();
      await store.close();
      await world.courier.close();
      await voices.stop();
    },
  };
}
