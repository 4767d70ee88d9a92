// @vitest-environment happy-dom
/** Consent is asked, never assumed: two equal answers, none chosen, and refusing costs nothing. */
import { beforeEach, expect, test } from "vitest";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { openApp } from "./stage.tsx";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

test.each(["#/consent/sinh", "#/household-new"])(
  "at %s both answers look the same and neither is chosen",
  async (fragment) => {
    const app = await openApp(makeFakePhone(), fragment);

    const answers = app.all('[data-testid="consent-answers"] button');

    expect(answers.map((answer) => answer.textContent)).toEqual(["Agree", "Do not agree"]);
    expect(answers.map((answer) => answer.getAttribute("aria-pressed"))).toEqual(["false", "false"]);
    expect(answers[0]?.className).toBe(answers[1]?.className);
  },
);

test("no way of agreeing is chosen beforehand, and without one nothing is saved", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/consent/sinh");
  await app.tap("Agree");

  expect(app.all('[aria-label="How did they agree?"] [aria-pressed="true"]')).toEqual([]);
  await app.tap("Save");

  expect(phone.calls).toEqual([]);
  expect(app.text()).toContain("Choose how they agreed.");
});

test("the question names the commune that keeps the record, and that refusing blocks no help", async () => {
  const app = await openApp(makeFakePhone(), "#/consent/sinh");

  expect(app.text()).toContain("the People's Committee of xã Đình Lập");
  expect(app.text()).toContain("help is given just the same");
});

test("a half-filled consent waits for who asked, and is forgotten once it is saved", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/consent/sinh");
  await app.tap("Agree");
  await app.tap("By voice");

  // As after an auto-lock: the page is drawn anew, by the same person.
  const again = await openApp(phone, "#/consent/sinh");

  expect(again.all('[aria-pressed="true"]').map((choice) => choice.textContent)).toEqual(["Agree", "By voice"]);
  await again.tap("Save");
  expect(phone.recallSheet("consent.sinh")).toBeNull();
});

test("a new household that refuses leaves nothing behind", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/household-new");
  await app.type("Head of the household", "Bàn Văn Kín");

  await app.tap("Do not agree");

  expect(phone.calls).toEqual([]);
  expect(app.text()).toContain("Nothing was kept");
});

test("a consent that was given can be withdrawn without a reason", async () => {
  const phone = makeFakePhone();
  const app = await openApp(phone, "#/household/pao");

  await app.tap("Withdraw consent");
  await app.tap("Withdraw consent");

  expect(phone.calls).toMatchObject([{ verb: "withdrawConsent", given: ["pao", "asked"] }]);
});
