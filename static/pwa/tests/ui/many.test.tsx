// @vitest-environment happy-dom
/** A meeting in the village hall: one topic, many households, each asked before it is written about. */
import { beforeEach, expect, test } from "vitest";
import { makeFakePhone, today } from "../fake/fake-phone.ts";
import { makeHousehold } from "../fake/snapshot.ts";
import { openApp } from "./stage.tsx";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

const households = [
  makeHousehold({ id: "pao", headName: "Hoàng Văn Páo", reached: { vneid: "helped" } }),
  makeHousehold({ id: "may", headName: "Triệu Thị Mẩy", reached: {} }),
  makeHousehold({ id: "sung", headName: "Lý A Sùng", reached: {} }),
  makeHousehold({ id: "kin", headName: "Bàn Văn Kín", reached: {}, consent: "not_asked" }),
  makeHousehold({ id: "far", headName: "Vi Văn Xa", village: "20-06040-002", reached: {} }),
];

async function atTheList() {
  const phone = makeFakePhone({ snapshot: { households } });
  const app = await openApp(phone, "#/log-many");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  return { phone, app };
}

test("the whole village is ticked at once, but for who has the topic or was not asked", async () => {
  const { phone, app } = await atTheList();

  await app.tap("The whole village: 2 more");
  await app.tap("Save");

  const logged = phone.calls.filter(({ verb }) => verb === "logAssist").map(({ given: [draft] }) => draft);
  const assist = { village: null, topic: "vneid", outcome: "helped", on: today() };
  expect(logged).toEqual([
    { ...assist, household: "may" },
    { ...assist, household: "sung" },
  ]);
  expect(app.text()).toContain("2 assists");
});

test("a household that was not asked is written about only after it agrees", async () => {
  const { phone, app } = await atTheList();
  await app.tap("Bàn Văn Kín");

  await app.tap("Save");
  expect(phone.calls).toEqual([]);
  expect(app.text()).toContain("1 households have not been asked");
  expect(app.text()).toContain("Who keeps it");
  await app.tap("Bàn Văn Kín agrees");
  await app.tap("Save");

  expect(phone.calls.map(({ verb }) => verb)).toEqual(["giveConsent", "logAssist"]);
  expect(phone.calls[0]?.given).toEqual(["kin", { textVersion: "2026-11-1", language: "vi", method: "voice" }]);
});

test("a refusal takes the tick away and nothing is written", async () => {
  const { phone, app } = await atTheList();
  await app.tap("Bàn Văn Kín");
  await app.tap("Bàn Văn Kín does not agree");

  await app.tap("Save");

  expect(phone.calls).toEqual([]);
  expect(app.text()).toContain("Tick the households that were there");
});

test("one tap takes the whole meeting back", async () => {
  const { phone, app } = await atTheList();
  await app.tap("The whole village: 2 more");
  await app.tap("Save");

  await app.tap("Undo what was just saved");

  expect(phone.calls.filter(({ verb }) => verb === "withdrawAssist")).toHaveLength(2);
  expect(app.text()).toContain("Undone: nothing was kept");
});

test("only households of the chosen village are listed", async () => {
  const { app } = await atTheList();

  expect(app.text()).not.toContain("Vi Văn Xa");
  await app.tap("Thôn Khe Mò");
  expect(app.text()).toContain("Vi Văn Xa");
});
