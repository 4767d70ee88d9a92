// @vitest-environment happy-dom
/** My figures and the way to systems of others, as a reader finds them. */
import { expect, test } from "vitest";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { openApp } from "./stage.tsx";

const NONE = { all: 0, approved: 0, waiting: 0, unsent: 0, returned: 0 };

test("each topic tells what counts, waits and was not sent, beside the period before", async () => {
  const ownFigures = [{ topic: "vneid", now: { ...NONE, all: 5, approved: 3, unsent: 2 }, before: { ...NONE, all: 4 } }];
  const app = await openApp(makeFakePhone({ snapshot: { ownFigures } }), "#/figures");

  expect(app.text()).toContain("3 counted · 2 not sent");
  expect(app.text()).toContain("4 the period before");
});

test("a target tells how many households are helped, whatever the bar can show", async () => {
  const target = { village: "20-06040-001", topic: "vneid", from: "2026-11-15", to: "2026-12-14", households: 10 };
  const progress = [{ ...target, official: 8, provisional: 12 }];
  const app = await openApp(makeFakePhone({ snapshot: { progress } }), "#/figures");

  expect(app.text()).toContain("12 of 10 households");
  const widths = app.all(".target-bar span").map(({ style }) => Number.parseFloat(style.width));
  expect(widths).toEqual([80, 20]);
});

test("without anything logged the page says what to do", async () => {
  const app = await openApp(makeFakePhone(), "#/figures");
  expect(app.text()).toContain("Nothing logged in these two periods yet.");
  expect(app.find("Log an assist")?.getAttribute("href")).toBe("#/log");
});

test("links open elsewhere, tell nothing of us, and say when they were checked", async () => {
  const link = { code: "x", name: "Cổng mẫu", url: "https://example.gov.vn/a", topics: ["etax"], checkedOn: "2026-11-22" };
  const app = await openApp(makeFakePhone({ snapshot: { links: [link] } }), "#/links");

  const anchor = app.find("Cổng mẫu");
  expect(anchor?.getAttribute("rel")).toContain("noreferrer");
  expect(anchor?.textContent).toContain("example.gov.vn");
  expect(app.text()).toContain("Never write down anybody's password");
});
