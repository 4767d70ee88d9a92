/** Begins once the first page stands: shows ears where something can be heard, fetches what may come after a sync. */
import { effect } from "@preact/signals";
import { spokenApi } from "../../../api/spoken.ts";
import { currentLanguage, readLaterWords } from "../../../i18n/translate.ts";
import { makeSpokenStore } from "../../../store/spoken.ts";
import { onlyHere } from "../../../sync/locks.ts";
import { ears } from "../../heard.tsx";
import type { Phone } from "../../phone-types.ts";
import type { World } from "../../phone-world.ts";
import { listenForTaps } from "./aloud.tsx";
import { makeEars } from "./Ears.tsx";
import { type Keeper, makeKeeper } from "./keeper.ts";
import { keeperHere } from "./here.ts";
import { deviceVoice } from "./playing.ts";

export async function begin(phone: Phone, world: World): Promise<Keeper> {
  const keeper = makeKeeper({
    api: spokenApi,
    store: makeSpokenStore(),
    token: async () => (await world.store.grant())?.token ?? null,
    language: currentLanguage,
    link: world.link,
    isBusy: () => phone.snapshot.peek().sync.running,
    freeBytes: async () => (await world.readStorage()).freeBytes,
    count: (received) => world.store.countTraffic(world.now(), 0, received).catch(() => undefined),
    onlyHere: (work) => onlyHere("tocongnghe-spoken", work),
    now: world.now,
  });
  keeperHere.value = keeper;
  await keeper.show();
  const isHeard = () => [...keeper.heard.value.values()].some(({ size }) => size > 0) || deviceVoice() !== undefined;
  let isShown = false;
  effect(() => {
    if (isShown || !isHeard()) return;
    isShown = true;
    // Without its words an ear would speak in message ids.
    void readLaterWords()
      .catch((error: unknown) => console.warn("words", error))
      .then(() => {
        ears.value = makeEars(keeper);
      });
  });
  listenForTaps(keeper);
  let last: number | null = null;
  effect(() => {
    if (phone.snapshot.value.wiped) void keeper.forgetAll().catch((error: unknown) => console.error("spoken", error));
  });
  effect(() => {
    const { wiped, sync } = phone.snapshot.value;
    const { lastContactAt, problem, running } = sync;
    if (wiped || running || problem !== null || lastContactAt === null || lastContactAt === last) return;
    last = lastContactAt;
    void keeper.carryOn();
  });
  return keeper;
}
