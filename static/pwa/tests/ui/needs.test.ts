/** What stands under "Needs you". */
import { expect, test } from "vitest";
import { needsOf, unsentVisits } from "../../src/app/needs.ts";
import { parseRoute } from "../../src/app/router.ts";
import { makeAssist, makeCase } from "../fake/snapshot.ts";

const TODAY = "2026-11-21";
const promised = makeAssist({ id: "promise", followUpOn: TODAY, loggedAt: 1, receipt: "received" });

test("a promised visit is due from its day on, until somebody has been there on the topic", () => {
  const visited = makeAssist({ id: "later", loggedAt: 2 });
  const otherTopic = makeAssist({ id: "other", topic: "etax", loggedAt: 2 });

  expect(needsOf({ assists: [promised], cases: [] }, "2026-11-20").due).toEqual([]);
  expect(needsOf({ assists: [otherTopic, promised], cases: [] }, TODAY).due).toEqual([promised]);
  expect(needsOf({ assists: [visited, promised], cases: [] }, TODAY).due).toEqual([]);
});

test("returned and refused work is asked for only from whoever logged it", () => {
  const mine = makeAssist({ receipt: "returned" });
  const theirs = makeAssist({ id: "b", receipt: "returned", mine: false });
  const refused = makeCase();
  const waiting = makeCase({ op: "w", status: "held" });

  const needs = needsOf({ assists: [mine, theirs], cases: [refused, waiting] }, TODAY);

  expect([needs.returned, needs.urgent, needs.waiting]).toEqual([[mine], [refused], [waiting]]);
});

test("unsent visits are counted as visits, not as operations", () => {
  expect(unsentVisits([makeAssist(), makeAssist({ receipt: "received" }), makeAssist({ mine: false })])).toBe(1);
});

test.each([
  ["", { page: "today" }],
  ["#/", { page: "today" }],
  ["#/nowhere", { page: "today" }],
  ["#/household", { page: "today" }],
  ["#/log", { page: "log", household: null }],
  ["#/log/pao", { page: "log", household: "pao" }],
  ["#/household/x9_-Zk", { page: "household", id: "x9_-Zk" }],
  ["#enrol=AB1K-900Q", { page: "enrol", code: "AB1K-900Q" }],
  ["#enrol", { page: "enrol", code: "" }],
])("the fragment %j leads to %j", (fragment, route) => expect(parseRoute(fragment)).toEqual(route));
