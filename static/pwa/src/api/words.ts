/** Where words come from that speakers approved since this app was built: the same for everybody, so no token. */
import type { ApprovedOut, WordsOut } from "../domain/wire";
import { type HttpReply, send } from "./http";

const TIMEOUT_MS = 45_000;

/** What a visit says, and all else. */
export const PARTS = ["visit", "rest"] as const;
export type Part = (typeof PARTS)[number];

export function fetchWords(language: string, part: Part, etag: string | null): Promise<HttpReply> {
  return send({ method: "GET", path: `/api/v1/words/${language}/${part}`, etag, timeoutMs: TIMEOUT_MS });
}

/** The 32 bits by which a message id travels: FNV-1a of its UTF-8, as the server reckons them. */
export function shortKey(msgid: string): number {
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(msgid)) found = Math.imul(found ^ byte, 0x01000193);
  return found >>> 0;
}

/**
 * Language -> message id -> text of an answer; *msgids* are those that this app says, of others nothing is kept.
 * Undefined: the answer is none of ours.
 */
export function readWords(
  json: unknown,
  msgids: ReadonlyMap<number, string>,
): Readonly<Record<string, Readonly<Record<string, string>>>> | undefined {
  const of = (json as Partial<WordsOut> | undefined)?.of;
  if (typeof of !== "object" || of === null) return undefined;
  try {
    return Object.fromEntries(Object.entries(of).map(([code, approved]) => [code, unpack(approved, msgids)]));
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return undefined;
    throw error;
  }
}

function unpack({ keys, texts, named }: ApprovedOut, msgids: ReadonlyMap<number, string>): Record<string, string> {
  const bytes = Uint8Array.from(atob(keys), (letter) => letter.charCodeAt(0));
  if (bytes.length !== texts.length * 4) throw new TypeError("as many keys as texts");
  const view = new DataView(bytes.buffer);
  const found: Record<string, string> = {};
  texts.forEach((text, at) => {
    const msgid = msgids.get(view.getUint32(at * 4));
    if (msgid !== undefined && typeof text === "string") found[msgid] = text;
  });
  for (const [msgid, text] of Object.entries(named)) if (typeof text === "string") found[msgid] = text;
  return found;
}
