/**
 * The vault in the machine: its locks are worked by a person who knows the PIN, its ciphers at once and by the seed
 * instead of on threads whose end nobody can foresee. The sealing itself is real.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import type { RunningPhone } from "../../src/app/phone.ts";
import type { QueuedOp } from "../../src/domain/ops.ts";
import type { Grant, KeptGrant, KeptQueued } from "../../src/store/outbox-schema.ts";
import { openGrant, openOp } from "../../src/store/sealed-work.ts";
import type { RowMark, Segment } from "../../src/store/cache-schema.ts";
import { openRows } from "../../src/store/segments.ts";
import type { Person } from "../../src/store/vault/people.ts";
import { type DeviceKeys, openLock } from "../../src/store/vault/pin-lock.ts";

const PIN = "258036";
const TAG_BYTES = 16;

type Raw = { readonly raw: Uint8Array<ArrayBuffer> };
const rawOf = (key: unknown): Uint8Array<ArrayBuffer> => (key as Raw).raw;
const bytesOf = (data: unknown): Uint8Array<ArrayBuffer> =>
  data instanceof Uint8Array ? new Uint8Array(data) : new Uint8Array(data as ArrayBuffer);
const bufferOf = (buffer: Buffer): ArrayBuffer => new Uint8Array(buffer).buffer;
const random = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));

function encrypt({ iv, additionalData }: AesGcmParams, key: unknown, data: unknown): ArrayBuffer {
  const cipher = createCipheriv("aes-256-gcm", rawOf(key), bytesOf(iv));
  if (additionalData !== undefined) cipher.setAAD(bytesOf(additionalData));
  return bufferOf(Buffer.concat([cipher.update(bytesOf(data)), cipher.final(), cipher.getAuthTag()]));
}

function decrypt({ iv, additionalData }: AesGcmParams, key: unknown, data: unknown): ArrayBuffer {
  const sealed = bytesOf(data);
  const cipher = createDecipheriv("aes-256-gcm", rawOf(key), bytesOf(iv));
  if (additionalData !== undefined) cipher.setAAD(bytesOf(additionalData));
  cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return bufferOf(Buffer.concat([cipher.update(sealed.subarray(0, -TAG_BYTES)), cipher.final()]));
  } catch {
    throw new DOMException("does not open", "OperationError");
  }
}

/** Keys are plain bytes here: a disk of the machine keeps them as a browser's keeps keys. */
export function furnishCiphers(): void {
  const hash = (...parts: Uint8Array[]): ArrayBuffer => {
    const made = createHash("sha256");
    for (const part of parts) made.update(part);
    return bufferOf(made.digest());
  };
  const ciphers = {
    digest: async (_name: unknown, data: unknown) => hash(bytesOf(data)),
    generateKey: async () => ({ raw: random() }),
    importKey: async (_format: unknown, data: unknown) => ({ raw: bytesOf(data) }),
    deriveBits: async ({ salt }: Pbkdf2Params, key: unknown) => hash(rawOf(key), bytesOf(salt)),
    sign: async (_name: unknown, key: unknown, data: unknown) =>
      bufferOf(createHmac("sha256", rawOf(key)).update(bytesOf(data)).digest()),
    encrypt: async (how: AesGcmParams, key: unknown, data: unknown) => encrypt(how, key, data),
    decrypt: async (how: AesGcmParams, key: unknown, data: unknown) => decrypt(how, key, data),
    wrapKey: async (_format: unknown, key: unknown, kek: unknown, how: AesGcmParams) => encrypt(how, kek, rawOf(key)),
    unwrapKey: async (_format: unknown, data: unknown, kek: unknown, how: AesGcmParams) => ({
      raw: new Uint8Array(decrypt(how, kek, data)),
    }),
  };
  Object.assign(crypto.subtle, ciphers);
}

/** Whoever is expected comes in; *who*: the person who used the phone last. Returns who that is. */
export async function comeIn(phone: RunningPhone, who: string | null): Promise<string | null> {
  await phone.started;
  const { people, state } = phone.snapshot.value.lock;
  if (state === "open") return who;
  const me = people.find(({ isMe }) => isMe) ?? people.find(({ id }) => id === who) ?? people.at(-1);
  if (me === undefined) return null;
  const result = me.lock === "new" ? await phone.choosePin(me.id, PIN) : await phone.unlock(me.id, PIN);
  return result.ok ? me.id : who;
}

/** Somebody of this phone takes over; nothing happens when the key is gone. */
export async function enter(phone: RunningPhone, person: string): Promise<string | null> {
  const found = phone.snapshot.value.lock.people.find(({ id }) => id === person);
  if (found === undefined || found.lock === "lost") return null;
  const result = found.lock === "new" ? await phone.choosePin(person, PIN) : await phone.unlock(person, PIN);
  return result.ok ? person : null;
}

type Marks = Readonly<Record<string, unknown>>;
export type ReadStore = (database: string, store: string) => Promise<readonly unknown[]>;

function peopleOf(marks: Marks): readonly Person[] {
  return (marks.people as readonly Person[] | undefined) ?? [];
}

/** Who still has a permission here, by id. */
export const peopleIn = (marks: Marks): readonly string[] =>
  peopleOf(marks)
    .filter(({ isWiped }) => !isWiped)
    .map(({ id }) => id);

/** The same marks with whose turn it is, as a phone of one person would tell it. */
export function marksFor(marks: Marks, who: string | null): Marks {
  const { people: _p, deviceKeys: _k, ...told } = marks;
  const people = peopleOf(marks);
  const me = people.find(({ id }) => id === who) ?? people.at(-1);
  return me === undefined ? told : { ...told, currentGrant: me.grant };
}

const sealOf = (marks: Marks): CryptoKey => (marks.deviceKeys as DeviceKeys).seal;

export const openOps = (marks: Marks, ops: readonly unknown[]): Promise<readonly QueuedOp[]> =>
  Promise.all((ops as readonly KeptQueued[]).map((op) => openOp(sealOf(marks), op)));

export const openGrants = (marks: Marks, grants: readonly unknown[]): Promise<readonly Grant[]> =>
  Promise.all((grants as readonly KeptGrant[]).map((grant) => openGrant(sealOf(marks), grant)));

/** Rows and cursor of whose turn it is; none when there is nobody, or no key. */
export async function readRowsOf(marks: Marks, who: string | null, read: ReadStore) {
  const people = peopleOf(marks);
  const me = people.find(({ id }) => id === who) ?? people.at(-1);
  if (me === undefined) return { rows: [], cursor: null };
  const kept = (await read(me.cache, "rows")) as readonly RowMark[];
  const segments = (await read(me.cache, "segments")) as readonly Segment[];
  const meta = Object.fromEntries((await read(me.cache, "meta")) as [string, unknown][]);
  const key =
    typeof me.lock === "string"
      ? undefined
      : await openLock((marks.deviceKeys as DeviceKeys).mac, me.id, PIN, me.lock);
  const gone = kept.filter((mark) => mark.gone !== undefined);
  const rows =
    key === undefined
      ? kept.filter((mark) => mark.gone !== 2)
      : await openRows(key, { marks: gone, ids: segments.map(({ id }) => id), segments });
  return { rows, cursor: meta.cursor ?? null };
}
