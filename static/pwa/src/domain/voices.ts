/** Recorded voices: what the server takes, and when one may go on its way or be forgotten. Pure. */

/** Of one recording; the server's own limit (`services/blobs.py`). */
export const MOST_BYTES = 256 * 1024;
export const MOST_SECONDS = 60;
/** What the server takes and browsers play. */
export const VOICE_TYPES: readonly string[] = ["audio/webm", "audio/ogg", "audio/mp4"];

/** A half-filled sheet may name it, or a save may have failed: nothing that was saved does. */
export const LOOSE_KEPT_MS = 24 * 3600 * 1000;
/** The server has it; a server that came back with an old backup may ask for it once more. */
export const SENT_KEPT_MS = 3 * 24 * 3600 * 1000;

export type VoiceState = "waiting" | "sent" | "refused";
export type VoiceFacts = {
  /** SHA-256 of its bytes, hexadecimal: its name on the wire. */
  readonly sha256: string;
  readonly type: string;
  readonly bytes: number;
  readonly seconds: number;
  /** Ids of the ops that name it; empty until one is about to be saved. */
  readonly ops: readonly string[];
  /** The record that was last said to have it, and the op kind that said so. */
  readonly record: string | null;
  readonly kind: string | null;
  /** The op by which its record gives it up: a withdrawal, or a correction that names another or none. */
  readonly leaves: string | null;
  /** Milliseconds: made, or last named by an op. */
  readonly touchedAt: number;
  /** The server has taken an op that names it. */
  readonly isTaken: boolean;
  readonly state: VoiceState;
  /** Why it was refused: a slug of the server's. */
  readonly why: string | null;
  readonly sentAt: number | null;
};

/** over: refused, and let go or answered by a newer op. erased: its content is gone for good, everywhere. */
export type OpStanding = "unsent" | "taken" | "refused" | "over" | "erased";
/** check: see whether the server still has it, then forget it. */
export type Fate = "keep" | "send" | "check" | "drop";

const isOlder = (at: number, ms: number, now: number): boolean => Math.abs(now - at) > ms;

export function isTakenBy(voice: Pick<VoiceFacts, "ops" | "isTaken">, standings: ReadonlyMap<string, OpStanding>): boolean {
  return voice.isTaken || voice.ops.some((op) => standings.get(op) === "taken");
}

export function fateOf(
  voice: VoiceFacts,
  standings: ReadonlyMap<string, OpStanding>,
  now: number,
): Fate {
  const leaving = voice.leaves === null ? undefined : standings.get(voice.leaves);
  if (leaving === "taken" || voice.ops.some((op) => standings.get(op) === "erased")) return "drop";
  if (!isTakenBy(voice, standings)) {
    const isNamed = voice.ops.some((op) => standings.get(op) === "unsent" || standings.get(op) === "refused");
    return isNamed || !isOlder(voice.touchedAt, LOOSE_KEPT_MS, now) ? "keep" : "drop";
  }
  if (voice.state === "sent") return isOlder(voice.sentAt ?? now, SENT_KEPT_MS, now) ? "check" : "keep";
  return voice.state === "refused" || leaving === "unsent" ? "keep" : "send";
}

/** The ops on which its fate hangs. */
export const opsOf = ({ ops, leaves }: VoiceFacts): readonly string[] => (leaves === null ? ops : [...ops, leaves]);

/** Whether an op of this kind and body takes another recording than the one it names from its record. */
export function givesUp(kind: string, body: Readonly<Record<string, unknown>>): boolean {
  return kind.endsWith(".withdraw") || "voice" in body;
}

/** The recording that an op's body names; undefined when it names none. */
export function voiceIn(body: Readonly<Record<string, unknown>>): string | undefined {
  const named = body.voice ?? body.recording;
  return typeof named === "string" && /^[0-9a-f]{64}$/.test(named) ? named : undefined;
}
