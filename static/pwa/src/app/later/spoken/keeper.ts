/** Keeps the recorded voices of this phone: which languages, when they may come, what is here. */
import { signal } from "@preact/signals";
import type { SpokenApi } from "../../../api/spoken.ts";
import { emptyPack, type Heard, heardOf, missingOf, ROOM_BYTES, type SpokenPack, superfluous } from "../../../domain/spoken.ts";
import type { SpokenStore } from "../../../store/spoken.ts";
import { fetchPack, type PackResult, type SpokenPorts } from "../../../sync/spoken.ts";
import type { Link } from "../../phone-voice-types.ts";

export type SpokenAround = {
  readonly api: SpokenApi;
  readonly store: SpokenStore;
  /** Of whoever is in; null while nobody is. */
  token(): Promise<string | null>;
  /** The language in which the app speaks. */
  language(): string;
  link(): Link;
  /** Records are being sent; voices make way. */
  isBusy(): boolean;
  freeBytes(): Promise<number | null>;
  count(received: number): Promise<void>;
  onlyHere(work: () => Promise<void>): Promise<void>;
  now(): number;
};

export type LanguageVoices = {
  readonly language: string;
  readonly recordings: number;
  readonly here: number;
  /** Of what is still to come. */
  readonly missingBytes: number;
  readonly hereBytes: number;
  /** Why what is missing is not on its way; null: nothing is missing, or it comes. */
  readonly hold: Exclude<PackResult, "whole"> | null;
  readonly isWanted: boolean;
};

export type Keeper = ReturnType<typeof makeKeeper>;

export function makeKeeper(around: SpokenAround) {
  const { store, now } = around;
  const heard = signal<Heard>(new Map());
  const voices = signal<readonly LanguageVoices[]>([]);
  const isFetching = signal(false);
  const results = new Map<string, PackResult>();
  /** Languages for which somebody pressed "now": whatever the line costs. */
  const wished = new Set<string>();
  let running: Promise<void> | undefined;
  let fetching: string | null = null;

  async function show(): Promise<void> {
    const [packs, here] = [await store.packs(), await store.sounds()];
    heard.value = heardOf(packs, here);
    voices.value = packs.map((pack) => {
      const missing = missingOf(pack, here);
      const present = pack.recordings.filter(({ sha256 }) => here.has(sha256));
      const result = results.get(pack.language);
      return {
        language: pack.language,
        recordings: pack.recordings.length,
        here: present.length,
        missingBytes: missing.reduce((sum, { bytes }) => sum + bytes, 0),
        hereBytes: present.reduce((sum, { bytes }) => sum + bytes, 0),
        hold: missing.length === 0 || result === undefined || result === "whole" ? null : result,
        isWanted: pack.isWanted,
      };
    });
  }

  const ports: SpokenPorts = {
    api: around.api,
    store,
    now,
    mayFetch: () => !around.isBusy() && (around.link() === "free" || (fetching !== null && wished.has(fetching))),
    async hasRoom(bytes) {
      const free = await around.freeBytes();
      return free === null || free > bytes + ROOM_BYTES;
    },
    count: around.count,
    changed: show,
  };

  async function run(): Promise<void> {
    const token = await around.token();
    if (token === null) return;
    const wanted = (await store.packs()).filter(({ isWanted }) => isWanted).map(({ language }) => language);
    await around.onlyHere(async () => {
      for (const language of new Set([...wished, around.language(), "vi", ...wanted])) {
        fetching = language;
        isFetching.value = wished.has(language);
        const result = await fetchPack(ports, token, language, wished.has(language));
        results.set(language, result);
        if (result === "grant") break;
        if (result !== "waiting" || !around.isBusy()) wished.delete(language);
      }
    });
  }

  /** One at a time; never throws. */
  function carryOn(): Promise<void> {
    running ??= run()
      .catch((error: unknown) => console.error("spoken", error))
      .finally(() => {
        running = undefined;
        fetching = null;
        isFetching.value = false;
        return show();
      });
    return running;
  }

  async function change(language: string, part: Partial<SpokenPack>): Promise<void> {
    const known = (await store.packs()).find((pack) => pack.language === language) ?? emptyPack(language);
    await store.putPack({ ...known, ...part });
  }

  return {
    heard,
    voices,
    isFetching,
    show,
    carryOn,

    /** Fetches a language now, over any line, and keeps it up to date from then on. */
    async want(language: string): Promise<void> {
      await change(language, { isWanted: true });
      wished.add(language);
      await running;
      await carryOn();
    },

    /** Takes a language's voices off this phone. */
    async forget(language: string): Promise<void> {
      await running;
      await store.dropPack(language);
      await store.drop(superfluous(await store.packs(), await store.all()));
      results.delete(language);
      await show();
    },

    /** The phone is nobody's any more: no voice of anybody stays on it. */
    async forgetAll(): Promise<void> {
      await running;
      for (const { language } of await store.packs()) await store.dropPack(language);
      await store.drop(await store.all());
      results.clear();
      wished.clear();
      await show();
    },

    /** Its sound; undefined when it is not (or no longer) here. */
    sound: (sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> => store.sound(sha256),
  };
}
