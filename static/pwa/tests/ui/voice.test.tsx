// @vitest-environment happy-dom
/** Saying it instead of writing it: recorded, heard, taken back; and what is said when it cannot be. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { route } from "../../src/app/router.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { type FakeMicrophone, plugIn } from "../fake/microphone.ts";
import { makeSnapshot } from "../fake/snapshot.ts";
import { makeFeedback } from "../fake/village.ts";
import { openApp, settle } from "./stage.tsx";

let microphone: FakeMicrophone;
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  microphone = plugIn();
  vi.stubGlobal("AudioContext", undefined);
});
afterEach(() => vi.unstubAllGlobals());

const name = (count: number): string => count.toString(16).padStart(64, "0");

test("feedback is said instead of written, heard, said again and saved", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/feedback-new");
  await app.tap("Mobile signal");
  await app.tap("Save");
  expect(app.text()).toContain("Write what people say, or record it.");

  await app.tap("Record");
  expect(app.text()).toContain("1:00 left");
  expect(microphone.open).toBe(1);
  await app.tap("Stop recording");
  expect(microphone.open).toBe(0);
  expect(app.find("Listen")).not.toBeNull();
  await app.tap("Record again");
  await app.tap("Stop recording");
  await app.tap("Save");

  expect(phone.calls.map(({ verb }) => verb)).toEqual(["keepVoice", "keepVoice", "dropVoice", "raiseFeedback"]);
  expect(phone.calls.at(-1)).toMatchObject({ given: [{ category: "signal", text: null, voice: name(2) }] });
});

test("a recording is removed again, and leaving the page ends it", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/feedback-new");
  await app.tap("Record");
  await app.tap("Stop recording");
  await app.tap("Remove the recording");
  expect(phone.calls.at(-1)).toEqual({ verb: "dropVoice", given: [name(1)] });
  expect(app.find("Listen")).toBeNull();

  await app.tap("Record");
  expect(microphone.open).toBe(1);
  route.value = { page: "more" };
  await settle();
  expect(microphone.open).toBe(0);
  expect(phone.calls.filter(({ verb }) => verb === "keepVoice")).toHaveLength(1);
});

test.each([
  ["NotAllowedError", "The microphone is not allowed"],
  ["NotFoundError", "No microphone was found"],
  ["NotReadableError", "The microphone is taken"],
])("%s is said in words, with the way out", async (error, words) => {
  microphone.refuses = error;
  const app = await openApp(makeFakePhone(), "#/feedback-new");
  await app.tap("Record");
  expect(app.all("[role=alert]").map((alert) => alert.textContent).join()).toContain(words);
  expect(app.text()).toMatch(/[Ww]rite it down instead/);
});

test("a browser that cannot record, or only in a form of its own, says so kindly", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/feedback-new");
  microphone.type = "video/x-matroska";
  await app.tap("Record");
  await app.tap("Stop recording");
  expect(app.text()).toContain("The commune could not play this recording");
  expect(app.find("Listen")).toBeNull();

  vi.stubGlobal("MediaRecorder", undefined);
  await app.tap("Record");
  expect(app.text()).toContain("This browser cannot record");
});

test("a note is spoken with an assist, and a full phone keeps no recording silently", async () => {
  const phone = makeFakePhone({ breaks: "quota" });
  const app = await openApp(phone, "#/log/pao");
  await app.tap("VNeID activation");
  await app.tap("Helped");
  await app.tap("Record");
  await app.tap("Stop recording");
  expect(app.find("Listen")).toBeNull();
  expect(app.all("[role=alert]")).not.toHaveLength(0);
  phone.mend();
  await app.tap("Record");
  await app.tap("Stop recording");
  await app.tap("Save");

  expect(phone.calls.at(-1)).toMatchObject({ verb: "logAssist", given: [{ household: "pao", voice: name(1) }] });
});

test("correcting words leaves a recording alone that is no longer on this phone", async () => {
  const phone = makeFakePhone({ snapshot: { feedback: [makeFeedback({ voice: name(9) })] } });
  const app = await openApp(phone, "#/feedback-change/feedback-1");
  expect(app.text()).toContain("The recording is not on this phone");
  await app.type("What people say", "Mất điện");
  await app.tap("Save");
  expect(phone.calls).toEqual([{ verb: "amendFeedback", given: ["feedback-1", { text: "Mất điện" }] }]);
});

test("the page about sending says how many wait and what for; a refused one is a task", async () => {
  const refused = [{ sha256: name(7), record: "feedback-1", kind: "feedback.raise", why: "too-large" }];
  const voices = { waiting: 2, bytes: 87_040, isSending: false, hold: "wifi", refused } as const;
  const phone = makeFakePhone({ snapshot: { ...makeSnapshot(), voices } });
  const app = await openApp(phone);
  expect(app.text()).toContain("A recording was not taken in");

  await app.tap("A recording was not taken in");
  expect(app.text()).toContain("2 recordings wait (85 KB)");
  expect(app.text()).toContain("They wait for Wi-Fi");
  expect(app.text()).toContain("too long for the commune");
  await app.tap("With mobile data, too");
  expect(app.find("With mobile data, too")?.getAttribute("aria-pressed")).toBe("true");
  await app.tap("Delete the recording");
  await app.tap("Send recordings now");

  expect(phone.calls).toEqual([
    { verb: "dropVoice", given: [name(7)] },
    { verb: "sendVoicesNow", given: [] },
  ]);
  expect(app.text()).toContain("No recording waits.");
});
