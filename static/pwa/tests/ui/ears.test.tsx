// @vitest-environment happy-dom
/** An ear stands where something can be heard, and nowhere else; what a household heard goes with its answer. */
import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import { ears } from "../../src/app/heard.tsx";
import { makeEars } from "../../src/app/later/spoken/Ears.tsx";
import type { Keeper } from "../../src/app/later/spoken/keeper.ts";
import { CONSENT_PHRASES, type Heard, type Spoken } from "../../src/domain/spoken.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { openApp } from "./stage.tsx";

const spoken = (says: string, salt: string): Spoken => ({
  code: salt,
  says,
  group: "consent",
  sha256: salt.repeat(64).slice(0, 64),
  bytes: 3,
  ms: 900,
  type: "audio/ogg",
  dialect: "xã A",
});

/** A keeper that has *heard*, and whose sounds end as soon as they begin. */
function keeperWith(heard: Heard): Keeper {
  const sound = async () => new Uint8Array([1, 2, 3]);
  return { heard: signal(heard), voices: signal([]), isFetching: signal(false), sound } as unknown as Keeper;
}

class Quick extends EventTarget {
  onended: (() => void) | null = null;
  pause(): void {}
  async play(): Promise<void> {
    queueMicrotask(() => this.onended?.());
  }
}

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  ears.value = null;
  vi.stubGlobal("Audio", Quick);
});

const heardIn = (language: string, ...recordings: Spoken[]): [string, ReadonlyMap<string, Spoken>] => [
  language,
  new Map(recordings.map((each) => [each.says, each])),
];

test("a phone without recordings shows no ear", async () => {
  ears.value = makeEars(keeperWith(new Map()));
  const app = await openApp(makeFakePhone(), "#/consent/sinh");

  expect(app.all(".ear")).toEqual([]);
  expect(app.text()).not.toContain("Let the household listen");
});

test("the household hears the sentences that have a voice, and the answer says which", async () => {
  const [begin, , , , , , , question] = CONSENT_PHRASES;
  ears.value = makeEars(keeperWith(new Map([heardIn("tyz", spoken(question, "b")), heardIn("vi", spoken(begin, "a"))])));
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/consent/sinh");
  await app.tap("Tày");
  expect(app.text()).toContain("6 of the sentences have no voice yet");
  await app.tap("Let the household listen");
  await vi.waitFor(() => expect(app.text()).toContain("Heard to the end"));

  await app.tap("Agree");
  await app.tap("By voice");
  await app.tap("Save");

  const said = JSON.stringify(phone.calls);
  expect(said).toContain(`"heard":["${"a".repeat(64)}","${"b".repeat(64)}"]`);
  expect(said).toContain('"language":"tyz"');
});

test("outcomes have an ear where the outcome was recorded, and say so when the voice is Vietnamese", async () => {
  ears.value = makeEars(keeperWith(new Map([heardIn("vi", spoken("Helped", "c"))])));
  const app = await openApp(makeFakePhone(), "#/log/pao");
  await app.tap("VNeID activation");

  expect(app.all(".ear").map((ear) => ear.getAttribute("aria-label"))).toEqual(["Listen: Helped"]);
});
