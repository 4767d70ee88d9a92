/** Voices of the province on the phone: fetched in parts, gone on with after a cut, never in the way, heard in the right language. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import type { SoundReply, SpokenApi } from "../../src/api/spoken.ts";
import { makeKeeper, type SpokenAround } from "../../src/app/later/spoken/keeper.ts";
import type { Link } from "../../src/app/phone-voice-types.ts";
import { LIST_HOLDS_MS, ROOM_BYTES, wayToHear } from "../../src/domain/spoken.ts";
import { makeSpokenStore } from "../../src/store/spoken.ts";
import { PART_BYTES } from "../../src/sync/spoken.ts";

const AGREE = "Does the household agree to be written down?";
const HELLO = "Hello. I am from the village's digital technology team.";

type Bytes = Uint8Array<ArrayBuffer>;
const noise = (length: number, salt: number): Bytes => Uint8Array.from({ length }, (_, at) => (at * 7 + salt) % 251);

async function nameOf(bytes: Bytes): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A server with recordings of a language, and a line that may be cut after some requests for sound. */
function makeServer() {
  const sounds = new Map<string, Bytes>();
  const packs = new Map<string, { says: string; sha256: string }[]>();
  const asked: string[] = [];
  let cutAfter = Number.POSITIVE_INFINITY;
  let isDamaging = false;
  const api: SpokenApi = {
    async list(_token, language, etag) {
      const recordings = (packs.get(language) ?? []).map(({ says, sha256 }, at) => ({
        code: `c${at}`,
        says,
        group: "consent",
        sha256,
        bytes: sounds.get(sha256)?.length ?? 1,
        ms: 2000,
        type: "audio/ogg",
        dialect: "xã A",
      }));
      const version = JSON.stringify(recordings);
      asked.push(`list ${language}`);
      const common = { kind: "answer", contentType: "application/json", retryAfter: null, sent: 0, received: 10 } as const;
      if (language === "xx") return { ...common, status: 404, etag: null, json: { slug: "not-found" } };
      if (etag === version) return { ...common, status: 304, etag, json: undefined };
      return { ...common, status: 200, etag: version, json: { version, language, recordings } };
    },
    async part(_token, language, sha256, start, end): Promise<SoundReply> {
      asked.push(`${language} ${sha256.slice(0, 4)} ${start}`);
      if (cutAfter <= 0) return { kind: "failed", why: "offline" };
      cutAfter -= 1;
      const whole = sounds.get(sha256);
      const answer = { kind: "answer", total: whole?.length ?? null, retryAfter: null } as const;
      if (whole === undefined) return { ...answer, status: 404, bytes: new Uint8Array() };
      const bytes = whole.slice(start, end);
      return { ...answer, status: 206, bytes: isDamaging ? bytes.map((byte) => byte ^ 1) : bytes };
    },
  };
  return {
    api,
    asked,
    packs,
    sounds,
    cut: (after: number) => {
      cutAfter = after;
    },
    damage: (is: boolean) => {
      isDamaging = is;
    },
    async record(language: string, says: string, bytes: Bytes): Promise<string> {
      const sha256 = await nameOf(bytes);
      sounds.set(sha256, bytes);
      packs.set(language, [...(packs.get(language) ?? []).filter((each) => each.says !== says), { says, sha256 }]);
      return sha256;
    },
  };
}

let server: ReturnType<typeof makeServer>;
let link: Link;
let free: number | null;
let now: number;
let isBusy: boolean;
const store = makeSpokenStore();

beforeEach(async () => {
  await store.close();
  globalThis.indexedDB = new IDBFactory();
  server = makeServer();
  [link, free, now, isBusy] = ["free", null, 1_800_000_000_000, false];
});

function open(language = "tyz") {
  const around: SpokenAround = {
    api: server.api,
    store: makeSpokenStore(),
    token: async () => "token",
    language: () => language,
    link: () => link,
    isBusy: () => isBusy,
    freeBytes: async () => free,
    count: async () => undefined,
    onlyHere: (work) => work(),
    now: () => now,
  };
  return makeKeeper(around);
}

test("the voices of the app's language and the Vietnamese ones come by a free line, and are heard without any", async () => {
  const bytes = noise(2.5 * PART_BYTES, 1);
  const sha256 = await server.record("tyz", AGREE, bytes);
  await server.record("vi", HELLO, noise(900, 2));
  await server.record("nut", HELLO, noise(900, 3));
  await open().carryOn();

  const later = open();
  await later.show();

  expect(await later.sound(sha256)).toEqual(bytes);
  expect(later.heard.value.get("vi")?.has(HELLO)).toBe(true);
  expect(server.asked.some((each) => each.includes("nut"))).toBe(false);
});

test("by a line that costs only the list comes, until somebody asks for the sound", async () => {
  link = "metered";
  const sha256 = await server.record("tyz", AGREE, noise(900, 1));
  const keeper = open();
  await keeper.carryOn();
  expect(keeper.voices.value.find(({ language }) => language === "tyz")).toMatchObject({ here: 0, hold: "waiting" });
  expect(server.asked).toEqual(["list tyz", "list vi"]);

  await keeper.want("tyz");

  expect(await keeper.sound(sha256)).toHaveLength(900);
  expect(keeper.voices.value.find(({ language }) => language === "tyz")).toMatchObject({ here: 1, hold: null, isWanted: true });
});

test("a pack that was cut goes on where it stopped, also after the app was closed", async () => {
  const bytes = noise(3 * PART_BYTES, 1);
  const first = await server.record("tyz", HELLO, noise(500, 9));
  const second = await server.record("tyz", AGREE, bytes);
  server.cut(2);
  const keeper = open();
  await keeper.carryOn();
  expect(await keeper.sound(first)).toHaveLength(500);
  expect(await keeper.sound(second)).toBeUndefined();
  expect(keeper.voices.value.find(({ language }) => language === "tyz")).toMatchObject({ here: 1, hold: "later" });

  server.cut(Number.POSITIVE_INFINITY);
  server.asked.length = 0;
  const again = open();
  await again.carryOn();

  expect(server.asked.find((each) => each.startsWith("tyz"))).toBe(`tyz ${second.slice(0, 4)} ${PART_BYTES}`);
  expect(await again.sound(second)).toEqual(bytes);
});

test("a sound that arrives as something else is not kept, and others come all the same", async () => {
  const bad = await server.record("tyz", AGREE, noise(900, 1));
  const keeper = open();
  server.damage(true);
  await keeper.carryOn();
  expect(await keeper.sound(bad)).toBeUndefined();

  server.damage(false);
  await keeper.carryOn();
  expect(await keeper.sound(bad)).toHaveLength(900);
});

test("what a speaker took back goes at the next list, over any line", async () => {
  const sha256 = await server.record("tyz", AGREE, noise(900, 1));
  const keeper = open();
  await keeper.carryOn();
  server.packs.set("tyz", []);
  link = "metered";
  now += LIST_HOLDS_MS + 1;

  await keeper.carryOn();

  expect(await keeper.sound(sha256)).toBeUndefined();
  expect(wayToHear(AGREE, "tyz", keeper.heard.value, true)).toBeNull();
});

test("nothing comes while records are sent, nor when there is no room left for work", async () => {
  await server.record("tyz", AGREE, noise(900, 1));
  const keeper = open();
  isBusy = true;
  await keeper.carryOn();
  expect(keeper.voices.value.find(({ language }) => language === "tyz")?.here).toBe(0);

  isBusy = false;
  free = ROOM_BYTES;
  await keeper.carryOn();
  expect(keeper.voices.value.find(({ language }) => language === "tyz")).toMatchObject({ here: 0, hold: "room" });
});

test("a server without a language's list is asked again after some hours, not at every contact", async () => {
  const keeper = open("xx");
  await keeper.carryOn();
  await keeper.carryOn();

  expect(server.asked.filter((each) => each === "list xx")).toHaveLength(1);
});

test("voices of a language can be taken off the phone; what another language shares stays", async () => {
  const shared = noise(700, 5);
  await server.record("tyz", AGREE, shared);
  const name = await server.record("vi", AGREE, shared);
  const keeper = open();
  await keeper.carryOn();

  await keeper.forget("tyz");

  expect(await keeper.sound(name)).toHaveLength(700);
  expect(keeper.voices.value.map(({ language }) => language)).toEqual(["vi"]);
});

test("one hears the own language, else Vietnamese, else (Vietnamese only) the device, else nothing", async () => {
  await server.record("vi", HELLO, noise(700, 5));
  await server.record("tyz", AGREE, noise(700, 6));
  const keeper = open();
  await keeper.carryOn();
  const heard = keeper.heard.value;

  expect(wayToHear(AGREE, "tyz", heard, true)).toMatchObject({ kind: "recording", language: "tyz" });
  expect(wayToHear(HELLO, "tyz", heard, true)).toMatchObject({ kind: "recording", language: "vi" });
  expect(wayToHear("Helped", "vi", heard, true)).toEqual({ kind: "device" });
  expect(wayToHear("Helped", "vi", heard, false)).toBeNull();
  expect(wayToHear("Helped", "tyz", heard, true)).toBeNull();
});

test("a phone that is nobody's any more keeps no voice, nor the list of them", async () => {
  await server.record("tyz", AGREE, noise(900, 1));
  await server.record("vi", HELLO, noise(900, 2));
  const keeper = open();
  const coming = keeper.carryOn();

  await keeper.forgetAll();
  await coming;

  expect(server.asked.length).toBeGreaterThan(1);
  const here = makeSpokenStore();
  expect([await here.packs(), await here.all()]).toEqual([[], []]);
  expect(keeper.heard.value.size).toBe(0);
});
