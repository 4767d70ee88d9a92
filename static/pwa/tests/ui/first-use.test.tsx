// @vitest-environment happy-dom
/** The first screens: three, skippable, once for each person on this phone, and again from help. */
import { expect, test } from "vitest";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { openApp } from "./stage.tsx";

const person = (id: string) => ({ snapshot: { me: { id, name: "Nông Thị Lan", role: "member", language: "vi" } } });

test("three screens stand before the first Today, and never again", async () => {
  const app = await openApp(makeFakePhone(person("new-1")), "#/", { isFirst: true });
  expect(app.text()).toContain("Log an assist, also without signal");

  await app.tap("Go on");
  await app.tap("Go on");
  await app.tap("Begin");

  expect(app.text()).toContain("Hello, Nông Thị Lan");
  expect((await openApp(makeFakePhone(person("new-1")), "#/", { isFirst: true })).text()).toContain("Hello");
});

test("they can be skipped, and another person sees them", async () => {
  const app = await openApp(makeFakePhone(person("new-2")), "#/", { isFirst: true });

  await app.tap("Skip");

  expect(app.text()).toContain("Hello");
  const other = await openApp(makeFakePhone(person("new-3")), "#/", { isFirst: true });
  expect(other.text()).toContain("1 of 3");
});

test("help leads to them again", async () => {
  const app = await openApp(makeFakePhone(), "#/help");

  await app.tap("The three first screens once more");

  expect(app.text()).toContain("1 of 3");
});
