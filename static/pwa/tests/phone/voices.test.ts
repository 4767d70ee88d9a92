/** Recorded voices: durable before the work that names them, sent after it and in parts, never in its way, gone when both are there. */
import { openDB } from "idb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkOf } from "../../src/app/phone-link.ts";
import { preferences } from "../../src/app/preferences.ts";
import { NotSaved } from "../../src/app/phone-types.ts";
import type { RunningPhone } from "../../src/app/phone.ts";
import { fateOf, LOOSE_KEPT_MS, SENT_KEPT_MS } from "../../src/domain/voices.ts";
import { VOICES_NAME } from "../../src/store/voices.ts";
import { PART_BYTES } from "../../src/sync/voices.ts";
import { type Blobs, serveBlobs } from "../fake-blobs.ts";
import { json } from "../fake-server.ts";
import { begin, closeAll, lanOffline, makeStage, makeWorld, openPhone, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
let blobs: Blobs;
beforeEach(() => {
  stage = makeStage();
  blobs = serveBlobs(stage);
  stage.link = "free";
});
afterEach(() => closeAll(stage));

const sound = (bytes: number, first = 0) => ({
  bytes: Uint8Array.from({ length: bytes }, (_, index) => (index + first) % 251),
  type: "audio/webm",
  seconds: 7,
});
const SAID = { village: VILLAGE, household: null, category: "signal", text: null } as const;

async function keep(phone: RunningPhone, given = sound(2.5 * PART_BYTES)): Promise<string> {
  const kept = await phone.keepVoice(given);
  if (!kept.ok) throw new Error(kept.problem);
  return kept.sha256;
}

async function onDisk(): Promise<{ readonly names: readonly string[]; readonly sealed: readonly Uint8Array[] }> {
  const database = await openDB(VOICES_NAME);
  const names = (await database.getAllKeys("voices")).map(String);
  const sealed = (await database.getAll("sounds")) as Uint8Array[];
  database.close();
  return { names, sealed };
}

/** A cycle, and all that it starts. */
async function sync(phone: RunningPhone): Promise<void> {
  await phone.syncNow();
  await phone.idle();
}

test("a recording waits sealed on the disk, goes after its record in parts, and can be heard until it is gone", async () => {
  const phone = await lanOffline(stage);
  const sha256 = await keep(phone);
  await phone.raiseFeedback({ ...SAID, voice: sha256 });
  expect(phone.snapshot.value.voices).toMatchObject({ waiting: 1, bytes: 2.5 * PART_BYTES, hold: null });
  const { sealed } = await onDisk();
  expect(sealed).toHaveLength(1);
  expect(Buffer.from(sealed[0] ?? []).includes(Buffer.from(sound(64).bytes))).toBe(false);

  stage.online = true;
  await sync(phone);

  expect(blobs.whole.get(sha256)).toEqual(Buffer.from(sound(2.5 * PART_BYTES).bytes));
  expect(blobs.talks.map(({ method, range }) => [method, range])).toEqual([
    ["HEAD", null],
    ["PUT", "bytes 0-32767/81920"],
    ["PUT", "bytes 32768-65535/81920"],
    ["PUT", "bytes 65536-81919/81920"],
  ]);
  expect(stage.server.log.map(({ op }) => op[7].voice)).toEqual([sha256]);
  expect(phone.snapshot.value.voices).toMatchObject({ waiting: 0, hold: null, refused: [] });
  expect((await phone.hearVoice(sha256))?.bytes).toEqual(sound(2.5 * PART_BYTES).bytes);

  stage.now += SENT_KEPT_MS + 1;
  await sync(phone);
  expect(await phone.hearVoice(sha256)).toBeNull();
  expect((await onDisk()).names).toEqual([]);
});

test("what was cut goes on where the server has it, after a pause that grows", async () => {
  const phone = await lanOffline(stage);
  const sha256 = await keep(phone);
  await phone.raiseFeedback({ ...SAID, voice: sha256 });
  stage.online = true;
  blobs.fault = ({ range }) => (range?.startsWith("bytes 32768-") ? "cut" : undefined);
  await sync(phone);
  expect(phone.snapshot.value.voices).toMatchObject({ waiting: 1 });
  const asked = blobs.talks.length;
  await sync(phone);
  expect(blobs.talks).toHaveLength(asked);

  blobs.fault = () => undefined;
  stage.now += 60_000;
  await sync(phone);

  expect(blobs.talks.slice(asked).map(({ range }) => range)).toEqual([
    null,
    "bytes 32768-65535/81920",
    "bytes 65536-81919/81920",
  ]);
  expect(blobs.whole.has(sha256)).toBe(true);
});

test("no recording goes before its record was taken in, or over a line that may cost", async () => {
  const phone = await lanOffline(stage);
  const sha256 = await keep(phone);
  const { id } = await phone.raiseFeedback({ ...SAID, voice: sha256 });
  stage.online = true;
  stage.server.verdict = (op) => (op[0] === id ? ["rejected", "out_of_scope"] : undefined);
  await sync(phone);
  expect(blobs.talks).toEqual([]);

  stage.server.verdict = () => undefined;
  await phone.amendFeedback(id, { category: "electricity" });
  stage.link = "metered";
  await sync(phone);
  expect(blobs.talks).toEqual([]);
  expect(phone.snapshot.value.voices.hold).toBe("wifi");
  stage.link = "unknown";
  await sync(phone);
  expect(blobs.talks).toEqual([]);
  expect(phone.snapshot.value.voices.hold).toBe("unknown_link");

  await phone.sendVoicesNow();
  expect(blobs.whole.has(sha256)).toBe(true);
});

test("over any line when the person has said so", async () => {
  const phone = await lanOffline(stage);
  await phone.raiseFeedback({ ...SAID, voice: await keep(phone) });
  stage.online = true;
  stage.link = "metered";
  preferences.value = { ...preferences.value, voicesByWifi: false };
  await sync(phone);
  preferences.value = { ...preferences.value, voicesByWifi: true };
  expect(blobs.whole.size).toBe(1);
  expect(linkOf({ type: "cellular" })).toBe("metered");
  expect(linkOf({ type: "wifi", saveData: true })).toBe("metered");
  expect(linkOf({ type: "wifi" })).toBe("free");
  expect(linkOf({})).toBe("unknown");
});

test("what the server refuses for good stops, says why and stands in nobody's way", async () => {
  const phone = await lanOffline(stage);
  const bad = await keep(phone, sound(100));
  const { id } = await phone.raiseFeedback({ ...SAID, voice: bad });
  stage.now += 1;
  const good = await keep(phone, sound(100, 9));
  await phone.logAssist({ household: null, village: VILLAGE, topic: "vneid", outcome: "helped", on: "2026-11-21", voice: good });
  stage.online = true;
  blobs.fault = ({ sha256, method }) =>
    method === "PUT" && sha256 === bad ? json({ slug: "blob-refused", status: 415 }, 415) : undefined;
  await sync(phone);

  expect(blobs.whole.has(good)).toBe(true);
  const refused = { sha256: bad, record: id, kind: "feedback.raise", why: "blob-refused" };
  expect(phone.snapshot.value.voices).toMatchObject({ waiting: 0, refused: [refused] });
  const asked = blobs.talks.length;
  stage.now += 3_600_000;
  await sync(phone);
  expect(blobs.talks).toHaveLength(asked);
  await phone.dropVoice(bad);
  expect(phone.snapshot.value.voices.refused).toEqual([]);
});

test("an answer of somebody else is no receipt", async () => {
  const phone = await lanOffline(stage);
  const sha256 = await keep(phone);
  await phone.raiseFeedback({ ...SAID, voice: sha256 });
  stage.online = true;
  blobs.fault = () => new Response("<h1>Wi-Fi</h1>", { headers: { "Content-Type": "text/html" } });
  await sync(phone);
  blobs.fault = ({ method }) => (method === "PUT" ? json({ slug: "", title: "no" }, 413) : undefined);
  stage.now += 60_000;
  await sync(phone);
  expect(phone.snapshot.value.voices).toMatchObject({ waiting: 1, refused: [] });
  // A server that forgets what it has, for ever: asked a few times, then left alone.
  blobs.fault = ({ method }) => (method === "PUT" ? json({ slug: "blob-gap", received: 0 }, 409) : undefined);
  stage.now += 3_600_000;
  const asked = blobs.talks.length;
  await sync(phone);
  expect(blobs.talks.length - asked).toBeLessThan(6);
  expect(blobs.whole.size).toBe(0);
});

test("a recording is asked for again by a server that came back without it", async () => {
  const phone = await lanOffline(stage);
  const sha256 = await keep(phone);
  await phone.raiseFeedback({ ...SAID, voice: sha256 });
  stage.online = true;
  await sync(phone);
  blobs.whole.clear();

  stage.now += SENT_KEPT_MS + 1;
  await sync(phone);
  await sync(phone);

  expect(blobs.whole.has(sha256)).toBe(true);
});

test("what is taken back is not sent, and what no work names goes after a day", async () => {
  const phone = await lanOffline(stage);
  const taken = await keep(phone, sound(10));
  const { id } = await phone.raiseFeedback({ ...SAID, voice: taken });
  await phone.withdrawFeedback(id, "undo");
  const loose = await keep(phone, sound(20));
  stage.online = true;
  await sync(phone);
  expect(blobs.talks).toEqual([]);
  expect((await onDisk()).names).toEqual([loose]);

  stage.now += LOOSE_KEPT_MS + 1;
  await phone.stop();
  stage.phones.splice(0);
  await (await openPhone(stage)).idle();
  expect((await onDisk()).names).toEqual([]);
});

test("a locked phone sends what was said, and not what is about to be taken back", async () => {
  const phone = await lanOffline(stage);
  const sha256 = await keep(phone);
  await phone.raiseFeedback({ ...SAID, voice: sha256 });
  await phone.lock();
  expect(phone.snapshot.value.voices).toMatchObject({ waiting: 1 });
  stage.online = true;
  await sync(phone);
  expect(blobs.whole.has(sha256)).toBe(true);

  const [voice] = await makeWorld(stage).voices.list();
  if (voice === undefined) throw new Error("gone");
  const waiting = { ...voice, state: "waiting", leaves: "w" } as const;
  expect(fateOf(waiting, new Map([["w", "unsent"]]), stage.now)).toBe("keep");
  expect(fateOf(waiting, new Map([["w", "refused"]]), stage.now)).toBe("send");
  expect(fateOf(waiting, new Map([["w", "taken"]]), stage.now)).toBe("drop");
  const erased = new Map(waiting.ops.map((op) => [op, "erased" as const]));
  expect(fateOf({ ...waiting, state: "refused", leaves: null }, erased, stage.now)).toBe("drop");
});

test("a save that fails keeps neither the work nor, for long, the recording", async () => {
  const broken = { fails: false };
  const namedBefore: number[] = [];
  const world = makeWorld(stage);
  const store = {
    ...world.store,
    save: async (...given: Parameters<typeof world.store.save>) => {
      namedBefore.push((await world.voices.list())[0]?.ops.length ?? 0);
      if (broken.fails) throw new DOMException("full", "QuotaExceededError");
      return world.store.save(...given);
    },
  };
  const phone = await openPhone(stage, { ...world, store });
  await begin(phone);
  await sync(phone);
  stage.online = false;
  const sha256 = await keep(phone);
  broken.fails = true;
  await expect(phone.raiseFeedback({ ...SAID, voice: sha256 })).rejects.toThrow(NotSaved);
  broken.fails = false;
  await phone.raiseFeedback({ ...SAID, voice: sha256 });
  expect(namedBefore).toEqual([1, 2]);

  stage.now += LOOSE_KEPT_MS + 1;
  stage.online = true;
  await sync(phone);

  expect(blobs.whole.has(sha256)).toBe(true);
});

test("what the commune could not play, or not take, is refused before it is kept", async () => {
  const phone = await lanOffline(stage);
  expect(await phone.keepVoice({ ...sound(10), type: "video/webm" })).toEqual({ ok: false, problem: "type" });
  expect(await phone.keepVoice(sound(256 * 1024 + 1))).toEqual({ ok: false, problem: "long" });
  expect(await phone.keepVoice(sound(0))).toEqual({ ok: false, problem: "empty" });
  expect((await onDisk()).names).toEqual([]);
});

test("records never wait for recordings", async () => {
  const phone = await lanOffline(stage);
  const sha256 = await keep(phone);
  await phone.raiseFeedback({ ...SAID, voice: sha256 });
  stage.online = true;
  const order: string[] = [];
  stage.server.fault = (seen, answer) => {
    if (seen.path === "/api/v1/sync") order.push("records");
    return answer();
  };
  blobs.fault = async ({ range }) => {
    order.push(range ?? "ask");
    if (range?.startsWith("bytes 0-")) await phone.raiseFeedback({ ...SAID, text: "Mất điện" });
    return undefined;
  };
  await sync(phone);

  expect(order.slice(0, 4)).toEqual(["records", "ask", "bytes 0-32767/81920", "records"]);
  expect(order.slice(-2)).toEqual(["bytes 32768-65535/81920", "bytes 65536-81919/81920"]);
  expect(blobs.whole.has(sha256)).toBe(true);
});
