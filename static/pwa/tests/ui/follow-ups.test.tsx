// @vitest-environment happy-dom
/** Promised visits, and what a topic asks besides its outcome. */
import { beforeEach, expect, test } from "vitest";
import { groupFollowUps, openFollowUps } from "../../src/app/follow-ups.ts";
import { readSeller, sellerOf } from "../../src/app/seller.ts";
import { addDays } from "../../src/domain/days.ts";
import { makeFakePhone, today } from "../fake/fake-phone.ts";
import { makeAssist } from "../fake/snapshot.ts";
import { openApp, settle } from "./stage.tsx";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

const TODAY = "2026-11-21";
const promise = (id: string, followUpOn: string, overrides = {}) =>
  makeAssist({ id, followUpOn, topic: id, loggedAt: 1, receipt: "received", ...overrides });

test("promises fall into late, today, this week and later", () => {
  const days = ["2026-11-28", "2026-11-20", "2026-11-29", TODAY, "2026-11-22"];

  const groups = groupFollowUps(openFollowUps(days.map((day) => promise(day, day))), TODAY);

  const shown = Object.values(groups).map((group) => group.map(({ followUpOn }) => followUpOn));
  expect(shown).toEqual([["2026-11-20"], [TODAY], ["2026-11-22", "2026-11-28"], ["2026-11-29"]]);
});

test("a later visit to the household on the topic keeps the promise, a withdrawn one does not", () => {
  const made = promise("etax", TODAY);
  const later = makeAssist({ id: "later", topic: "etax", loggedAt: 2, mine: false });

  expect(openFollowUps([made, later])).toEqual([]);
  expect(openFollowUps([made, { ...later, receipt: "withdrawn" }])).toEqual([made]);
  expect(openFollowUps([made, { ...later, household: "may" }])).toEqual([made]);
  expect(openFollowUps([made], [{ id: "pao", consent: "withdrawn" }])).toEqual([]);
});

test("the page shows one's own promises and, when asked, the whole team's", async () => {
  const theirs = promise("etax", today(), { mine: false, householdName: "Vi Thị Nga" });
  const mine = promise("vneid", addDays(today(), -2));
  const app = await openApp(makeFakePhone({ snapshot: { assists: [mine, theirs] } }), "#/follow-ups");

  expect(app.text()).toContain("2 days late");
  expect(app.text()).not.toContain("Vi Thị Nga");
  await app.tap("The whole team's");

  expect(app.text()).toContain("Vi Thị Nga");
  const card = await openApp(makeFakePhone({ snapshot: { assists: [mine] } }), "#/household/pao");
  expect(card.text()).toContain("VNeID activation: promised for");
});

test("the next visit is one tap for the usual days, and a wrong year is asked about", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Next visit, note");
  app.all('[aria-label="Next visit"] button').at(-1)?.click();
  await settle();
  await app.type("Which day?", "2062-11-22");

  await app.tap("Save");
  expect(phone.calls).toEqual([]);
  expect(app.text()).toContain("Look at the day again");
  await app.tap("Next week");
  await app.tap("Save");

  expect(phone.calls).toMatchObject([{ given: [{ followUpOn: addDays(today(), 7) }] }]);
});

test("a visit in a wrong year is asked about before it is kept", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Another day");
  await app.type("Which day?", "2016-11-22");

  await app.tap("Save");
  expect(phone.calls).toEqual([]);
  await app.tap("Yes, this day is right");
  await app.tap("Save");

  expect(phone.calls).toMatchObject([{ given: [{ on: "2016-11-22" }] }]);
});

test("stage and last use are asked where the topic asks them, and only of those who have it", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("Payment account");
  await app.tap("Not possible");
  expect(app.find("Used with help")).toBeNull();
  await app.tap("Change: How did it go?");
  await app.tap("Helped");

  await app.tap("Used with help");
  await app.tap("Within 30 days");
  await app.tap("Save");

  const said = { topic: "payment_account", outcome: "helped", stage: "used_with_help", lastUsed: "30_days" };
  expect(phone.calls).toMatchObject([{ given: [said] }]);
});

test("what a household sells is kept with the visit, and dropped with a change of topic", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("Digital shop");
  await app.tap("Helped");
  await app.tap("Yes");
  await app.tap("Zalo");
  await app.tap("Save");
  const second = await openApp(phone, "#/log/pao");
  await second.tap("Digital shop");
  await second.tap("Helped");
  await second.tap("Yes");
  await second.tap("Change: Which help?");
  await second.tap("VNeID activation");
  await second.tap("Save");

  const [first, other] = phone.calls.map(({ given }) => given[0]);
  expect(first).toMatchObject({ details: { shop: true, platform: "zalo" } });
  expect(other).not.toHaveProperty("details");
  const card = await openApp(phone, "#/household/pao");
  expect(card.text()).toContain("Selling online");
  expect(card.text()).toContain("Zalo");
});

test("the seller card takes the newest answer to each question, and nothing odd", () => {
  const visits = [
    makeAssist({ id: "new", on: "2026-11-20", seller: { sale: "30_days" } }),
    makeAssist({ id: "old", on: "2026-10-01", seller: { shop: true, sale: "never" } }),
    makeAssist({ id: "gone", on: "2026-11-21", seller: { shop: false }, receipt: "withdrawn" }),
  ];

  expect(sellerOf(visits, "pao")).toEqual({ on: "2026-11-20", seller: { shop: true, sale: "30_days" } });
  expect(sellerOf(visits, "may")).toBeNull();
  expect(readSeller({ platform: "myspace", product: " ", shop: "yes", listed: false })).toEqual({ listed: false });
  expect([readSeller(null), readSeller({}), readSeller([1])]).toEqual([null, null, null]);
});
