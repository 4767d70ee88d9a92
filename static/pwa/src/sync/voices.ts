/** Sends one recording, from where the server has it; says what came of it and decides nothing about the others. */
import type { UploadPart, UploadReply } from "../api/upload";

export type VoicePorts = {
  uploadedSoFar(token: string, sha256: string): Promise<UploadReply>;
  upload(token: string, sha256: string, part: UploadPart): Promise<UploadReply>;
  /** Bytes that went over the line. */
  count(sent: number): Promise<void>;
  /** False when records want the line, or the person has changed their mind. */
  goesOn(): boolean;
};

export type VoiceSound = {
  readonly sha256: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

export type VoiceResult =
  | { readonly kind: "whole" }
  /** The server will never take it as it is. */
  | { readonly kind: "refused"; readonly why: string }
  /** Nothing is wrong with it: try again. `grant`: this phone may not send; `quota`: not within some days. */
  | { readonly kind: "later"; readonly why: "network" | "grant" | "quota" | "called_off"; readonly retryAfter: number | null };

/** What a weak link carries in one go; a cut loses no more than this. */
export const PART_BYTES = 32 * 1024;
/** Whole recordings that arrived damaged, and gaps, before it is given up for now. */
const MOST_SETBACKS = 3;
/** More rounds than any recording needs: somebody answers nonsense. */
const MOST_ROUNDS = 40;

const later = (why: "network" | "grant" | "quota" | "called_off", retryAfter: number | null = null): VoiceResult => ({
  kind: "later",
  why,
  retryAfter,
});

/** Null: go on from the offset that the answer names. */
function judge(reply: UploadReply): VoiceResult | "again" | null {
  if (reply.kind === "failed") return later("network");
  const { status, slug, isWhole, offset } = reply;
  if (isWhole) return { kind: "whole" };
  if (status === 401 || status === 403) return later("grant");
  if (status === 409 || status === 422) return "again";
  if (slug === "blob-quota") return later("quota");
  if (status === 400 || status === 404 || status === 413 || status === 415) {
    // A server that knows nothing of recordings yet, or somebody else, names no reason of ours.
    return slug === "" || status === 404 ? later("network") : { kind: "refused", why: slug };
  }
  if (status === 200 || status === 202) return offset === null ? later("network") : null;
  return later("network", reply.retryAfter);
}

/** Whether the server has the whole of it; null when it did not say. */
export async function isThere(ports: VoicePorts, token: string, sha256: string): Promise<boolean | null> {
  const reply = await ports.uploadedSoFar(token, sha256);
  return reply.kind === "answer" && reply.status === 200 ? reply.isWhole : null;
}

export async function sendVoice(ports: VoicePorts, token: string, voice: VoiceSound): Promise<VoiceResult> {
  const { sha256, type, bytes } = voice;
  const total = bytes.length;
  let reply = await ports.uploadedSoFar(token, sha256);
  let at = 0;
  let setbacks = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = judge(reply);
    if (found === "again") {
      setbacks += 1;
      if (setbacks > MOST_SETBACKS) return { kind: "refused", why: "blob-damaged" };
    } else if (found !== null) return found;
    const offset = reply.kind === "answer" && reply.status !== 422 ? (reply.offset ?? 0) : 0;
    // An answer that takes nothing would go round for ever.
    if (found === null && at > 0 && offset < at) return later("network");
    at = Math.min(offset, total - 1);
    if (!ports.goesOn()) return later("called_off");
    const content = bytes.slice(at, Math.min(at + PART_BYTES, total));
    reply = await ports.upload(token, sha256, { content, start: at, total, type });
    await ports.count(reply.sent);
    at += content.length;
  }
  return later("network");
}
