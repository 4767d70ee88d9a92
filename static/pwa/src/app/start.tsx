/** Puts the app on the page around a phone; apart from main.ts so that tests can bring a phone of their own. */
import { effect } from "@preact/signals";
import { render } from "preact";
import "../ui/styles/index.css";
import { App } from "./App.tsx";
import { watchIdle } from "./auto-lock.ts";
import type { Phone } from "./phone-types.ts";
import { followAccount, startPreferences } from "./preferences.ts";
import { isOutdated } from "./phone-worker.ts";
import { route, SHEETS, startRouter } from "./router.ts";
import { lookAround } from "./surroundings.ts";

export async function start(phone: Phone, place: HTMLElement): Promise<void> {
  lookAround();
  await startPreferences();
  startRouter();
  effect(() => followAccount(phone.snapshot.value.me?.language ?? null));
  effect(() => {
    if (isOutdated.value && !SHEETS.includes(route.value.page)) location.reload();
  });
  watchIdle(phone);
  render(<App phone={phone} />, place);
}
