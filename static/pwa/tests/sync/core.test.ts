import { describe, expect, test } from "vitest";
import type { Answer, Judgement } from "../../src/sync/answer.ts";
import { backOff } from "../../src/sync/back-off.ts";
import { type CoreState, type Event, INITIAL, MOST_OPS, type Stored, step } from "../../src/sync/core.ts";

const ANSWER: Answer = {
  attempt: 1,
  now: 0,
  taken: [],
  outcomes: [],
  rows: [],
  gone: [],
  erased: [],
  missing: [],
  ack: "k",
  at: null,
  safe: 0,
  newDevice: null,
  cursor: "c",
  more: false,
  reset: false,
  rebuild: false,
  refresh: false,
  wipe: false,
  upgrade: false,
  maxOps: null,
};
const STORED: Stored = { applied: true, left: 0, unsent: 0, offersLeft: 0, isSomebodyDue: false, quota: false };
const CHANCE = { now: 1000, random: 0.5 };
const FAILED: Extract<Judgement, { kind: "failed" }> = {
  kind: "failed",
  problem: "server",
  retryAfter: null,
  blamesOps: false,
  tooMuch: false,
};

const posting = (overrides: Partial<CoreState> = {}): CoreState => ({
  ...INITIAL,
  phase: "posting",
  asked: ["a", "b", "c", "d"],
  unsent: 4,
  ...overrides,
});
const stored = (answer: Partial<Answer> = {}, facts: Partial<Stored> = {}): Event => ({
  type: "stored",
  stored: { ...STORED, ...facts },
  answer: { ...ANSWER, ...answer },
  ...CHANCE,
});
const failed = (overrides: Partial<typeof FAILED> = {}): Event => ({
  type: "judged",
  judgement: { ...FAILED, ...overrides },
  ...CHANCE,
});
const kinds = (effects: readonly { readonly type: string }[]): string[] => effects.map((effect) => effect.type);

describe("a cycle", () => {
  test("goes take, post, store and rests when all is said", () => {
    let [state, effects] = step(INITIAL, { type: "woken", reason: "demand", now: 0 });
    expect(kinds(effects)).toEqual(["take"]);
    [state, effects] = step(state, { type: "taken", opIds: ["a"], unsent: 1 });
    expect(kinds(effects)).toEqual(["post"]);
    [state, effects] = step(state, { type: "judged", judgement: { kind: "accepted", answer: ANSWER }, ...CHANCE });
    expect(kinds(effects)).toEqual(["store"]);
    [state, effects] = step(state, stored());
    expect(effects).toEqual([]);
    expect(state).toMatchObject({ phase: "idle", upToDate: true, problem: null });
  });

  test.each([
    ["more rows", stored({ more: true })],
    ["a reset", stored({ reset: true })],
    ["ops left", stored({}, { left: 3, unsent: 3 })],
    ["offers left", stored({}, { offersLeft: 3 })],
  ])("asks again at once when there are %s", (_, event) => {
    const [state, effects] = step(posting({ phase: "storing" }), event);
    expect(kinds(effects)).toEqual(["take"]);
    expect(state.upToDate).toBe(false);
  });

  test("a wish during a cycle is one more round, not a second cycle", () => {
    const [woken, nothing] = step(posting(), { type: "woken", reason: "demand", now: 0 });
    expect(nothing).toEqual([]);
    expect(kinds(step({ ...woken, phase: "storing" }, stored())[1])).toEqual(["take"]);
  });

  test("an answer overtaken by another tab changes nothing and blames nobody", () => {
    const [state] = step(posting({ phase: "storing" }), stored({}, { applied: false, unsent: 1 }));
    expect(state).toMatchObject({ phase: "idle", problem: null, upToDate: false });
  });

  test("an expired grant is refreshed once a cycle, then the cycle goes on", () => {
    const [refreshing, effects] = step(posting({ phase: "storing" }), stored({ refresh: true }));
    expect(kinds(effects)).toEqual(["refresh"]);
    const [again, more] = step(refreshing, { type: "refreshed", problem: null, ...CHANCE });
    expect(kinds(more)).toEqual(["take"]);
    expect(step({ ...again, phase: "storing" }, stored({ refresh: true }))[0].problem).toBe("grant");
  });
});

describe("failure", () => {
  test("backs off with full jitter up to fifteen minutes, the server's wish first", () => {
    expect([1, 2, 3, 30].map((n) => backOff(n, null, 0.999999))).toEqual(
      [4000, 8000, 16000, 900_000].map((ms) => Math.round(ms * 0.999999)),
    );
    expect(backOff(5, null, 0)).toBe(0);
    expect(backOff(1, 30, 0.5)).toBe(30_000);
  });

  test("a save during the back-off waits, a person or the network do not", () => {
    const state: CoreState = { ...INITIAL, notBefore: 500, unsent: 1 };
    expect(kinds(step(state, { type: "woken", reason: "saved", now: 0 })[1])).toEqual(["timer"]);
    expect(kinds(step(state, { type: "woken", reason: "online", now: 0 })[1])).toEqual(["take"]);
    expect(kinds(step({ ...state, busyUntil: 500 }, { type: "woken", reason: "online", now: 0 })[1])).toEqual([
      "timer",
    ]);
    expect(kinds(step({ ...state, busyUntil: 500 }, { type: "woken", reason: "demand", now: 0 })[1])).toEqual(["take"]);
  });

  test("a wish during a cycle that fails gets a cycle of its own", () => {
    const [woken] = step(posting(), { type: "woken", reason: "online", now: 0 });
    const [state, effects] = step(woken, failed());
    expect(kinds(effects)).toEqual(["take"]);
    expect(kinds(step({ ...state, phase: "posting" }, failed())[1])).toEqual(["timer"]);
    expect(kinds(step(step(posting(), { type: "woken", reason: "saved", now: 0 })[0], failed())[1])).toEqual(["timer"]);
  });

  test("a timer runs only while something is unsent", () => {
    expect(kinds(step(posting(), failed())[1])).toEqual(["timer"]);
    expect(kinds(step(posting({ unsent: 0, asked: [] }), failed())[1])).toEqual([]);
  });

  test("silence and 413 halve the batch, success lets it grow again", () => {
    const [halved] = step(posting(), failed({ tooMuch: true }));
    expect(halved.maxOps).toBe(2);
    expect(step({ ...halved, phase: "storing" }, stored())[0].maxOps).toBe(4);
    expect(step(posting({ phase: "storing", maxOps: 80 }), stored())[0].maxOps).toBe(MOST_OPS);
  });
});

describe("suspects", () => {
  test("an op that is refused alone is weighed against an empty sync", () => {
    const [probing, effects] = step(posting({ asked: ["a"] }), failed({ blamesOps: true }));
    expect(effects).toMatchObject([{ type: "take", maxOps: 0 }]);
    const [storing] = step(
      { ...probing, phase: "posting", asked: [] },
      { type: "judged", judgement: { kind: "accepted", answer: ANSWER }, ...CHANCE },
    );
    expect(step(storing, stored({}, { left: 1, unsent: 1 }))[1]).toEqual([{ type: "strike", opId: "a" }]);
  });

  test("an op is not blamed when the empty sync fails as well", () => {
    const [state, effects] = step(posting({ asked: [], probing: "a" }), failed({ blamesOps: true }));
    expect(kinds(effects)).toEqual(["timer"]);
    expect(state.probing).toBeNull();
  });

  test("no op is ever blamed for what stands between phone and server", () => {
    expect(kinds(step(posting({ asked: ["a"] }), failed())[1])).toEqual(["timer"]);
  });
});
