// @vitest-environment happy-dom
/** The first page: forgiving about the code, plain about what went wrong, careful inside other apps' browsers. */
import { afterEach, expect, test, vi } from "vitest";
import { codeInScan, tidyCode } from "../../src/app/enrol/code.ts";
import { chromeLink, inAppBrowser } from "../../src/app/enrol/in-app-browser.ts";
import { enrolProblemWords } from "../../src/app/enrol/problem.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { openApp } from "./stage.tsx";

const ZALO =
  "Mozilla/5.0 (Linux; Android 12; SM-A125F; wv) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 Zalo android/12060552";
const CHROME =
  "Mozilla/5.0 (Linux; Android 12; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["ab1k9o0q", "AB1K-900Q"],
  ["AB1K 9O0Q", "AB1K-900Q"],
  [" il1o-abcd ", "1110-ABCD"],
  ["ab1", "AB1"],
  ["AB1K-9", "AB1K-9"],
  ["AB1K-900Q-AND-MORE", "AB1K-900Q"],
])("the code typed as %j reads %j", (typed, code) => expect(tidyCode(typed)).toBe(code));

test.each([
  ["https://to.example/app/#enrol=AB1K-900Q", "AB1K-900Q"],
  ["AB1K900Q", "AB1K-900Q"],
  ["https://elsewhere.example/product/12345678", null],
  ["chúc mừng năm mới", null],
])("a QR with %j holds the code %j", (text, code) => expect(codeInScan(text)).toBe(code));

test.each([
  [ZALO, "Zalo"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/440.0]",
    "Facebook",
  ],
  ["Mozilla/5.0 (Linux; Android 10; K; wv) AppleWebKit/537.36 Version/4.0 Chrome/110.0 Mobile Safari/537.36", ""],
  [CHROME, null],
])("%s is the browser of %j", (userAgent, app) => expect(inAppBrowser(userAgent)).toBe(app));

test("the link into Chrome keeps the code", () => {
  expect(chromeLink("https://to.example/app/#enrol=AB1K-900Q", ZALO)).toBe(
    "intent://to.example/app/#enrol=AB1K-900Q#Intent;scheme=https;package=com.android.chrome;end",
  );
});

test("inside Zalo the way to Chrome is shown and the code is not spent", async () => {
  vi.stubGlobal("navigator", { ...navigator, userAgent: ZALO, onLine: true });
  const phone = makeFakePhone({ snapshot: { enrolled: false } });

  const app = await openApp(phone, "#enrol=AB1K-900Q");

  expect(app.text()).toContain("This page was opened inside Zalo");
  expect(app.find("Begin")).toBeNull();
  expect(phone.calls).toEqual([]);
});

test("a link with a code fills it in and spends it only on a tap", async () => {
  const phone = makeFakePhone({ snapshot: { enrolled: false } });
  const app = await openApp(phone, "#enrol=ab1k900q");
  expect(phone.calls).toEqual([]);

  await app.tap("Begin");

  expect(phone.calls).toEqual([{ verb: "enrol", given: ["AB1K-900Q"] }]);
  expect(app.text()).toContain("Hello, Nông Thị Lan");
  expect(location.hash).not.toContain("enrol");
});

test("every way to fail says its own thing", () => {
  const slugs = ["code-unknown", "code-expired", "code-used", "offline", "portal", "server", "too-many-requests", "storage"];
  expect(new Set(slugs.map((slug) => enrolProblemWords(slug).title)).size).toBe(slugs.length);
  // What is no code at all reads like one that nobody knows.
  expect(enrolProblemWords("invalid-input")).toEqual(enrolProblemWords("code-unknown"));
});

test("a refused code stays in the field with what to do", async () => {
  const phone = makeFakePhone({ snapshot: { enrolled: false }, enrolment: { ok: false, problem: "code-expired" } });
  const app = await openApp(phone, "#enrol=AB1K-900Q");

  await app.tap("Begin");

  expect(
    app
      .all('[role="alert"]')
      .map((alert) => alert.textContent)
      .join(),
  ).toContain("Ask the commune for a new one");
  expect(app.all("input").map((input) => (input instanceof HTMLInputElement ? input.value : ""))).toEqual([
    "AB1K-900Q",
  ]);
});
