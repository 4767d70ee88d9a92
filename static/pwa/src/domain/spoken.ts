/** Voices that the province recorded: what a list holds, what is to be fetched or forgotten, whose voice is heard. Pure. */
import { isUnread, listOf, unread } from "./unread";
import type { SpokenOut, SpokenPackOut } from "./wire";

export type Spoken = Readonly<SpokenOut>;

export type SpokenPack = {
  readonly language: string;
  /** The server's name for this very list; null before one came. */
  readonly etag: string | null;
  readonly recordings: readonly Spoken[];
  /** Milliseconds: when the server last said that this is the list. */
  readonly checkedAt: number;
  /** Somebody asked for it on this phone; else it is here because the app speaks it. */
  readonly isWanted: boolean;
};

/** Of one phrase; the server's own limit for 30 seconds is 72 KB. */
export const MOST_SOUND_BYTES = 128 * 1024;
/** What stays free for work. */
export const ROOM_BYTES = 20 * 1024 * 1024;
/** After this the list is asked for anew, over any line: it weighs little, and what a speaker took back must go. */
export const LIST_HOLDS_MS = 6 * 3600 * 1000;
/** Asked for again whatever is known: a 304 costs next to nothing. */
export const emptyPack = (language: string): SpokenPack => ({
  language,
  etag: null,
  recordings: [],
  checkedAt: 0,
  isWanted: false,
});

const isSound = ({ sha256, says, bytes, type }: Partial<SpokenOut>): boolean =>
  typeof sha256 === "string" &&
  /^[0-9a-f]{64}$/.test(sha256) &&
  typeof says === "string" &&
  typeof bytes === "number" &&
  bytes > 0 &&
  bytes <= MOST_SOUND_BYTES &&
  type === "audio/ogg";

/** Undefined when it is no list; a recording of the wrong shape is passed over. */
export function readPack(json: unknown): readonly Spoken[] | undefined {
  const { recordings } = unread<SpokenPackOut>(json);
  if (!Array.isArray(recordings)) return undefined;
  return listOf(recordings)
    .filter((item) => isUnread<SpokenOut>(item))
    .filter((item): item is Spoken => isSound(item as Partial<SpokenOut>));
}

export function isDue(pack: SpokenPack, now: number): boolean {
  return Math.abs(now - pack.checkedAt) > LIST_HOLDS_MS;
}

/** What is not here yet, in the order of the sheet, each sound once. */
export function missingOf(pack: SpokenPack, here: ReadonlySet<string>): readonly Spoken[] {
  const seen = new Set(here);
  return pack.recordings.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256));
}

/** Sounds and parts that no list names any more: replaced, or taken back by who spoke. */
export function superfluous(packs: readonly SpokenPack[], here: Iterable<string>): readonly string[] {
  const named = new Set(packs.flatMap(({ recordings }) => recordings.map(({ sha256 }) => sha256)));
  return [...here].filter((sha256) => !named.has(sha256));
}

/** How a text may be heard; `device`: the phone's own speech, which is nobody's voice. */
export type Way =
  | { readonly kind: "recording"; readonly language: string; readonly spoken: Spoken }
  | { readonly kind: "device" };

/** What can be heard on this phone: language -> message id -> recording whose sound is here. */
export type Heard = ReadonlyMap<string, ReadonlyMap<string, Spoken>>;

export function heardOf(packs: readonly SpokenPack[], here: ReadonlySet<string>): Heard {
  return new Map(
    packs.map(({ language, recordings }) => [
      language,
      new Map(recordings.filter(({ sha256 }) => here.has(sha256)).map((spoken) => [spoken.says, spoken])),
    ]),
  );
}

/** The own language's voice, else a Vietnamese one, else (for readers of Vietnamese alone) the device's own; null: none. */
export function wayToHear(says: string, language: string, heard: Heard, speaksVietnamese: boolean): Way | null {
  for (const each of [language, "vi"]) {
    const spoken = heard.get(each)?.get(says);
    if (spoken !== undefined) return { kind: "recording", language: each, spoken };
  }
  return language === "vi" && speaksVietnamese ? { kind: "device" } : null;
}

/** Consent is asked in this order (catalogue/spoken.yaml); the second says what the screen fills a name into. */
export const CONSENT_PHRASES = [
  "We would like to write down the help that your household gets. Please listen first.",
  "Who keeps it: the People's Committee of this commune.",
  "What is kept: the name of the head of the household, how many people, the phone number if given, and which help was given.",
  "Why: so that the village team helps with the right things, and the commune and the province know how many households were reached.",
  "How long: while the village team works with the household, or until consent is withdrawn, whichever comes first.",
  "Rights: to see it, to have it corrected, to withdraw consent, to ask for it to be erased. Tell a team member or the commune.",
  "Whether the household agrees or not, help is given just the same.",
  "Does the household agree to be written down?",
] as const;
