// @vitest-environment happy-dom
/** Logging an assist: few taps, nothing lost, nobody named against their will. */
import { beforeEach, expect, test } from "vitest";
import { makeFakePhone, today } from "../fake/fake-phone.ts";
import { openApp, settle } from "./stage.tsx";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

test("a recent household and a usual topic are saved within five taps from Today", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone);

  await app.tap("Log an assist");
  await app.tap("Hoàng Văn Páo");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Save");

  expect(app.taps()).toBeLessThanOrEqual(5);
  expect(phone.calls).toEqual([
    { verb: "logAssist", given: [{ household: "pao", village: null, topic: "vneid", outcome: "helped", on: today() }] },
  ]);
  expect(app.text()).toContain("Saved and kept on this phone");
});

test("a topic that is switched off here is no choice", async () => {
  const { topics } = makeFakePhone().snapshot.value;
  const off = topics.map((topic) => (topic.code === "vneid" ? { ...topic, off: true } : topic));
  const app = await openApp(makeFakePhone({ snapshot: { topics: off } }), "#/log/pao");

  await app.tap("other topics");
  expect(app.find("VNeID activation")).toBeNull();
});

test("a save that fails keeps the sheet and says what to do; the next one succeeds", async () => {
  const phone = makeFakePhone({ breaks: "quota" });
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");

  await app.tap("Save");

  expect(
    app
      .all('[role="alert"]')
      .map((alert) => alert.textContent)
      .join(),
  ).toContain("delete some photos or videos");
  expect(app.text()).toContain("Hoàng Văn Páo");
  expect(app.text()).not.toContain("Saved and kept");
  phone.mend();
  await app.tap("Save");
  expect(app.text()).toContain("Saved and kept on this phone");
});

test("two quick taps on Save log one assist", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");

  const save = app.find("Save");
  save?.click();
  save?.click();
  await settle();

  expect(phone.calls.filter(({ verb }) => verb === "logAssist")).toHaveLength(1);
});

test("a refusal drops the name and logs the visit for the village", async () => {
  const sheets = new Map<string, unknown>();
  const phone = makeFakePhone({ sheets });
  const app = await openApp(phone, "#/log");
  await app.tap("New household");
  await app.type("Head of the household", "Bàn Văn Kín");

  await app.tap("Do not agree");
  expect(app.text()).toContain("No name will be written down");
  await app.tap("Go on");
  await app.tap("Payment account");
  await app.tap("Helped");
  await app.tap("Save");

  expect(JSON.stringify(phone.calls)).not.toContain("Kín");
  expect(JSON.stringify([...sheets])).not.toContain("Kín");
  expect(JSON.stringify([sessionStorage, localStorage])).not.toContain("Kín");
  expect(phone.calls).toMatchObject([
    { verb: "logAssist", given: [{ household: null, village: "20-06040-001", topic: "payment_account" }] },
  ]);
});

test("a new household that agrees is kept together with its consent and the assist", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log");
  await app.tap("New household");
  await app.tap("Thôn Khe Mò");
  await app.type("Head of the household", "  Bàn  Văn Kín ");
  await app.tap("Agree");
  await app.tap("By voice");
  await app.tap("Go on");
  await app.tap("VNeID activation");
  await app.tap("Already had it");
  await app.tap("Save");

  expect(phone.calls[0]).toEqual({
    verb: "logAssistForNewHousehold",
    given: [
      { village: "20-06040-002", headName: "Bàn Văn Kín" },
      { textVersion: "2026-11-1", language: "vi", method: "voice" },
      { topic: "vneid", outcome: "already_had", on: today() },
    ],
  });
});

test("a new household without a name does not go on", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log");
  await app.tap("New household");
  await app.tap("Agree");
  await app.tap("By voice");

  await app.tap("Go on");

  expect(
    app
      .all('[role="alert"]')
      .map((alert) => alert.textContent)
      .join(),
  ).toContain("Enter the name");
});

test("a household that was not asked is asked before its assist is logged", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/sinh");
  expect(app.text()).toContain("has not been asked yet");

  await app.tap("Agree");
  await app.tap("On paper");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Save");

  expect(phone.calls.map(({ verb }) => verb)).toEqual(["giveConsent", "logAssist"]);
});

test("not possible asks why before it can be saved", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Not possible");

  await app.tap("Save");
  expect(app.text()).toContain("Choose why it was not possible.");
  expect(phone.calls).toEqual([]);

  await app.tap("No identity card");
  await app.tap("Save");
  expect(phone.calls).toMatchObject([{ given: [{ outcome: "not_possible", reason: "no_id_card" }] }]);
});

test("a half-filled sheet is there again after a reload, and gone after the save", async () => {
  const sheets = new Map<string, unknown>();
  const before = await openApp(makeFakePhone({ sheets }), "#/log");
  await before.tap("Hoàng Văn Páo");
  await before.tap("Payment account");

  const after = await openApp(makeFakePhone({ sheets }), "#/log");
  expect(after.text()).toContain("This sheet was half filled");
  expect(after.text()).toContain("Payment account");
  await after.tap("Helped");
  await after.tap("Save");

  const later = await openApp(makeFakePhone({ sheets }), "#/log");
  expect(later.text()).not.toContain("This sheet was half filled");
});

test("a sheet half filled for one household is not dropped by opening another's", async () => {
  const phone = makeFakePhone();
  const begun = await openApp(phone, "#/log/pao");
  await begun.tap("Payment account");

  const asked = await openApp(phone, "#/log/may");
  expect(asked.text()).toContain("Another sheet is half filled");
  expect(asked.text()).toContain("Hoàng Văn Páo – Payment account");

  const again = await openApp(phone, "#/log/may");
  await again.tap("Go on with that sheet");
  await again.tap("Helped");
  await again.tap("Save");
  expect(phone.calls).toMatchObject([{ given: [{ household: "pao", topic: "payment_account" }] }]);
});

test("throwing a half-filled sheet away begins the one that was asked for", async () => {
  const phone = makeFakePhone();
  await (await openApp(phone, "#/log/pao")).tap("Payment account");
  const app = await openApp(phone, "#/log/may");

  await app.tap("Throw it away, begin one for Triệu Thị Mẩy");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Save");

  expect(phone.calls).toMatchObject([{ given: [{ household: "may", topic: "vneid" }] }]);
  expect((await openApp(phone, "#/log/pao")).text()).not.toContain("Another sheet is half filled");
});

test("taking back withdraws the assist that was just saved", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Save");

  await app.tap("Take back");

  expect(phone.calls.at(-1)).toMatchObject({ verb: "withdrawAssist", given: ["made-1", "undo"] });
  expect(app.text()).toContain("Taken back");
});

test("another one for this household begins with the household chosen", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Save");

  await app.tap("Another one for this household");
  await app.tap("Payment account");
  await app.tap("Helped");
  await app.tap("Save");

  expect(phone.calls).toMatchObject([{}, { given: [{ household: "pao", topic: "payment_account" }] }]);
});

test("a search without diacritics finds the household", async () => {
  const app = await openApp(makeFakePhone(), "#/log");

  await app.type("Find a household by name", "luong binh");

  expect(app.all(".list .item-title").map((title) => title.textContent)).toEqual(["Lương Đức Bình"]);
});

test("a sheet that was only opened does not come back as half filled", async () => {
  const sheets = new Map<string, unknown>();
  const app = await openApp(makeFakePhone({ sheets }), "#/log");
  await app.tap("Hoàng Văn Páo");
  await app.tap("VNeID activation");

  await (await openApp(makeFakePhone({ sheets }), "#/log")).tap("Start a new one");

  expect((await openApp(makeFakePhone({ sheets }), "#/log")).text()).not.toContain("This sheet was half filled");
});

const BY_LISTS = ["#/log", "#/log-many", "#/surveys"];

test.each(BY_LISTS)("before the lists have come %s says so instead of an empty page or a save that must be refused", async (page) => {
  const phone = makeFakePhone({ snapshot: { topics: [], villages: [] } });
  const app = await openApp(phone, page);

  await app.tap("Fetch them now");

  expect(app.find("Save")).toBeNull();
  expect(phone.calls.map(({ verb }) => verb)).toEqual(["syncNow"]);
});
