/** Puts the app on the page around a phone; apart from main.ts so that tests can bring a phone of their own. */
import { computed, effect } from "@preact/signals";
import { render } from "preact";
import "../ui/styles/index.css";
import { currentLanguage } from "../i18n/translate.ts";
import { App } from "./App.tsx";
import { watchIdle } from "./auto-lock.ts";
import type { Phone } from "./phone-types.ts";
import { followAccount, startPreferences } from "./preferences.ts";
import { isOutdated } from "./phone-worker.ts";
import { route, SHEETS, startRouter } from "./router.ts";
import { lookAround } from "./surroundings.ts";

/** Whoever just came in taps and waits for nothing of this. */
const LATER_MS = 3_000;

/** Lessons are no part of the sync: after a contact they are looked after by code that nobody waits for. */
async function bringAfterContact(at: number | null): Promise<void> {
  if (at === null || !navigator.onLine) return;
  await new Promise((resolve) => setTimeout(resolve, LATER_MS));
  const { bringLessons } = await import("./later/lessons/lessons.ts");
  await bringLessons(currentLanguage(), Date.now());
}

export async function start(phone: Phone, place: HTMLElement): Promise<void> {
  lookAround();
  await startPreferences();
  startRouter();
  effect(() => followAccount(phone.snapshot.value.me?.language ?? null));
  effect(() => {
    if (isOutdated.value && !SHEETS.includes(route.value.page)) location.reload();
  });
  watchIdle(phone);
  const lastContactAt = computed(() => phone.snapshot.value.sync.lastContactAt);
  effect(() => {
    bringAfterContact(lastContactAt.value).catch((error: unknown) => console.error("lessons", error));
  });
  render(<App phone={phone} />, place);
}
