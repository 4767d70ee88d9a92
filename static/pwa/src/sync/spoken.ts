/** Fetches the voices of one language: the list when it is due, then sound by sound, each from where it stopped. */
import type { SpokenApi } from "../api/spoken";
import { emptyPack, isDue, missingOf, readPack, type Spoken, type SpokenPack, superfluous } from "../domain/spoken";
import { isQuotaError } from "../store/connection";
import type { SpokenStore } from "../store/spoken";

export type SpokenPorts = {
  readonly api: SpokenApi;
  readonly store: SpokenStore;
  now(): number;
  /** Whether the line may carry sound now: free of cost, or somebody asked for it. */
  mayFetch(): boolean;
  /** Whether *bytes* more leave room for work. */
  hasRoom(bytes: number): Promise<boolean>;
  /** Bytes that came over the line. */
  count(received: number): Promise<void>;
  /** Something is here or gone. */
  changed(): Promise<void>;
};

/** whole: all of it is here. waiting: the line costs. room: the phone is nearly full. later: try again. grant: not for us. */
export type PackResult = "whole" | "waiting" | "room" | "later" | "grant";

/** A cut loses no more than this. */
export const PART_BYTES = 16 * 1024;
/** A sound that arrives wrong this often is left for another day. */
const MOST_SETBACKS = 2;

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Takes the newest list in and forgets what no list names; the old one stays when the server was not reached. */
async function freshList(ports: SpokenPorts, token: string, language: string): Promise<SpokenPack | "later" | "grant"> {
  const { api, store } = ports;
  const packs = await store.packs();
  const known = packs.find((pack) => pack.language === language) ?? emptyPack(language);
  const reply = await api.list(token, language, known.etag);
  if (reply.kind === "failed") return "later";
  await ports.count(reply.received);
  if (reply.status === 401 || reply.status === 403) return "grant";
  // A server that has no such list, or none at all, is not asked at every contact.
  const recordings = reply.status === 200 ? readPack(reply.json) : reply.status === 404 ? [] : undefined;
  if (reply.status !== 304 && recordings === undefined) return "later";
  const pack = {
    ...known,
    checkedAt: ports.now(),
    ...(recordings === undefined ? {} : { recordings, etag: reply.etag }),
  };
  await store.putPack(pack);
  const others = packs.filter((each) => each.language !== language);
  const gone = superfluous([...others, pack], await store.all());
  if (gone.length > 0) await store.drop(gone);
  await ports.changed();
  return pack;
}

/** "next": go on with the others all the same. */
async function fetchSound(ports: SpokenPorts, token: string, language: string, spoken: Spoken): Promise<PackResult | "next"> {
  const { api, store } = ports;
  const { sha256, bytes: total } = spoken;
  let here = (await store.part(sha256)) ?? new Uint8Array();
  for (let setbacks = 0; setbacks <= MOST_SETBACKS; ) {
    while (here.length < total) {
      if (!ports.mayFetch()) return "waiting";
      const end = Math.min(here.length + PART_BYTES, total);
      const reply = await api.part(token, language, sha256, here.length, end);
      if (reply.kind === "failed") return "later";
      await ports.count(reply.bytes.length);
      if (reply.status === 401 || reply.status === 403) return "grant";
      // Taken back since the list was made: the next list says so.
      if (reply.status === 404) return "next";
      // A server or a proxy that knows no parts sends all of it.
      if (reply.status === 200) here = reply.bytes.slice(0, total);
      else if (reply.status === 206 && reply.bytes.length > 0) here = joined(here, reply.bytes);
      else return "later";
      if (here.length < total && reply.status === 200) break;
      if (here.length < total) await store.putPart(sha256, here);
    }
    if ((await sha256Of(here)) === sha256) {
      await store.putSound(sha256, here);
      await ports.changed();
      return "next";
    }
    await store.drop([sha256]);
    here = new Uint8Array();
    setbacks += 1;
  }
  return "next";
}

export async function fetchPack(ports: SpokenPorts, token: string, language: string, isForced: boolean): Promise<PackResult> {
  const known = (await ports.store.packs()).find((pack) => pack.language === language) ?? emptyPack(language);
  const pack = isForced || isDue(known, ports.now()) ? await freshList(ports, token, language) : known;
  if (typeof pack === "string") return pack;
  const missing = missingOf(pack, await ports.store.sounds());
  if (missing.length === 0) return "whole";
  if (!ports.mayFetch()) return "waiting";
  if (!(await ports.hasRoom(missing.reduce((sum, { bytes }) => sum + bytes, 0)))) return "room";
  try {
    for (const spoken of missing) {
      const result = await fetchSound(ports, token, language, spoken);
      if (result !== "next") return result;
    }
  } catch (error) {
    if (isQuotaError(error)) return "room";
    throw error;
  }
  return "whole";
}
