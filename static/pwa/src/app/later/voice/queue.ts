/** What waits to be sent of recorded voices: what may go and what is over, one after the other, apart from records. */
import type { Signal } from "@preact/signals";
import { fateOf, isTakenBy, MOST_BYTES, opsOf, VOICE_TYPES, type VoiceFacts } from "../../../domain/voices.ts";
import { backOff } from "../../../sync/back-off.ts";
import { isThere, sendVoice, type VoicePorts } from "../../../sync/voices.ts";
import type { VoicesView } from "../../phone-voice-types.ts";
import type { Around, Queue } from "../../phone-voices.ts";

const QUOTA_PAUSE_MS = 6 * 3600 * 1000;

export function makeQueue(around: Around, view: Signal<VoicesView>): Queue {
  const { voices, store, api, now } = around;
  let running: Promise<void> | undefined;
  /** The person pressed "now": the cost of the line is accepted until the queue is empty or fails. */
  let isWished = false;
  let failures = 0;
  let notBefore = 0;
  let isQuotaSpent = false;
  let callOff = (): void => undefined;

  const lineHold = (): VoicesView["hold"] => {
    if (isWished || !around.isWifiOnly() || around.link() === "free") return null;
    return around.link() === "metered" ? "wifi" : "unknown_link";
  };

  async function show(isSending: boolean): Promise<void> {
    const all = await voices.list();
    const waiting = all.filter(({ state, ops }) => state === "waiting" && ops.length > 0);
    view.value = {
      waiting: waiting.length,
      bytes: waiting.reduce((sum, { bytes }) => sum + bytes, 0),
      isSending,
      hold: waiting.length === 0 ? null : isQuotaSpent ? "quota" : lineHold(),
      refused: all.flatMap(({ sha256, state, why, record, kind }) =>
        state === "refused" ? [{ sha256, record, kind, why: why ?? "" }] : [],
      ),
    };
  }

  const ports: VoicePorts = {
    uploadedSoFar: api.uploadedSoFar,
    upload: api.upload,
    count: (sent) => store.countTraffic(now(), sent, 0).catch(() => undefined),
    goesOn: () => !around.isBusy() && lineHold() === null,
  };

  /** Forgets what is over; what may be sent or must be asked about. */
  async function settle(): Promise<readonly { readonly voice: VoiceFacts; readonly isCheck: boolean }[]> {
    const all = await voices.list();
    if (all.length === 0) return [];
    if (around.isOver()) {
      for (const { sha256 } of all) await voices.drop(sha256);
      return [];
    }
    const standings = await store.standingsOf(all.flatMap(opsOf));
    const due = [];
    for (const voice of all) {
      if (!voice.isTaken && isTakenBy(voice, standings)) await voices.change(voice.sha256, { isTaken: true });
      const fate = fateOf(voice, standings, now());
      if (fate === "drop") await voices.drop(voice.sha256, (known) => known.touchedAt === voice.touchedAt);
      if (fate === "send" || fate === "check") due.push({ voice, isCheck: fate === "check" });
    }
    return due;
  }

  function waitFor(ms: number): void {
    notBefore = now() + ms;
    callOff();
    callOff = around.later(ms, () => void carryOn());
  }

  /** False when the others had better wait, too. */
  async function sendOne({ sha256, type }: VoiceFacts, token: string): Promise<boolean> {
    const sound = await voices.sound(sha256);
    const result =
      sound === null
        ? ({ kind: "refused", why: "unreadable" } as const)
        : await sendVoice(ports, token, { sha256, type, bytes: sound.bytes });
    if (result.kind === "later") {
      isQuotaSpent = result.why === "quota";
      if (result.why === "called_off") return false;
      failures += 1;
      isWished = false;
      waitFor(isQuotaSpent ? QUOTA_PAUSE_MS : backOff(failures, result.retryAfter, around.random()));
      return false;
    }
    failures = 0;
    isQuotaSpent = false;
    if (result.kind === "whole") await voices.change(sha256, { state: "sent", sentAt: now() });
    else await voices.change(sha256, { state: "refused", why: result.why });
    return true;
  }

  /** The server may have come back with an old backup since it took the recording. */
  async function check({ sha256 }: VoiceFacts, token: string): Promise<void> {
    const isWhole = await isThere(ports, token, sha256);
    if (isWhole === true) await voices.drop(sha256);
    if (isWhole === false) await voices.change(sha256, { state: "waiting", sentAt: null });
  }

  async function run(): Promise<void> {
    const due = await settle();
    await show(false);
    if (due.length === 0) isWished = false;
    if (due.length === 0 || lineHold() !== null || (!isWished && now() < notBefore)) return;
    const grant = await store.grant();
    if (grant === null) return;
    await around.onlyHere(async () => {
      for (const { voice, isCheck } of due) {
        if (!ports.goesOn()) return;
        await show(!isCheck);
        if (isCheck) await check(voice, grant.token);
        else if (!(await sendOne(voice, grant.token))) return;
      }
      isWished = false;
    });
    await show(false);
  }

  function carryOn(): Promise<void> {
    running ??= run()
      .catch((error: unknown) => console.error("voices", error))
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  return {
    carryOn,

    async begin() {
      await settle();
      await show(false);
    },

    async name(namings) {
      await voices.name(namings, now());
      await show(false);
    },

    async keepVoice({ bytes, type, seconds }) {
      if (!VOICE_TYPES.includes(type)) return { ok: false, problem: "type" };
      if (bytes.length === 0) return { ok: false, problem: "empty" };
      if (bytes.length > MOST_BYTES) return { ok: false, problem: "long" };
      return { ok: true, sha256: await around.kept(() => voices.keep({ bytes, type, seconds }, now())) };
    },

    hearVoice: (sha256) => voices.sound(sha256),

    async dropVoice(sha256) {
      await voices.drop(sha256, ({ ops, state }) => ops.length === 0 || state === "refused");
      await show(false);
    },

    async sendVoicesNow() {
      isWished = true;
      await running;
      isWished = true;
      await carryOn();
    },

    async stop() {
      await running;
      callOff();
      await voices.close();
    },
  };
}
