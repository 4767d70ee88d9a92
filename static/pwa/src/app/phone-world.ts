/** The browser as the phone uses it; tests build a phone in another world. */
import type { ReadonlySignal } from "@preact/signals";
import { version } from "../../package.json";
import { type Api, api } from "../api/endpoints";
import { type CourierStore, makeCourierStore } from "../store/courier";
import { makeNoticeBoard, type NoticeBoard } from "../store/notice";
import { makeStore, type Store } from "../store/store";
import { makeVoiceStore, type VoiceStore } from "../store/voices";
import type { WakeReason } from "../sync/core";
import { alone, onlyHere } from "../sync/locks";
import { listenForTriggers } from "../sync/triggers";
import { drawTogether } from "./drawing";
import { browserMarker, type Marker } from "./phone-marker";
import { readLink } from "./phone-link";
import { askToPersist, readStorage, type StorageState } from "./phone-storage";
import type { Link } from "./phone-voice-types";
import { askToBeWoken, lookForUpdate, registerWorker, takeUpdate, updateReady } from "./phone-worker";

export type World = {
  readonly api: Api;
  readonly store: Store;
  readonly board: NoticeBoard;
  readonly courier: CourierStore;
  readonly voices: VoiceStore;
  readonly marker: Marker;
  readonly app: string;
  now(): number;
  random(): number;
  alone(work: () => Promise<void>): Promise<void>;
  /** Recordings are sent by one tab at a time. */
  onlyHere(work: () => Promise<void>): Promise<void>;
  link(): Link;
  later(ms: number, call: () => void): () => void;
  /** See drawing.ts. */
  drawTogether(): Promise<void>;
  /** Starts listening for what wakes the sync; returns how to stop. */
  listen(wake: (reason: WakeReason) => void): () => void;
  /** Asks for words that speakers approved since; *isDemanded*: somebody waits. `count` hears of the bytes. */
  freshenWords(isDemanded: boolean, count: (sent: number, received: number) => Promise<void>): Promise<void>;
  readStorage(): Promise<StorageState>;
  askToPersist(): Promise<boolean>;
  readonly worker: {
    readonly updateReady: ReadonlySignal<boolean>;
    register(): Promise<void>;
    askToBeWoken(): Promise<void>;
    lookForUpdate(): Promise<void>;
    takeUpdate(): Promise<void>;
  };
};

/** The longest delay that setTimeout keeps. */
const LONGEST_MS = 2 ** 31 - 1;

function later(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, Math.min(Math.max(ms, 0), LONGEST_MS));
  return () => clearTimeout(timer);
}

export function browserWorld(): World {
  const store = makeStore();
  return {
    api,
    store,
    board: makeNoticeBoard(),
    courier: makeCourierStore(),
    voices: makeVoiceStore(store.sealer),
    marker: browserMarker,
    app: version,
    now: () => Date.now(),
    random: () => Math.random(),
    alone,
    onlyHere: (work) => onlyHere("tocongnghe-voices", work),
    link: readLink,
    later,
    drawTogether,
    listen: listenForTriggers,
    freshenWords: async (isDemanded, count) =>
      (await import("./later/words/freshen")).freshenWords(isDemanded, Date.now(), count),
    readStorage,
    askToPersist,
    worker: { updateReady, register: registerWorker, askToBeWoken, lookForUpdate, takeUpdate },
  };
}
