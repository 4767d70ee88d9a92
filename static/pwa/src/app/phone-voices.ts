/**
 * Recorded voices: kept before the work that names them, sent after it and apart from it, forgotten when both are there.
 * The code for it comes when it is first needed: most days nobody records anything.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Api } from "../api/endpoints";
import type { OpDraft } from "../domain/ops";
import { givesUp, voiceIn } from "../domain/voices";
import type { Store } from "../store/store";
import type { Naming, VoiceStore } from "../store/voices";
import { type Link, NO_VOICES, type VoicesView, type VoiceVerbs } from "./phone-voice-types";

export type Around = {
  readonly voices: VoiceStore;
  readonly store: Pick<Store, "standingsOf" | "grant" | "countTraffic">;
  readonly api: Pick<Api, "uploadedSoFar" | "upload">;
  /** The commune has ended the permission and no work is unsent: nothing is to stay here. */
  isOver(): boolean;
  /** Records are being sent; recordings make way. */
  isBusy(): boolean;
  isWifiOnly(): boolean;
  link(): Link;
  now(): number;
  random(): number;
  later(ms: number, call: () => void): () => void;
  /** One tab at a time. */
  onlyHere(work: () => Promise<void>): Promise<void>;
  /** Raises NotSaved when the disk refused. */
  kept<Result>(write: () => Promise<Result>): Promise<Result>;
};

export type Queue = VoiceVerbs & {
  /** At the start: forgets what is over, counts the rest. */
  begin(): Promise<void>;
  name(namings: readonly Naming[]): Promise<void>;
  /** After something was saved or sent: forgets what is over, sends what may go. Never throws. */
  carryOn(): Promise<void>;
  stop(): Promise<void>;
};

export type Voices = Omit<Queue, "name"> & {
  readonly view: ReadonlySignal<VoicesView>;
  /** Before *drafts* are saved. */
  name(drafts: readonly OpDraft[]): Promise<void>;
};

/** What *drafts* say of recordings. */
function namingsOf(drafts: readonly OpDraft[]): readonly Naming[] {
  return drafts.flatMap(({ id, kind, record, body }) => {
    const sha256 = voiceIn(body);
    const speaks = sha256 !== undefined || (record !== null && givesUp(kind, body));
    return speaks ? [{ sha256, op: id, record: record ?? id, kind }] : [];
  });
}

export function makeVoices(around: Around): Voices {
  const view = signal<VoicesView>(NO_VOICES);
  let loading: Promise<Queue> | undefined;
  const queue = (): Promise<Queue> => {
    if (loading === undefined) {
      loading = import("./later/voice/queue.ts").then(({ makeQueue }) => makeQueue(around, view));
      loading.catch(() => {
        loading = undefined;
      });
    }
    return loading;
  };

  return {
    view,
    begin: async () => (await queue()).begin(),
    carryOn: async () => (await queue()).carryOn(),
    keepVoice: async (sound) => (await queue()).keepVoice(sound),
    hearVoice: async (sha256) => (await queue()).hearVoice(sha256),
    dropVoice: async (sha256) => (await queue()).dropVoice(sha256),
    sendVoicesNow: async () => (await queue()).sendVoicesNow(),

    async name(drafts) {
      const namings = namingsOf(drafts);
      if (namings.length === 0) return;
      const done = queue().then(({ name }) => name(namings));
      // A withdrawal without recordings must not fail because code did not come.
      await (namings.some(({ sha256 }) => sha256 !== undefined) ? done : done.catch(() => undefined));
    },

    async stop() {
      if (loading !== undefined) await (await loading).stop();
    },
  };
}
