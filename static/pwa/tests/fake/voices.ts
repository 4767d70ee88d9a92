/** Recordings on the fake phone: kept in memory, never sent. */
import { NotSaved, type Snapshot } from "../../src/app/phone-types.ts";
import { NO_VOICES, type VoiceSound, type VoiceVerbs } from "../../src/app/phone-voice-types.ts";

type Hands = {
  readonly get: () => Snapshot;
  readonly set: (change: Partial<Snapshot>) => void;
  readonly call: (verb: string, ...given: readonly unknown[]) => void;
  readonly broken: () => "quota" | "storage" | undefined;
};

export function fakeVoices({ get, set, call, broken }: Hands): VoiceVerbs {
  const kept = new Map<string, VoiceSound>();
  return {
    async keepVoice(sound) {
      call("keepVoice", sound.type, sound.bytes.length, sound.seconds);
      const cause = broken();
      if (cause !== undefined) throw new NotSaved(cause);
      if (sound.bytes.length === 0) return { ok: false, problem: "empty" };
      if (!sound.type.startsWith("audio/")) return { ok: false, problem: "type" };
      const sha256 = (kept.size + 1).toString(16).padStart(64, "0");
      kept.set(sha256, sound);
      return { ok: true, sha256 };
    },
    hearVoice: async (sha256) => kept.get(sha256) ?? null,
    async dropVoice(sha256) {
      call("dropVoice", sha256);
      kept.delete(sha256);
      const { voices } = get();
      set({ voices: { ...voices, refused: voices.refused.filter((known) => known.sha256 !== sha256) } });
    },
    async sendVoicesNow() {
      call("sendVoicesNow");
      set({ voices: NO_VOICES });
    },
  };
}
