// @vitest-environment happy-dom
/** Returned work is a task: its reason is told, and correcting it sends it again. */
import { beforeEach, expect, test } from "vitest";
import { makeFakePhone, today } from "../fake/fake-phone.ts";
import { addDays } from "../../src/domain/days.ts";
import { makeAssist } from "../fake/snapshot.ts";
import { openApp } from "./stage.tsx";

beforeEach(() => sessionStorage.clear());

test("returned work leads from Today to its reason, its correction and back to the outbox", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone);

  await app.tap("The commune returned this");
  expect(app.text()).toContain("Wrong household");
  expect(app.text()).toContain("nhà anh Bình bên kia suối");
  await app.tap("Correct and send again");
  await app.tap("Change: Which household?");
  await app.tap("Hoàng Văn Páo");
  await app.tap("Send again");

  expect(phone.calls).toEqual([{ verb: "amendAssist", given: ["a2", { household: "pao" }] }]);
});

test("an approved assist offers nothing to change", async () => {
  const app = await openApp(makeFakePhone(), "#/assist/a4");

  expect(app.find("Correct")).toBeNull();
  expect(app.find("Withdraw")).toBeNull();
  expect(app.text()).toContain("Approved, counted");
});

test("withdrawing asks for a reason first", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/assist/a1");
  await app.tap("Withdraw");
  await app.tap("Withdraw");
  expect(phone.calls).toEqual([]);

  await app.tap("Written by mistake");
  await app.tap("Withdraw");

  expect(phone.calls).toMatchObject([{ verb: "withdrawAssist", given: ["a1", "mistake"] }]);
});

test("a correction that changes nothing writes nothing", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/assist-change/a1");

  await app.tap("Save");

  expect(phone.calls).toEqual([]);
});

test("a day for which the commune refused a visit is asked about again", async () => {
  const refused = makeAssist({ id: "a9", receipt: "attention", trouble: "date_in_future", on: addDays(today(), 40) });
  const phone = makeFakePhone({ snapshot: { assists: [refused] } });
  const app = await openApp(phone, "#/assist-change/a9");

  await app.tap("Save");
  expect(app.text()).toContain("Look at the day again, or say that it is right.");
  expect(phone.calls).toEqual([]);

  await app.tap("Today");
  await app.tap("Save");
  expect(phone.calls).toMatchObject([{ verb: "amendAssist", given: ["a9", { on: today() }] }]);
});
