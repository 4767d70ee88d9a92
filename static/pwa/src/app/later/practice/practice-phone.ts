/** A phone to practise on: the real one's code over a store in memory, in a world without network, disk or other tabs. */
import { signal } from "@preact/signals";
import type { HttpReply } from "../../../api/http.ts";
import { newId } from "../../../domain/ids.ts";
import { makePhone } from "../../phone.ts";
import type { Phone } from "../../phone-types.ts";
import type { World } from "../../phone-world.ts";
import { drawTogether } from "../../drawing.ts";
import { makePracticeStore } from "./practice-store.ts";

const failed = async (): Promise<HttpReply> => ({ kind: "failed", why: "offline", sent: 0 });
const notUploaded = async () => ({ kind: "failed", why: "offline", sent: 0 }) as const;
const nothing = async (): Promise<void> => undefined;

type Voices = World["voices"];

/** Recordings of practice: heard again, never sent. */
function practiceVoices(): Voices {
  const sounds = new Map<string, NonNullable<Awaited<ReturnType<Voices["sound"]>>>>();
  return {
    async keep(sound) {
      const name = `practice-${newId()}`;
      sounds.set(name, sound);
      return name;
    },
    sound: async (name) => sounds.get(name) ?? null,
    drop: async (name) => void sounds.delete(name),
    list: async () => [],
    name: nothing,
    change: nothing,
    close: nothing,
  };
}

function practiceWorld(real: Phone): World {
  const now = () => Date.now();
  return {
    api: {
      enrol: failed,
      bundle: failed,
      sync: failed,
      refreshGrant: failed,
      importParcels: failed,
      uploadedSoFar: notUploaded,
      upload: notUploaded,
    },
    store: makePracticeStore(real.snapshot.peek(), now()),
    board: { post: () => undefined, listen: () => undefined, close: () => undefined },
    courier: {
      keep: async () => 0,
      waiting: async () => [],
      settle: nothing,
      counts: async () => ({ waiting: 0, delivered: 0, refused: 0, why: [] }),
      close: nothing,
    },
    voices: practiceVoices(),
    marker: { read: () => null, write: () => undefined },
    app: "practice",
    now,
    random: () => Math.random(),
    drawTogether,
    alone: (work) => work(),
    onlyHere: (work) => work(),
    link: () => "unknown",
    later: () => () => undefined,
    listen: () => () => undefined,
    freshenWords: nothing,
    readStorage: async () => ({ storage: "unknown", freeBytes: null }),
    askToPersist: async () => false,
    worker: {
      updateReady: signal(false),
      register: nothing,
      askToBeWoken: nothing,
      lookForUpdate: nothing,
      takeUpdate: nothing,
    },
  };
}

export type PracticePhone = { readonly phone: Phone; stop(): Promise<void> };

/** Locking and PINs stay the real phone's: practice opens no door. */
export async function makePracticePhone(real: Phone): Promise<PracticePhone> {
  const running = makePhone(practiceWorld(real));
  await running.started;
  const { unlock, choosePin, changePin, lock } = real;
  return { phone: { ...running, unlock, choosePin, changePin, lock }, stop: () => running.stop() };
}
