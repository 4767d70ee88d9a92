// @vitest-environment happy-dom
/** Today: numbers that add up, the state of sending in words, and what the phone itself needs. */
import { expect, test } from "vitest";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { makeAssist, makeSnapshot } from "../fake/snapshot.ts";
import { openApp } from "./stage.tsx";

const usual = makeSnapshot();

test("the figures of the period are shown in parts that add up", async () => {
  const app = await openApp(makeFakePhone());

  const parts = app.all(".figure-number").map((number) => Number(number.textContent));

  expect(parts).toHaveLength(4);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(usual.figures.all);
});

test("work that is not sent is counted in words with its oldest day", async () => {
  const sync = { ...usual.sync, oldestUnsentAt: Date.now() };

  const app = await openApp(makeFakePhone({ snapshot: { sync } }));

  expect(app.text()).toContain("2 visits not sent, the oldest from today");
});

test("a permission that ended is a task on Today and leads to a new code", async () => {
  const app = await openApp(makeFakePhone({ snapshot: { sync: { ...usual.sync, problem: "grant" } } }));

  await app.tap("This phone's permission to send has ended");
  await app.tap("Enter a new code");

  expect(app.text()).toContain("This phone is in use by Nông Thị Lan");
});

test("made-up data is marked on every page", async () => {
  for (const page of ["#/", "#/log", "#/households", "#/household/pao", "#/sync", "#/more", "#/help"]) {
    expect((await openApp(makeFakePhone(), page)).text()).toContain("the people and figures here are made up");
  }
  const real = await openApp(makeFakePhone({ snapshot: { demo: false } }));
  expect(real.text()).not.toContain("made up");
});

test("a withdrawn assist leaves the list of the day", async () => {
  const app = await openApp(makeFakePhone({ snapshot: { assists: [makeAssist({ receipt: "withdrawn" })] } }));

  expect(app.text()).toContain("Nothing yet today.");
});

test("a wrong date is a task on Today and is said beside the day of a visit", async () => {
  const phone = makeFakePhone({ snapshot: { sync: { ...usual.sync, isClockWrong: true } } });
  expect((await openApp(phone)).text()).toContain("This phone's date or time is wrong");

  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  expect(app.text()).toContain("Choose the right day here.");
});

test("a parcel that the commune refused is shown with its reason", async () => {
  const carried = { waiting: 0, delivered: 0, refused: 1, why: [{ reason: "seal", count: 1 }] };
  const app = await openApp(makeFakePhone({ snapshot: { carried } }), "#/sync");

  expect(app.text()).toContain("Damaged, or not made by the phone it names");
});

test("after a meeting the visits of the day come a page at a time", async () => {
  const assists = Array.from({ length: 300 }, (_, at) => makeAssist({ id: `a${at}`, loggedAt: Date.now() - at }));
  const app = await openApp(makeFakePhone({ snapshot: { assists } }));
  const shown = () => app.all('a[href^="#/assist/"]').length;

  expect(shown()).toBe(20);
  await app.tap("Show more");
  expect(shown()).toBe(40);
});
