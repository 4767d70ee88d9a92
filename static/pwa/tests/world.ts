/** A phone on a fresh disk with a faked network, a still clock and no timers of its own. */
import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { IDBFactory } from "fake-indexeddb";
import { vi } from "vitest";
import { api } from "../src/api/endpoints.ts";
import { makePhone, type RunningPhone } from "../src/app/phone.ts";
import type { Mark } from "../src/app/phone-marker.ts";
import type { EnrolResult } from "../src/app/phone-types.ts";
import type { World } from "../src/app/phone-world.ts";
import type { Link } from "../src/app/phone-voice-types.ts";
import { makeCourierStore } from "../src/store/courier.ts";
import { makeStore } from "../src/store/store.ts";
import { makeVoiceStore } from "../src/store/voices.ts";
import type { WakeReason } from "../src/sync/core.ts";
import { FakeServer } from "./fake-server.ts";

export const NOON = Date.parse("2026-11-21T05:00:00Z");

export type Stage = {
  readonly server: FakeServer;
  now: number;
  online: boolean;
  link: Link;
  /** What lies beside the databases. */
  mark: Mark | null;
  readonly timers: number[];
  readonly phones: RunningPhone[];
  /** Nobody comes in when the app is opened. */
  staysLocked: boolean;
  wake: (reason: WakeReason) => void;
};

/** An empty disk and a new server. */
export function makeStage(): Stage {
  globalThis.indexedDB = new IDBFactory();
  const server = new FakeServer();
  const calm = { timers: [], phones: [], staysLocked: false, wake: () => undefined };
  const stage: Stage = { server, now: NOON, online: true, link: "unknown", mark: null, ...calm };
  vi.stubGlobal("fetch", (path: string, init: RequestInit) =>
    stage.online ? server.fetch(path, init) : Promise.reject(new TypeError("no network")),
  );
  return stage;
}

export function makeWorld(stage: Stage): World {
  const store = makeStore({ pinIterations: 10 });
  return {
    api,
    store,
    board: { post: () => undefined, listen: () => undefined, close: () => undefined },
    courier: makeCourierStore(),
    voices: makeVoiceStore(store.sealer),
    onlyHere: (work) => work(),
    link: () => stage.link,
    marker: { read: () => stage.mark, write: (mark) => (stage.mark = mark) },
    app: "0.1.0",
    now: () => stage.now,
    random: () => 0.5,
    alone: (work) => work(),
    drawTogether: async () => undefined,
    later: (ms) => {
      stage.timers.push(ms);
      return () => undefined;
    },
    listen: (wake) => {
      stage.wake = wake;
      return () => undefined;
    },
    freshenWords: async () => undefined,
    readStorage: async () => ({ storage: "best_effort", freeBytes: 1000 }),
    askToPersist: async () => true,
    worker: {
      updateReady: signal(false),
      register: async () => undefined,
      askToBeWoken: async () => undefined,
      lookForUpdate: async () => undefined,
      takeUpdate: async () => undefined,
    },
  };
}

/** The app opened on the stage's disk, again or in one more tab; the first person of it comes in. */
export async function openPhone(stage: Stage, overrides: Partial<World> = {}): Promise<RunningPhone> {
  const phone = makePhone({ ...makeWorld(stage), ...overrides });
  stage.phones.push(phone);
  await phone.started;
  const [me] = phone.snapshot.value.lock.people;
  if (me?.lock === "pin" && !stage.staysLocked) await phone.unlock(me.id, PIN);
  return phone;
}

export const PIN = "258036";

/** A code is taken and its person chooses a PIN, the same one everywhere. */
export async function begin(phone: RunningPhone, code = "abcd-1234"): Promise<EnrolResult> {
  const result = await phone.enrol(code);
  const [me] = phone.snapshot.value.lock.people.filter(({ isMe }) => isMe);
  if (result.ok && me?.lock === "new") await phone.choosePin(me.id, PIN);
  return result;
}

/** Lan's phone, enrolled and synced, then taken out of the network. */
export async function lanOffline(stage: Stage): Promise<RunningPhone> {
  const phone = await openPhone(stage);
  await begin(phone);
  await phone.syncNow();
  stage.online = false;
  return phone;
}

export async function closeAll(stage: Stage): Promise<void> {
  for (const phone of stage.phones.splice(0)) await phone.stop();
  vi.unstubAllGlobals();
}

export const VILLAGE = "20-06040-001";
export const CONSENT = { textVersion: "2026-11-1", language: "vi", method: "voice" } as const;
export const HELPED = { topic: "vneid", outcome: "helped", on: "2026-11-21" } as const;
