/** A village's way to its target: households, each once, in the village and on the day of its first help. */
import { expect, test } from "vitest";
import { baseOf, type Folded, foldingOf } from "../../src/domain/folding.ts";
import { progressOf } from "../../src/domain/targets.ts";
import { figuresByTopic } from "../../src/domain/figures.ts";

const TARGET = { village: "v1", topic: "vneid", from: "2026-11-15", to: "2026-12-14", households: 60 };
const known = (records: readonly Folded[]) => foldingOf(baseOf([]), new Map(records.map((record) => [record.id, record])));

function assist(id: string, fields: Record<string, unknown>, more: Partial<Folded> = {}): Folded {
  const said = { household: "h1", village: "v1", topic: "vneid", outcome: "helped", on: "2026-11-20", state: "submitted" };
  return {
    id,
    kind: "assist",
    fields: { ...said, author: "12", ...fields },
    onServer: true,
    head: id,
    unsent: false,
    suspect: false,
    held: false,
    trouble: null,
    needsCare: false,
    touchedAt: 0,
    ...more,
  };
}

test("a household counts once, however often it was helped", () => {
  const twice = [assist("a", {}), assist("b", { on: "2026-11-25", state: "approved" })];
  expect(progressOf([TARGET], known(twice))).toEqual([{ ...TARGET, provisional: 1, official: 1 }]);
});

test("a household counts on the day of its first help, not in a later period", () => {
  const earlier = [assist("a", { on: "2026-11-14", state: "approved" }), assist("b", { on: "2026-11-20", state: "approved" })];
  expect(progressOf([TARGET], known(earlier))).toEqual([{ ...TARGET, provisional: 0, official: 0 }]);
});

test("official is what was approved, and not changed since", () => {
  const three = [
    assist("a", { household: "h1", state: "approved" }),
    assist("b", { household: "h2", state: "submitted" }),
    assist("c", { household: "h3", state: "approved" }, { unsent: true }),
  ];
  expect(progressOf([TARGET], known(three))[0]).toMatchObject({ provisional: 3, official: 1 });
});

test.each([
  ["returned", { state: "returned" }, {}],
  ["withdrawn", { state: "withdrawn" }, {}],
  ["another outcome", { outcome: "already_had" }, {}],
  ["another village", { village: "v2" }, {}],
  ["no household", { household: null }, {}],
  ["refused by the server", {}, { onServer: false, needsCare: true }],
])("%s does not count", (_, fields, more) => {
  expect(progressOf([TARGET], known([assist("a", fields, more)]))[0]).toMatchObject({ provisional: 0, official: 0 });
});

test("what was merged counts as its winner", () => {
  const loser = { ...assist("h1", { state: "merged", merged_into: "h2" }), kind: "household" };
  const merged = [loser, assist("a", { household: "h1" }), assist("b", { household: "h2" })];
  expect(progressOf([TARGET], known(merged))[0]).toMatchObject({ provisional: 1 });
});

test("own figures by topic add up to the whole", () => {
  const mine = [assist("a", { state: "approved" }), assist("b", { topic: "etax" }), assist("c", { topic: "etax", author: "13" })];
  const byTopic = figuresByTopic(mine, "12", TARGET);
  expect([...byTopic.keys()].sort()).toEqual(["etax", "vneid"]);
  expect(byTopic.get("vneid")).toMatchObject({ all: 1, approved: 1 });
  expect(byTopic.get("etax")).toMatchObject({ all: 1, waiting: 1 });
});
