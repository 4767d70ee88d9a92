/** Recorded voices as screens know them: kept on this phone, played here, sent after the records. */
import type { RecordId } from "./phone-types.ts";

export type VoiceSound = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Media type without parameters. */
  readonly type: string;
  readonly seconds: number;
};

/** type: nothing that the commune could play. long: more than the server takes. empty: nothing was heard. */
export type VoiceProblem = "type" | "long" | "empty";
export type KeptVoice = { readonly ok: true; readonly sha256: string } | { readonly ok: false; readonly problem: VoiceProblem };

/** metered: every byte may cost. unknown: the browser does not tell. */
export type Link = "free" | "metered" | "unknown";

export type RefusedVoice = {
  readonly sha256: string;
  readonly record: RecordId | null;
  /** Of the op that named it. */
  readonly kind: string | null;
  /** A slug of the server's, or "unreadable". */
  readonly why: string;
};

export type VoicesView = {
  /** Recordings of saved work that the server has not got. */
  readonly waiting: number;
  readonly bytes: number;
  readonly isSending: boolean;
  /** What they wait for besides a network; null when nothing is in the way. */
  readonly hold: "wifi" | "unknown_link" | "quota" | null;
  readonly refused: readonly RefusedVoice[];
};

export type VoiceWork = { readonly voices: VoicesView };

export type VoiceVerbs = {
  /** Durable when it resolves; throws NotSaved. A saved draft may name it from then on. */
  keepVoice(sound: VoiceSound): Promise<KeptVoice>;
  /** Null when it is not (or no longer) on this phone. */
  hearVoice(sha256: string): Promise<VoiceSound | null>;
  /** Forgets a recording that no saved work names, or that was refused. */
  dropVoice(sha256: string): Promise<void>;
  /** Whatever the line costs; resolves when nothing more can be sent now, never throws. */
  sendVoicesNow(): Promise<void>;
};

export const NO_VOICES: VoicesView = { waiting: 0, bytes: 0, isSending: false, hold: null, refused: [] };
