/**
 * The sync core: a pure function from (state, event) to (state, effects). It decides what is done next and never
 * does it; runner.ts does, and tells the core what came of it.
 */
import type { Answer, Judgement, Problem } from "./answer";
import { backOff } from "./back-off";

export const MOST_OPS = 100;
/** Uncompressed bytes of ops in one request: below 64 KiB even where the browser cannot compress. */
const MOST_BYTES = 60_000;
/** After one reset nothing is left that a server could fail to know; one more may be a restore under way. */
const MOST_RESETS = 2;
/** Another tab's cycle overtook ours; look again when it should be over. */
const OTHER_TAB_MS = 5_000;
const SLOW_TIMER_MS = 15 * 60_000;

export type CoreState = {
  readonly phase: "idle" | "taking" | "posting" | "storing" | "refreshing" | "striking";
  /** A person or the network woke us while we ran: once more round, also after a failure. */
  readonly again: boolean;
  /** In a row; a success clears it. */
  readonly failures: number;
  readonly maxOps: number;
  /** Ops in the request under way. */
  readonly asked: readonly string[];
  /** The op that failed alone, while an empty sync finds out whether it is to blame. */
  readonly probing: string | null;
  readonly refreshed: boolean;
  /** Answers of this cycle by which the server did not know our past. */
  readonly resets: number;
  readonly unsent: number;
  /** Not before this moment unless asked by a person or a change of the network. */
  readonly notBefore: number;
  /** Not before this moment unless asked by a person: the server said so. */
  readonly busyUntil: number;
  readonly problem: Problem | null;
  readonly upToDate: boolean;
  readonly upgrade: boolean;
};

export const INITIAL: CoreState = {
  phase: "idle",
  again: false,
  failures: 0,
  maxOps: MOST_OPS,
  asked: [],
  probing: null,
  refreshed: false,
  resets: 0,
  unsent: 0,
  notBefore: 0,
  busyUntil: 0,
  problem: null,
  upToDate: false,
  upgrade: false,
};

export type Stored = {
  /** False when a newer attempt had started: the answer was not applied. */
  readonly applied: boolean;
  /** Ops that may go now (suspects wait). */
  readonly left: number;
  readonly unsent: number;
  readonly offersLeft: number;
  /** A permission ended, and others of this phone are to be asked. */
  readonly isSomebodyDue: boolean;
  readonly quota: boolean;
};

export type WakeReason = "saved" | "timer" | "online" | "visible" | "demand";

export type Event =
  | { readonly type: "woken"; readonly reason: WakeReason; readonly now: number }
  | { readonly type: "taken"; readonly opIds: readonly string[]; readonly unsent: number }
  | { readonly type: "nobody" }
  | { readonly type: "judged"; readonly judgement: Judgement; readonly now: number; readonly random: number }
  | {
      readonly type: "stored";
      readonly stored: Stored;
      readonly answer: Answer;
      readonly now: number;
      readonly random: number;
    }
  | { readonly type: "refreshed"; readonly problem: Problem | null; readonly now: number; readonly random: number }
  | { readonly type: "struck"; readonly now: number; readonly random: number };

export type Effect =
  | { readonly type: "take"; readonly maxOps: number; readonly maxBytes: number }
  | { readonly type: "post" }
  | { readonly type: "store"; readonly answer: Answer }
  | { readonly type: "refresh" }
  | { readonly type: "strike"; readonly opId: string }
  /** Wake up again after this many milliseconds. */
  | { readonly type: "timer"; readonly ms: number };

export type Step = readonly [CoreState, readonly Effect[]];

function take(state: CoreState, maxOps = state.maxOps): Step {
  return [{ ...state, phase: "taking", again: false }, [{ type: "take", maxOps, maxBytes: MOST_BYTES }]];
}

/** The cycle ends. A timer runs only while something is unsent. */
function rest(state: CoreState, ms: number | null): Step {
  const idle: CoreState = { ...state, phase: "idle", again: false, asked: [], probing: null, refreshed: false, resets: 0 };
  return [idle, ms !== null && idle.unsent > 0 ? [{ type: "timer", ms }] : []];
}

type Failing = {
  readonly problem: Problem;
  readonly retryAfter?: number | null;
  readonly now: number;
  readonly random: number;
};

function failed(state: CoreState, { problem, retryAfter = null, now, random }: Failing): Step {
  const failures = state.failures + 1;
  const ms = backOff(failures, retryAfter, random);
  const busyUntil = retryAfter === null ? state.busyUntil : now + ms;
  const tired: CoreState = {
    ...state,
    failures,
    problem,
    upToDate: false,
    notBefore: now + ms,
    busyUntil,
    probing: null,
  };
  return tired.again ? take(tired) : rest(tired, ms);
}

function onWoken(state: CoreState, reason: WakeReason, now: number): Step {
  // What was saved meanwhile is found by counting what is left.
  if (state.phase !== "idle") return [{ ...state, again: state.again || reason !== "saved" }, []];
  const waits = reason !== "demand" && now < state.busyUntil;
  const waitsToo = reason === "saved" && now < state.notBefore;
  if (waits || waitsToo) return [state, [{ type: "timer", ms: Math.max(state.notBefore, state.busyUntil) - now }]];
  return take(state);
}

function onFailure(state: CoreState, event: Extract<Event, { type: "judged" }>): Step {
  const { judgement, now, random } = event;
  if (judgement.kind !== "failed") return [state, []];
  const { problem, retryAfter, blamesOps, tooMuch } = judgement;
  const count = state.asked.length;
  if (state.probing === null && blamesOps && count === 1) {
    return take({ ...state, probing: state.asked[0] ?? null }, 0);
  }
  const smaller = (blamesOps || tooMuch) && count > 1 ? Math.floor(count / 2) : state.maxOps;
  return failed({ ...state, maxOps: smaller }, { problem, retryAfter, now, random });
}

function onStored(state: CoreState, event: Extract<Event, { type: "stored" }>): Step {
  const { stored, answer, now, random } = event;
  const known: CoreState = { ...state, unsent: stored.unsent };
  if (!stored.applied) return rest({ ...known, upToDate: false }, OTHER_TAB_MS);
  if (stored.quota) return failed(known, { problem: "quota", now, random });
  if (state.probing !== null) return [{ ...known, phase: "striking" }, [{ type: "strike", opId: state.probing }]];
  const grown = Math.min(state.maxOps * 2, answer.maxOps ?? MOST_OPS, MOST_OPS);
  const well: CoreState = {
    ...known,
    failures: 0,
    notBefore: 0,
    busyUntil: 0,
    problem: null,
    maxOps: grown,
    upgrade: answer.upgrade,
  };
  if (answer.refresh && !state.refreshed)
    return [{ ...well, phase: "refreshing", refreshed: true }, [{ type: "refresh" }]];
  if (answer.refresh) return failed(well, { problem: "grant", now, random });
  const resets = state.resets + (answer.reset ? 1 : 0);
  if (resets > MOST_RESETS) return failed({ ...well, failures: state.failures }, { problem: "server", now, random });
  const isMore = answer.more || answer.reset || stored.offersLeft > 0 || stored.isSomebodyDue;
  if (isMore || stored.left > 0 || state.again) return take({ ...well, resets, upToDate: false });
  return rest({ ...well, upToDate: stored.unsent === 0 && !answer.wipe }, SLOW_TIMER_MS);
}

/** The next state, and what must be done for it, in order. */
export function step(state: CoreState, event: Event): Step {
  switch (event.type) {
    case "woken":
      return onWoken(state, event.reason, event.now);
    case "nobody":
      return rest({ ...state, upToDate: false }, null);
    case "taken":
      return [
        { ...state, phase: "posting", again: false, asked: event.opIds, unsent: event.unsent },
        [{ type: "post" }],
      ];
    case "judged":
      if (event.judgement.kind === "failed") return onFailure(state, event);
      return [{ ...state, phase: "storing" }, [{ type: "store", answer: event.judgement.answer }]];
    case "stored":
      return onStored(state, event);
    case "refreshed":
      if (event.problem === null) return take(state);
      return failed(state, { problem: event.problem, now: event.now, random: event.random });
    case "struck":
      // The server is well and one op is not: try the rest after a pause.
      return failed(state, { problem: "server", now: event.now, random: event.random });
  }
}
