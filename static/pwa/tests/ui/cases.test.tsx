// @vitest-environment happy-dom
/** The list of what needs attention, and the three things to do with each. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { askWords } from "../../src/app/cases/ask-words.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { makeCase, makeSnapshot } from "../fake/snapshot.ts";
import { openApp, settle } from "./stage.tsx";

test("a refused visit says why and offers to correct, to ask and to withdraw", async () => {
  const app = await openApp(makeFakePhone({ snapshot: { cases: [makeCase()] } }), "#/case/Q2xhcmEgb3AtMQ");

  expect(app.text()).toContain("The day lies ahead");
  expect(app.text()).toContain("Nothing is lost");
  expect(app.find("Correct")?.getAttribute("href")).toBe("#/assist-change/a1");
  expect(app.find("Ask the commune")).not.toBeNull();
  expect(app.find("Withdraw")).not.toBeNull();
});

test("the question for the commune carries the code of the case and nobody's name", async () => {
  const phone = makeFakePhone({ snapshot: { cases: [makeCase()] } });
  const app = await openApp(phone, "#/case/Q2xhcmEgb3AtMQ");
  await app.tap("Ask the commune");
  const words = app.all(".link-box")[0]?.textContent ?? "";

  expect(words).toContain("Q2xhcmEg");
  expect(words).toContain("the day lies ahead");
  const names = makeSnapshot().households.map(({ headName }) => headName);
  expect(names.filter((name) => words.includes(name))).toEqual([]);
  expect(askWords(makeCase(), "2026-11-21")).not.toContain("{");
});

test("no reason that the server may give reaches the commune as a code", () => {
  const words = readFileSync("../../tocongnghe/vocabulary.py", "utf8");
  const list = words.split("class OutcomeReason")[1]?.split("\nclass ")[0] ?? "";
  const codes = [...list.matchAll(/= "([a-z_]+)"/g)].map(([, code]) => code ?? "");
  expect(codes).toContain("household_merged");

  for (const reason of [...codes, null]) {
    for (const status of ["rejected", "conflict", "held", "suspect"] as const) {
      expect(askWords(makeCase({ reason, status }), "2026-11-21")).not.toMatch(/_|rejected|held|suspect/);
    }
  }
});

test("withdrawing takes two taps", async () => {
  const phone = makeFakePhone({ snapshot: { cases: [makeCase()] } });
  const app = await openApp(phone, "#/case/Q2xhcmEgb3AtMQ");
  await app.tap("Withdraw");
  expect(phone.calls).toEqual([]);
  await app.tap("Withdraw");
  await settle();

  expect(phone.calls).toEqual([{ verb: "takeBack", given: ["Q2xhcmEgb3AtMQ"] }]);
});

test("two versions stand side by side and either can be kept", async () => {
  const conflict = makeCase({
    status: "conflict",
    reason: "prev_not_head",
    kind: "assist.amend",
    canInsist: true,
    differences: [{ name: "outcome", mine: "in_progress", theirs: "already_had" }],
  });
  const phone = makeFakePhone({ snapshot: { cases: [conflict] } });
  const app = await openApp(phone, `#/case/${conflict.op}`);
  expect(app.text()).toContain("In progress");
  expect(app.text()).toContain("Already had it");

  await app.tap("Keep what I wrote");

  expect(phone.calls).toEqual([{ verb: "insist", given: [conflict.op] }]);
});

test("the list puts what needs a hand before what only waits", async () => {
  const cases = [makeCase(), makeCase({ op: "waits", status: "held", reason: "parent_unknown" })];
  const app = await openApp(makeFakePhone({ snapshot: { cases } }), "#/attention");
  const text = app.text();

  expect(text.indexOf("To be put right")).toBeGreaterThan(-1);
  expect(text.indexOf("To be put right")).toBeLessThan(text.indexOf("Waiting at the commune"));
});
