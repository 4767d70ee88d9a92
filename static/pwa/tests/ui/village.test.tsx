// @vitest-environment happy-dom
/** Classes, feedback and surveys: few taps, nothing odd kept silently, nothing half filled dropped unasked. */
import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { addDays } from "../../src/domain/days.ts";
import { makeFakePhone, today } from "../fake/fake-phone.ts";
import { makeClass, makeFeedback, makeSurvey } from "../fake/village.ts";
import { openApp } from "./stage.tsx";

beforeEach(() => {
  // No lessons are on this phone, and none come.
  vi.stubGlobal("fetch", async () => new Response(null, { status: 404 }));
  sessionStorage.clear();
  localStorage.clear();
});

const NOTHING = { lesson: null, steps: null, language: null, note: null, men: null, over60: null };
const VILLAGE = "20-06040-001";

test("a class is written down from Today in six taps, and can be taken back", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone);

  await app.tap("Classes");
  await app.tap("Write down a class");
  await app.tap("VNeID activation");
  await app.tap("+10, ten more: Women");
  await app.tap("One more: Women");
  await app.tap("Save");

  expect(app.taps()).toBe(6);
  const draft = { ...NOTHING, village: VILLAGE, topic: "vneid", women: 11, on: today() };
  expect(phone.calls).toEqual([{ verb: "holdClass", given: [draft] }]);
  expect(app.text()).toContain("Saved and kept on this phone");
  await app.tap("Undo what was just saved");
  expect(phone.calls[1]).toEqual({ verb: "withdrawClass", given: ["made-1", "undo"] });
  expect(app.text()).toContain("Undone: nothing was kept");
});

test("a class says what is missing, and that the old cannot be more than all", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/class-hold");

  await app.tap("Save");
  expect(app.text()).toContain("Choose what the class was about.");
  await app.tap("VNeID activation");
  expect(app.text()).toContain("Say how many came.");
  await app.type("Men", "4");
  await app.type("Of these over 60", "5");
  expect(app.text()).toContain("More over 60 than people who came");
  await app.type("Of these over 60", "4");
  await app.tap("Save");

  expect(phone.calls).toMatchObject([{ verb: "holdClass", given: [{ men: 4, over60: 4 }] }]);
});

test("a class in 2062 is asked about before it is kept", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/class-hold");
  await app.tap("VNeID activation");
  await app.tap("One more: Men");
  await app.tap("Another day");
  await app.type("Which day?", "2062-11-22");

  await app.tap("Save");
  expect(phone.calls).toEqual([]);
  expect(app.text()).toContain("Look at the day again");
  await app.tap("Yes, this day is right");
  await app.tap("Save");

  expect(phone.calls).toMatchObject([{ verb: "holdClass", given: [{ on: "2062-11-22" }] }]);
});

test("a half-filled class is asked about before it is dropped, and waits when it is kept", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/class-hold");
  await app.tap("VNeID activation");

  await app.tap("Back");
  expect(app.text()).toContain("It is half filled and not saved yet");
  await app.tap("Go on writing");
  expect(app.text()).toContain("VNeID activation");
  const again = await openApp(phone, "#/class-hold");
  expect(again.text()).toContain("This sheet was half filled");
  expect(again.find("Payment account")).toBeNull();
  await again.tap("Start a new one");

  expect(again.find("Payment account")).not.toBeNull();
  expect(sessionStorage.length).toBe(0);
});

test("correcting a class sends only what changed", async () => {
  const phone = makeFakePhone({ snapshot: { classes: [makeClass()] } });
  const app = await openApp(phone, "#/class/class-1");

  await app.tap("Correct");
  await app.tap("One less: Women");
  await app.tap("Save");

  expect(phone.calls).toEqual([{ verb: "amendClass", given: ["class-1", { women: 13 }] }]);
});

test("a correction that was begun before somebody else's is not shown again", async () => {
  const sheets = new Map<string, unknown>();
  const app = await openApp(makeFakePhone({ sheets, snapshot: { classes: [makeClass()] } }), "#/class-change/class-1");
  await app.tap("One less: Women");
  const women = async (now: number): Promise<string> => {
    const phone = makeFakePhone({ sheets, snapshot: { classes: [makeClass({ men: now })] } });
    const again = await openApp(phone, "#/class-change/class-1");
    return again.all("input").map((input) => (input as HTMLInputElement).value)[0] ?? "";
  };

  expect(await women(9)).toBe("13");
  expect(await women(8)).toBe("14");
});

test("feedback needs a category and words, and names a household only when one is chosen", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/feedback-new");

  await app.tap("Save");
  expect(app.text()).toContain("Choose what it is about.");
  await app.tap("Scam");
  await app.type("What people say", "  Có người gọi xin mã OTP ");
  await app.tap("Save");
  await app.tap("Done");
  const second = await openApp(phone, "#/feedback-new");
  await second.tap("Electricity");
  await second.type("What people say", "Điện yếu");
  await second.tap("It comes from one household");
  await second.tap("Lương Đức Bình");
  await second.tap("Save");

  expect(phone.calls.map(({ given }) => given[0])).toEqual([
    { village: VILLAGE, household: null, category: "scam", text: "Có người gọi xin mã OTP", voice: null },
    { village: "20-06040-002", household: "binh", category: "electricity", text: "Điện yếu", voice: null },
  ]);
});

test("an answer of the commune stands on Today until its feedback was opened; one that is given anew, again", async () => {
  const answered = makeFeedback({ state: "answered", answer: "Trạm mới tháng 12", answeredAt: 5, canChange: false });
  const others = makeFeedback({ id: "theirs", mine: false, state: "answered", answer: "x", answeredAt: 5 });
  const open = (feedback = [answered, others]) => openApp(makeFakePhone({ snapshot: { feedback } }));
  const app = await open();

  await app.tap("The commune has answered");
  expect(app.text()).toContain("Trạm mới tháng 12");
  expect(app.find("Withdraw")).toBeNull();

  expect((await open()).find("The commune has answered")).toBeNull();
  expect((await open([{ ...answered, answeredAt: 6 }])).find("The commune has answered")).not.toBeNull();
});

test("a survey keeps what is known and leaves out what is not; the last one is shown with its day", async () => {
  const phone = makeFakePhone({ snapshot: { surveys: [makeSurvey({ on: "2026-10-13" })] } });
  const app = await openApp(phone, "#/surveys");
  expect(app.text()).toContain("Last survey: 13/10/2026");
  expect(app.text()).toContain("Not surveyed yet");

  await app.tap("Survey it again");
  await app.tap("Save");
  expect(app.text()).toContain("Answer at least one question.");
  await app.tap("Every household");
  await app.tap("Yesterday");
  await app.tap("Save");

  const said = { power: "all", mobileSignal: null, fibre: null, cashPoint: null, source: null };
  expect(phone.calls).toEqual([
    { verb: "recordSurvey", given: [{ ...said, village: VILLAGE, on: addDays(today(), -1) }] },
  ]);
  await app.tap("Done");
  expect(app.text()).toContain("Last survey: yesterday");
});

test("a refused class leads to the sheet on which it is mended", async () => {
  const classes = [makeClass({ receipt: "attention", trouble: "date_in_future" })];
  const app = await openApp(makeFakePhone({ snapshot: { classes } }), "#/class/class-1");

  expect(app.text()).toContain("Not taken in yet");
  expect(app.find("Correct")?.getAttribute("href")).toBe("#/class-change/class-1");
});
