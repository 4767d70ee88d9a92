// @vitest-environment happy-dom
/** Help: a way to it from every page, about that very page, and back without losing what was half filled. */
import { expect, test } from "vitest";
import { HELP_PAGES, helpOn } from "../../src/app/later/help/help-words.ts";
import { parseRoute, route } from "../../src/app/router.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { openApp, settle } from "./stage.tsx";

async function back(fragment: string): Promise<void> {
  route.value = parseRoute(fragment);
  await settle();
}

test("the question mark in a page's head leads to the help for that page", async () => {
  for (const [fragment, page] of [
    ["#/", "today"],
    ["#/log", "log"],
    ["#/household/pao", "household"],
    ["#/class-hold", "class-hold"],
    ["#/sync", "sync"],
  ] as const) {
    const app = await openApp(makeFakePhone(), fragment);

    await app.tap("Help for this page");

    expect(app.text()).toContain(helpOn(page).is);
    await back("#/");
  }
});

test("what is half filled stays while help is read", async () => {
  const app = await openApp(makeFakePhone(), "#/household-new");
  await app.type("Head of the household", "Hộ Một");

  await app.tap("Help for this page");
  await back("#/household-new");

  expect(app.all("input").map((input) => (input instanceof HTMLInputElement ? input.value : ""))).toContain("Hộ Một");
});

test("the general help leads to every page's help once, twins by their sister", async () => {
  const app = await openApp(makeFakePhone(), "#/help");

  expect(app.all('a[href^="#/help-on/"]').length).toBeGreaterThan(20);
  expect(new Set(HELP_PAGES).size).toBe(HELP_PAGES.length);
});

test("a phone that is not yet opened has help for its first page", async () => {
  const app = await openApp(makeFakePhone({ snapshot: { enrolled: false, me: null } }));

  await app.tap("Help for this page");

  expect(app.text()).toContain(helpOn("enrol").next);
});
