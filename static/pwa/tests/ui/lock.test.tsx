// @vitest-environment happy-dom
/** The page before the PIN, the people of the phone, and the phone that locks itself. */
import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import { watchIdle } from "../../src/app/auto-lock.ts";
import "../../src/app/later/lock/LockPage.tsx";
import "../../src/app/later/people/People.tsx";
import type { LockView } from "../../src/app/phone-lock-types.ts";
import { FAKE_PIN, makeFakePhone } from "../fake/fake-phone.ts";
import { makePerson, makeSnapshot } from "../fake/snapshot.ts";
import { openApp, settle, type Stage } from "./stage.tsx";

beforeEach(() => localStorage.clear());

const MINH = makePerson({ id: "13", name: "Hoàng Văn Minh", unsent: 0 });
const closed = (lock: Partial<LockView> = {}) => ({
  me: null,
  households: [],
  assists: [],
  lock: { state: "locked" as const, people: [makePerson({ isMe: true })], ...lock },
});
async function type(app: Stage, pin: string, done = "Open"): Promise<void> {
  for (const figure of pin) app.all(".pin-key").find((key) => key.textContent === figure)?.click();
  await settle();
  await app.tap(done);
  await settle();
}

test("a locked phone shows whose it is and what is unsent, and opens with the PIN", async () => {
  const app = await openApp(makeFakePhone({ snapshot: closed() }), "#/households");
  expect(app.text()).toContain("Hello, Nông Thị Lan");
  expect(app.text()).toContain("changes not sent");
  expect(app.all(".bottom-bar")).toEqual([]);

  await type(app, FAKE_PIN);

  expect(app.all(".bottom-bar")).toHaveLength(1);
});

test("taking a person off the phone: who has work that waits is told to send it, the others type their PIN", async () => {
  const lan = makePerson({ isMe: true });
  const phone = makeFakePhone({ snapshot: { lock: { state: "open", people: [lan, MINH] } } });
  const app = await openApp(phone, "#/people");
  await app.tap("Take a person off this phone");
  await app.tap("(you)");
  expect(app.text()).toContain("are not sent yet");
  await type(app, FAKE_PIN, "Take off");
  expect(app.all('[role="alert"]').map((alert) => alert.textContent)).toEqual([
    "It is not sent yet: send it, or make a file of it first.",
  ]);
  await app.tap("Back");
  await app.tap("Hoàng Văn Minh");
  await type(app, FAKE_PIN, "Take off");
  expect(phone.calls.at(-1)).toEqual({ verb: "removePerson", given: ["13", FAKE_PIN] });
  expect(app.text()).toContain("Hoàng Văn Minh was taken off this phone");
});

test("a wrong PIN says how many tries are left, and typing goes on from the keyboard", async () => {
  const app = await openApp(makeFakePhone({ snapshot: closed() }));
  for (const key of ["2", "5", "8", "0", "9", "Backspace", "1", "Enter"])
    window.dispatchEvent(new KeyboardEvent("keydown", { key }));
  await settle();
  await settle();

  expect(app.all('[role="alert"]').map((alert) => alert.textContent)).toEqual(["That PIN is not right. 9 tries are left."]);
  expect(app.all(".pin-dot-full")).toEqual([]);
});

test("while one must wait there are no keys, and after too many tries only a new code helps", async () => {
  const wait = makePerson({ isMe: true, notBefore: Date.now() + 300_000, triesLeft: 4 });
  const waiting = await openApp(makeFakePhone({ snapshot: closed({ people: [wait] }) }));
  expect(waiting.text()).toContain("Try again in 5 minutes.");
  expect(waiting.all(".pin-key")).toEqual([]);

  const lost = makePerson({ isMe: true, lock: "lost", triesLeft: 0 });
  const over = await openApp(makeFakePhone({ snapshot: closed({ people: [lost] }) }));
  expect(over.all(".pin-key")).toEqual([]);
  await over.tap("Type the new code");
  expect(over.text()).toContain("Begin");
});

test("of several people one is chosen first: a tap on the name, then the PIN", async () => {
  const phone = makeFakePhone({ snapshot: closed({ people: [makePerson(), MINH] }) });
  const app = await openApp(phone);
  await app.tap("Hoàng Văn Minh");
  expect(app.taps()).toBe(1);
  await type(app, FAKE_PIN);

  expect(phone.calls).toEqual([{ verb: "unlock", given: ["13"] }]);
});

test("a first PIN is typed twice, is not too easy, and both must be the same", async () => {
  const people = [makePerson({ isMe: true, lock: "new" })];
  const phone = makeFakePhone({ snapshot: closed({ state: "choose_pin", people }) });
  const app = await openApp(phone);
  const alerts = () => app.all('[role="alert"]').map((alert) => alert.textContent);
  await type(app, "123456", "Go on");
  expect(alerts()).toEqual(["This PIN is too easy to guess. Please choose another."]);
  await type(app, FAKE_PIN, "Go on");
  await type(app, "258035", "Save the PIN");
  expect(alerts()).toEqual(["The two were not the same. Please choose again."]);
  expect(phone.calls).toEqual([]);

  await type(app, FAKE_PIN, "Go on");
  await type(app, FAKE_PIN, "Save the PIN");

  expect(phone.calls).toEqual([{ verb: "choosePin", given: ["12", FAKE_PIN] }]);
});

test("the page of people changes over, and locks", async () => {
  const people = [makePerson({ isMe: true }), MINH];
  const phone = makeFakePhone({ snapshot: { lock: { state: "open", people } } });
  const app = await openApp(phone, "#/people");
  await settle();
  await app.tap("Hoàng Văn Minh");

  expect(phone.calls).toEqual([{ verb: "lock", given: ["13"] }]);
  expect(app.text()).toContain("Hello, Hoàng Văn Minh");
});

test("from Today two taps lead to another's PIN; who is alone here is not offered it", async () => {
  const people = [makePerson({ isMe: true }), MINH];
  const app = await openApp(makeFakePhone({ snapshot: { lock: { state: "open", people } } }));
  await app.tap("Change over");
  await app.tap("Hoàng Văn Minh");
  expect(app.taps()).toBe(2);
  expect(app.all(".pin-key")).toHaveLength(12);

  expect((await openApp(makeFakePhone())).find("Change over")).toBeNull();
});

test("a name is never the title that the browser remembers", async () => {
  await openApp(makeFakePhone(), "#/household/pao");
  await settle();
  expect(document.title).not.toContain("Páo");
});

test("nobody's touch for five minutes locks, one timer at a time, and a late tap lets nobody in", async () => {
  let now = 0;
  const timers: { readonly due: number; readonly call: () => void }[] = [];
  const lock = vi.fn(async () => undefined);
  const stop = watchIdle(
    { snapshot: signal(makeSnapshot()), lock },
    {
      now: () => now,
      later: (ms, call) => {
        timers.push({ due: now + ms, call });
        return () => undefined;
      },
    },
  );
  expect(timers.map(({ due }) => due)).toEqual([300_000]);
  now = 200_000;
  document.dispatchEvent(new Event("pointerdown"));
  now = 300_000;
  timers[0]?.call();
  expect(lock).not.toHaveBeenCalled();
  expect(timers.map(({ due }) => due)).toEqual([300_000, 500_000]);
  now = 900_000;
  document.dispatchEvent(new Event("pointerdown"));
  expect(lock).toHaveBeenCalledTimes(1);
  stop();
});
