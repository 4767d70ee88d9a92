// @vitest-environment happy-dom
/** Lessons: found by topic, gone through without a network, checked kindly, written down as a class. */
import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import { bringLessons, counting } from "../../src/app/later/lessons/lessons.ts";
import { ears } from "../../src/app/heard.tsx";
import { makeEars } from "../../src/app/later/spoken/Ears.tsx";
import type { Keeper } from "../../src/app/later/spoken/keeper.ts";
import { online } from "../../src/app/surroundings.ts";
import { keptLessons } from "../../src/store/lessons.ts";
import { makeFakePhone, today } from "../fake/fake-phone.ts";
import { LESSONS, lessonsSaid, stockLessons } from "../fake/lessons.ts";
import { makeClass, makeSurvey } from "../fake/village.ts";
import { openApp } from "./stage.tsx";

const DAY = 86_400_000;

beforeEach(async () => {
  localStorage.clear();
  online.value = false;
  await stockLessons();
});

const [scams, vneid] = [LESSONS.lessons[0], LESSONS.lessons[1]];
const rightOf = (index: number) => vneid?.check[index]?.choices.find(({ right }) => right)?.say.text ?? "";
const wrongOf = (index: number) => vneid?.check[index]?.choices.find(({ right }) => !right)?.say.text ?? "";

test("a lesson is gone through step by step, the check answers kindly, and the class knows which steps were done", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/more");

  await app.tap("Lessons");
  await app.tap(vneid?.title.text ?? "");
  expect(app.text()).toContain("The content waits for review by specialists");
  await app.tap("Begin the lesson");
  for (const [index, step] of (vneid?.steps ?? []).entries()) {
    expect(app.text()).toContain(step.say.text);
    expect(app.text()).toContain(`Step ${index + 1} of 6`);
    expect(app.all(".lesson-picture path").length).toBeGreaterThan(0);
    await app.tap(index === 5 ? "To the questions" : "Next step");
  }
  await app.tap(wrongOf(0));
  expect(app.text()).toContain("Not quite. Try once more.");
  expect(app.text()).toContain(vneid?.check[0]?.why.text);
  await app.tap(rightOf(0));
  expect(app.text()).toContain("Right!");
  await app.tap("Go on");
  await app.tap(rightOf(1));
  await app.tap("Go on");
  await app.tap("Leave this question out");

  expect(app.text()).toContain("6 of 6 steps");
  expect(app.text()).toContain("1 of 3 questions right at the first try");
  await app.tap("Write down a class on this");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const sheet = await openApp(phone, "#/class-hold");
  expect(sheet.text()).toContain("Steps done: 6 of 6");
  await sheet.tap("One more: Women");
  await sheet.tap("Save");

  const draft = { topic: "vneid", lesson: "vneid", steps: [1, 2, 3, 4, 5, 6], women: 1, on: today() };
  expect(phone.calls).toMatchObject([{ verb: "holdClass", given: [draft] }]);
});

test("a step is heard where a voice of its own is on the phone, and nowhere else", async () => {
  const key = vneid?.steps[0]?.voice ?? "";
  const spoken = { code: "x", says: key, group: "message", sha256: "a".repeat(64), bytes: 3, ms: 900, type: "audio/ogg", dialect: "" };
  const heard = signal(new Map([["vi", new Map([[key, spoken]])]]));
  ears.value = makeEars({ heard, sound: async () => undefined } as unknown as Keeper);
  const app = await openApp(makeFakePhone(), "#/lesson-steps/vneid");

  expect(app.all(".ear").map((ear) => ear.getAttribute("aria-label"))).toEqual([`Listen: ${vneid?.steps[0]?.say.text}`]);
  await app.tap("Next step");
  expect(app.all(".ear")).toEqual([]);
  ears.value = null;
});

test("who breaks off goes on where it was, also after the app was closed", async () => {
  const sheets = new Map<string, unknown>();
  const app = await openApp(makeFakePhone({ sheets }), "#/lesson-steps/vneid");
  await app.tap("Next step");
  await app.tap("Next step");

  const list = await openApp(makeFakePhone({ sheets }), "#/lessons");
  expect(list.text()).toContain("2 of 6 steps");
  const again = await openApp(makeFakePhone({ sheets }), "#/lesson/vneid");
  await again.tap("Go on at step 3");
  expect(again.text()).toContain("Step 3 of 6");
  await again.tap("Step before");
  expect(again.text()).toContain("Step 2 of 6");
});

test("the sheet of a class offers the lessons of its topic, and sends what was done", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/class-hold");
  await app.tap("VNeID activation");

  await app.tap(vneid?.title.text ?? "");
  await app.tap(`2. ${vneid?.steps[1]?.say.text}`);
  await app.tap(`1. ${vneid?.steps[0]?.say.text}`);
  await app.tap("One more: Men");
  await app.tap("Save");

  expect(phone.calls).toMatchObject([{ verb: "holdClass", given: [{ lesson: "vneid", steps: [1, 2] }] }]);
});

test("a class says by which lesson it was held and how far it came, and correcting it keeps that", async () => {
  const held = makeClass({ topic: "vneid", lesson: "vneid", steps: [1, 2] });
  const phone = makeFakePhone({ snapshot: { classes: [held] } });
  const app = await openApp(phone, "#/class/class-1");

  expect(app.text()).toContain(`${vneid?.title.text}: 2 of 6 steps`);
  await app.tap("Correct");
  await app.tap("One less: Women");
  await app.tap("Save");

  expect(phone.calls).toEqual([{ verb: "amendClass", given: ["class-1", { women: 13 }] }]);
});

test("where cash is near stands as the team's own surveys say, newest first, and nothing is made up", async () => {
  const none = await openApp(makeFakePhone({ snapshot: { surveys: [] } }), "#/lesson/payment_account");
  expect(none.text()).toContain("The team's surveys know of no cash point yet");

  const seen = makeSurvey({ cashPoint: true, on: "2026-11-02" });
  const some = await openApp(makeFakePhone({ snapshot: { surveys: [seen] } }), "#/lesson/payment_account");
  expect(some.text()).toContain("Surveyed on 02/11/2026");
});

test("texts to pass on are copied as they stand, and say what a short message costs", async () => {
  const copied: string[] = [];
  vi.stubGlobal("navigator", { ...navigator, onLine: false, clipboard: { writeText: async (text: string) => void copied.push(text) } });
  const app = await openApp(makeFakePhone(), "#/lesson-words/scams");

  expect(app.text()).toMatch(/with marks; sent as 2 short messages \(70 fit into one\)/);
  expect(app.text()).toMatch(/without marks; sent as 1 short messages \(160 fit into one\)/);
  await app.tap("Copy: Short message (SMS) without marks");

  expect(copied).toEqual([scams?.words.plain.text]);
  expect(app.text()).toContain("Copied.");
  vi.unstubAllGlobals();
});

test("a text in another language says in which one it stands", async () => {
  const mixed = lessonsSaid((text) => text);
  const first = mixed.lessons[0];
  await stockLessons({ ...mixed, lessons: first === undefined ? [] : [{ ...first, purpose: { text: "[tyz] …", lang: "tyz" } }] });
  vi.resetModules();
  const { openApp: open } = await import("./stage.tsx");
  const app = await open(makeFakePhone(), "#/lesson/scams");

  expect(app.all('span[lang="tyz"]').map(({ textContent }) => textContent)).toEqual(["[tyz] …"]);
});

test("a switched-off topic shows no lesson, and a lesson that is not there says what to do", async () => {
  const phone = makeFakePhone();
  const topics = phone.snapshot.value.topics.map((topic) => (topic.code === "vneid" ? { ...topic, off: true } : topic));
  const app = await openApp(makeFakePhone({ snapshot: { topics } }), "#/lessons");
  expect(app.text()).not.toContain(vneid?.title.text);

  const gone = await openApp(phone, "#/lesson/gone");
  expect(gone.text()).toContain("This lesson is not on this phone");
});

test("lessons are asked for once a day, kept by their mark, and never lost to a failure", async () => {
  const asked: (string | null)[] = [];
  let answer = new Response(null, { status: 304 });
  vi.stubGlobal("fetch", async (_: string, { headers }: RequestInit) => {
    asked.push(new Headers(headers).get("If-None-Match"));
    return answer;
  });
  const later = Date.now() + 2 * DAY;
  await bringLessons("vi", later);
  expect(asked).toEqual([]);
  online.value = true;
  await bringLessons("vi", Date.now());
  expect(asked).toEqual([]);

  const counted: number[] = [];
  counting.value = async (received) => counted.push(received);
  await bringLessons("vi", later);
  await bringLessons("vi", later);
  expect(asked).toEqual(['"1"']);
  answer = new Response("<html>", { status: 200, headers: { "Content-Type": "application/json" } });
  await bringLessons("vi", later + 2 * DAY);

  expect((await keptLessons("vi"))?.body.lessons.length).toBe(3);
  expect(counted).toEqual([0, 6]);
  vi.unstubAllGlobals();
});
