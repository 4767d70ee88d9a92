/** One thing is heard at a time: a recording from this phone, or the device's own speech. */
import { signal } from "@preact/signals";
import type { Way } from "../../../domain/spoken.ts";

/** What sounds now, by a name that whoever asked for it gave; null: silence. */
export const playing = signal<string | null>(null);

type Sounds = { sound(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> };
let stopNow: () => void = () => undefined;

export function stop(): void {
  stopNow();
}

/** The device's own voice for Vietnamese that needs no network; undefined: there is none. */
export function deviceVoice(): SpeechSynthesisVoice | undefined {
  if (typeof speechSynthesis === "undefined") return undefined;
  return speechSynthesis.getVoices().find(({ lang, localService }) => localService && lang.toLowerCase().startsWith("vi"));
}

function speak(words: string): Promise<boolean> {
  return new Promise((resolve) => {
    const said = new SpeechSynthesisUtterance(words);
    said.voice = deviceVoice() ?? null;
    said.lang = "vi-VN";
    said.onend = () => resolve(true);
    said.onerror = () => resolve(false);
    stopNow = () => {
      speechSynthesis.cancel();
      resolve(false);
    };
    speechSynthesis.speak(said);
  });
}

function playBytes(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<boolean> {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const audio = new Audio(address);
  return new Promise<boolean>((resolve) => {
    audio.onended = () => resolve(true);
    audio.onerror = () => resolve(false);
    stopNow = () => {
      audio.pause();
      resolve(false);
    };
    audio.play().catch(() => resolve(false));
  }).finally(() => URL.revokeObjectURL(address));
}

/** Plays one; true when it was heard to its end. */
async function hear(sounds: Sounds, name: string, way: Way, words: string): Promise<boolean> {
  if (way.kind === "device") return speak(words);
  const bytes = await sounds.sound(way.spoken.sha256);
  // Something else may have been tapped meanwhile.
  return bytes === undefined || playing.value !== name ? false : playBytes(bytes, way.spoken.type);
}

/** One after the other; *heard* is told of each that was heard to its end. Stops what sounded before. */
export async function play(
  sounds: Sounds,
  name: string,
  ways: readonly { readonly way: Way; readonly words: string }[],
  heard: (way: Way) => void = () => undefined,
): Promise<void> {
  stopNow();
  playing.value = name;
  try {
    for (const { way, words } of ways) {
      const isWhole = await hear(sounds, name, way, words);
      if (!isWhole || playing.value !== name) break;
      heard(way);
    }
  } finally {
    if (playing.value === name) playing.value = null;
  }
}
