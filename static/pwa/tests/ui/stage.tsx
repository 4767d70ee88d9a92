/** The app on a fake phone in a made-up document: what a thumb can do, and what an eye can read. */
import { render } from "preact";
import { vi } from "vitest";
import { App } from "../../src/app/App.tsx";
import { rememberFirstUse } from "../../src/app/first-use.ts";
import { route, parseRoute } from "../../src/app/router.ts";
import { putCatalogues } from "../../src/i18n/translate.ts";
import type { FakePhone } from "../fake/fake-phone.ts";

export type Stage = {
  readonly taps: () => number;
  readonly text: () => string;
  /** Presses the first button or link whose words or label contain *words*; one tap. */
  readonly tap: (words: string) => Promise<void>;
  readonly type: (label: string, value: string) => Promise<void>;
  readonly find: (words: string) => HTMLElement | null;
  readonly all: (selector: string) => readonly HTMLElement[];
};

const MOST_TURNS = 400;

/** Lets state, effects and finished promises reach the page, and code that opens later arrive: until nothing moves. */
export async function settle(): Promise<void> {
  let before = "";
  for (let turn = 0, calm = 0; calm < 10 && turn < MOST_TURNS; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (calm === 5) await vi.dynamicImportSettled();
    const shown = document.body.textContent ?? "";
    calm = shown === before && !shown.includes("Opening…") ? calm + 1 : 0;
    before = shown;
  }
}

const wordsOf = (element: Element): string =>
  `${element.getAttribute("aria-label") ?? ""} ${element.textContent ?? ""}`;

/** Message ids stand for words, so that a test does not hang on a translation. */
export async function openApp(phone: FakePhone, fragment = "#/", { isFirst = false } = {}): Promise<Stage> {
  if (!isFirst) rememberFirstUse(phone.snapshot.value.me?.id ?? "");
  putCatalogues("vi", {}, {});
  document.body.innerHTML = '<div id="app"></div>';
  const place = document.getElementById("app");
  if (place === null) throw new Error("no place");
  Element.prototype.scrollIntoView = () => undefined;
  window.scrollTo = () => undefined;
  location.hash = fragment;
  route.value = parseRoute(fragment);
  render(<App phone={phone} />, place);
  await settle();
  let taps = 0;
  const find = (words: string): HTMLElement | null =>
    [...document.querySelectorAll<HTMLElement>("button, a, summary")].find((element) =>
      wordsOf(element).includes(words),
    ) ?? null;
  return {
    taps: () => taps,
    text: () => place.textContent ?? "",
    find,
    all: (selector) => [...document.querySelectorAll<HTMLElement>(selector)],
    async tap(words) {
      const element = find(words);
      if (element === null) throw new Error(`Nothing to tap that says "${words}" in: ${place.textContent}`);
      taps += 1;
      const target = element.getAttribute("href");
      if (target !== null) {
        location.hash = target;
        route.value = parseRoute(target);
      } else element.click();
      await settle();
    },
    async type(label, value) {
      const field = [...document.querySelectorAll("label")].find((known) => known.textContent?.includes(label));
      const input = document.getElementById(field?.htmlFor ?? "");
      if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement))
        throw new Error(`No field "${label}"`);
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await settle();
    },
  };
}
