// @vitest-environment happy-dom
/** Practice on the screen: one button in, marked on every page, one button out from anywhere. */
import { afterEach, expect, test } from "vitest";
import "../../src/app/later/practice/practice-phone.ts";
import { practice } from "../../src/app/practice.ts";
import { parseRoute, route } from "../../src/app/router.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { openApp, settle, type Stage } from "./stage.tsx";

afterEach(() => practice.peek()?.end());

async function begun(): Promise<Stage> {
  const app = await openApp(makeFakePhone(), "#/practice");
  await app.tap("Begin practice");
  for (let turn = 0; turn < 40 && practice.value === null; turn += 1) await settle();
  await follow();
  return app;
}

/** The stage has no router that listens. */
async function follow(): Promise<void> {
  route.value = parseRoute(location.hash);
  await settle();
}

test("every page of practice says that nothing counts, and the real households are not there", async () => {
  const app = await begun();

  for (const page of ["#/", "#/log", "#/households", "#/figures", "#/sync", "#/more"]) {
    route.value = parseRoute(page);
    await settle();
    expect(app.text()).toContain("Practice – does not count");
    expect(app.text()).not.toContain("Hoàng Văn Páo");
  }
});

test("one press ends it on any page, and everything is as before", async () => {
  const app = await begun();
  route.value = parseRoute("#/households");
  await settle();
  expect(app.text()).toContain("Sample household 1");

  await app.tap("End practice");
  await follow();
  route.value = parseRoute("#/households");
  await settle();

  expect(app.text()).toContain("Hoàng Văn Páo");
  expect(app.text()).not.toContain("Sample household");
  expect(app.text()).not.toContain("does not count");
});
