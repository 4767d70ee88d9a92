/** Begins once the first page stands: lessons are no part of the sync, and looked after once there was a contact. */
import { computed, effect } from "@preact/signals";
import { currentLanguage } from "../../../i18n/translate.ts";
import type { Phone } from "../../phone-types.ts";
import type { World } from "../../phone-world.ts";
import { bringLessons, counting } from "./lessons.ts";

/** Whoever just came in taps and waits for nothing of this. */
const LATER_MS = 3_000;

export function begin(phone: Phone, world: World): void {
  counting.value = (received) => world.store.countTraffic(world.now(), 0, received).catch(() => undefined);
  const lastContactAt = computed(() => phone.snapshot.value.sync.lastContactAt);
  effect(() => {
    if (lastContactAt.value !== null) world.later(LATER_MS, () => void bring());
  });

  async function bring(): Promise<void> {
    await bringLessons(currentLanguage(), world.now()).catch((error: unknown) => console.error("lessons", error));
  }
}
