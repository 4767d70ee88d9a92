/** Executes the core's effects one by one and feeds back what came of them; holds no rule of its own. */
import { readGrant } from "../api/documents";
import type { Batch } from "../store/batch";
import { isQuotaError } from "../store/connection";
import { type Answer, type Asked, claimedProcessed, judge, type Problem } from "./answer";
import { type CoreState, type Effect, type Event, INITIAL, type Stored, step, type WakeReason } from "./core";
import { digestOf } from "./digest";
import type { Ports } from "./ports";
import { syncBody } from "./request";

/** Archive ids in one offer. */
const MOST_OFFERS = 2_000;

export type SyncStatus = Pick<CoreState, "problem" | "upToDate" | "upgrade"> & { readonly running: boolean };

export type Runner = {
  /** Resolves when the cycle it started or joined ends; never throws. */
  wake(reason: WakeReason): Promise<void>;
  status(): SyncStatus;
  /** No more timers; resolves when the cycle under way has ended. */
  stop(): Promise<void>;
};

type Journey = { readonly batch: Batch; readonly asked: Asked; offset: number };

/** Both marks went with the request and the server knows them as its own (protocol §7). */
function provesPast(answer: Answer, batch: Batch, asked: Asked): boolean {
  return batch.ack !== null && asked.cursor !== null && !answer.reset && !answer.wipe;
}

export function makeRunner(ports: Ports, changed: () => void): Runner {
  let state = INITIAL;
  let cycle: Promise<void> | undefined;
  let journey: Journey | undefined;
  let callOff = (): void => undefined;

  const dispatch = (event: Event): readonly Effect[] => {
    const [next, effects] = step(state, event);
    state = next;
    changed();
    return effects;
  };
  const chance = () => ({ now: ports.now(), random: ports.random() });

  async function take(maxOps: number, maxBytes: number): Promise<Event> {
    await ports.store.settle();
    const batch = await ports.store.takeBatch({ maxOps, maxBytes, maxOffer: MOST_OFFERS }, ports.now(), ports.app);
    if (batch === undefined) return { type: "nobody" };
    const opIds = batch.ops.map((op) => op.id);
    const { attempt, offer, cursor } = batch;
    journey = { batch, asked: { attempt, opIds, offered: offer, cursor }, offset: 0 };
    return { type: "taken", opIds, unsent: batch.unsent };
  }

  async function post({ batch, asked }: Journey): Promise<Event> {
    const body = syncBody(batch, asked.cursor, ports.now(), ports.app, await ports.report());
    const sentAt = ports.now();
    const reply = await ports.api.sync(batch.grant.token, body);
    const receivedAt = ports.now();
    const processed = reply.kind === "answer" ? claimedProcessed(reply.json) : 0;
    const judgement = judge(reply, asked, await digestOf(asked.opIds.slice(0, processed)));
    if (judgement.kind === "accepted") {
      journey = { batch, asked, offset: Math.round(judgement.answer.now - (sentAt + receivedAt) / 2) };
    }
    await ports.store
      .countTraffic(receivedAt, reply.sent, reply.kind === "answer" ? reply.received : 0)
      .catch(() => undefined);
    return { type: "judged", judgement, ...chance() };
  }

  /** The outbox first, then the cache: what a crash leaves between them is asked for again. */
  async function store(answer: Answer, { batch, asked, offset }: Journey): Promise<Stored> {
    const now = ports.now();
    const applied = await ports.store.applyNews(
      {
        ...answer,
        person: batch.grant.user.id,
        isRead: batch.reader !== null,
        offered: asked.offered,
        past: { safe: answer.safe, provesPast: provesPast(answer, batch, asked), serverNow: answer.now },
        clock: { offset, measuredAt: now },
      },
      now,
    );
    if (!applied) return { applied, quota: false, ...(await ports.store.queueFacts()) };
    ports.board.post("outbox");
    await ports.store.settle();
    const facts = await ports.store.queueFacts();
    // Without a cursor there is no page: to a phone that is lost, too old or expired the server shows no rows.
    const hasPage = answer.cursor !== null && !answer.reset && !answer.wipe && !answer.refresh && !answer.upgrade;
    const { reader } = batch;
    const quota = hasPage && reader !== null ? !(await page(answer, asked, facts.spokenOf, reader)) : false;
    ports.board.post("rows");
    return { applied, quota, ...facts };
  }

  /** False when the disk had no room: the rows are dropped and come again. */
  async function page(
    answer: Answer,
    asked: Asked,
    spokenOf: ReadonlySet<string>,
    reader: number,
  ): Promise<boolean> {
    try {
      await ports.store.storePage({ ...answer, after: asked.cursor }, spokenOf, reader);
      return true;
    } catch (error) {
      if (!isQuotaError(error)) throw error;
      await ports.store.dropCachedRows();
      return false;
    }
  }

  async function refresh({ grant }: Batch): Promise<Problem | null> {
    const reply = await ports.api.refreshGrant(grant.token);
    if (reply.kind === "failed") return reply.why === "timeout" ? "server" : reply.why;
    const fresh = reply.status === 200 || reply.status === 201 ? readGrant(reply.json) : undefined;
    if (fresh === undefined) return reply.status < 500 ? "grant" : "server";
    await ports.store.renewGrant({ ...grant, ...fresh });
    return null;
  }

  async function perform(effect: Effect): Promise<Event | undefined> {
    if (effect.type === "timer") {
      callOff();
      callOff = ports.later(effect.ms, () => void wake("timer"));
      return undefined;
    }
    if (effect.type === "take") return take(effect.maxOps, effect.maxBytes);
    if (effect.type === "strike") {
      await ports.store.strike(effect.opId, ports.now(), ports.app);
      ports.board.post("outbox");
      return { type: "struck", ...chance() };
    }
    if (journey === undefined) return { type: "nobody" };
    if (effect.type === "refresh") return { type: "refreshed", problem: await refresh(journey.batch), ...chance() };
    if (effect.type === "post") return post(journey);
    const stored = await store(effect.answer, journey);
    // With nobody in, rows stay where they are: there is no more to ask for.
    const answer = journey.batch.reader === null ? { ...effect.answer, more: false } : effect.answer;
    return { type: "stored", stored, answer, ...chance() };
  }

  async function run(effects: readonly Effect[]): Promise<void> {
    const queue = [...effects];
    for (let effect = queue.shift(); effect !== undefined; effect = queue.shift()) {
      const event = await perform(effect);
      if (event !== undefined) queue.push(...dispatch(event));
    }
  }

  async function runCycle(effects: readonly Effect[]): Promise<void> {
    try {
      await ports.alone(() => run(effects));
    } catch (error) {
      // The disk refused: nothing was half written, and the outbox is as it was.
      const problem: Problem = isQuotaError(error) ? "quota" : "server";
      state = { ...INITIAL, failures: state.failures + 1, problem, unsent: state.unsent, maxOps: state.maxOps };
      console.error("sync", error);
      if (state.unsent > 0) await perform({ type: "timer", ms: 60_000 });
    }
  }

  /** After the one that is just ending, if one is: its last effect is done, but its lock may not be free yet. */
  function begin(effects: readonly Effect[]): Promise<void> {
    const work = cycle === undefined ? runCycle(effects) : cycle.then(() => runCycle(effects));
    const mine = work.finally(() => {
      if (cycle === mine) cycle = undefined;
      changed();
    });
    return mine;
  }

  function wake(reason: WakeReason): Promise<void> {
    const effects = dispatch({ type: "woken", reason, now: ports.now() });
    if (effects.length > 0) {
      callOff();
      if (effects.every((effect) => effect.type === "timer")) return run(effects);
      cycle = begin(effects);
    }
    return cycle ?? Promise.resolve();
  }

  return {
    wake,
    status: () => ({
      problem: state.problem,
      upToDate: state.upToDate,
      upgrade: state.upgrade,
      running: cycle !== undefined,
    }),
    async stop() {
      await cycle;
      callOff();
    },
  };
}
