/** The machine is about records: its phones record nothing, and no recording's transaction moves the faults about. */
import type { VoiceStore } from "../../src/store/voices.ts";

export const NO_RECORDINGS: VoiceStore = {
  keep: async () => "",
  name: async () => undefined,
  list: async () => [],
  sound: async () => null,
  change: async () => undefined,
  drop: async () => undefined,
  close: async () => undefined,
};
