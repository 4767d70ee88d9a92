/** The two layers of what a phone knows show the same as one would: only faster. */
import { expect, test } from "vitest";
import { figuresShown } from "../../src/app/phone-figures-views.ts";
import { assistViews, householdViews } from "../../src/app/phone-views.ts";
import { baseOf, type Folding, foldingOf } from "../../src/domain/folding.ts";
import { type KnownOp, overlay } from "../../src/domain/overlay.ts";
import type { Row } from "../../src/domain/rows.ts";

const TODAY = "2026-11-21";
const PERIOD = { from: "2026-11-15", to: "2026-12-14" };

/** The same numbers every time. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const pick = <One>(of: readonly One[], roll: (below: number) => number): One => of[roll(of.length)] as One;
const TOPICS = ["vneid", "etax", "digital_shop"];
const OUTCOMES = ["helped", "already_had", "in_progress", "not_possible"];
const DAYS = ["2026-10-20", "2026-11-16", TODAY];
const homes = ["h0", "h1", "h2", "h3", "h4"];

function rowsOf(roll: (below: number) => number): Row[] {
  const households = homes.map((id, place): Row => {
    const merged = place === 4 && roll(2) === 0 ? { state: "merged", merged_into: "h0" } : { state: "active" };
    const fields = { id, head_op: id, village: `v${place % 2}`, head_name: `Name ${place}`, created_at: place, ...merged };
    return { id, kind: "household", fields, attempt: 1 };
  });
  const assists = Array.from({ length: 30 }, (_, place): Row => {
    const said = { topic: pick(TOPICS, roll), outcome: pick(OUTCOMES, roll), on: pick(DAYS, roll), village: `v${roll(2)}` };
    const state = pick(["submitted", "approved", "returned", "withdrawn"], roll);
    const who = { household: roll(6) === 0 ? null : pick(homes, roll), author: roll(4) === 0 ? "13" : "12" };
    const fields = { id: `a${place}`, head_op: `a${place}`, state, logged_at: 100 + place, ...said, ...who };
    return { id: `a${place}`, kind: "assist", fields, attempt: 1 };
  });
  return [...households, ...assists];
}

function opsOf(roll: (below: number) => number): KnownOp[] {
  const statuses = ["pending", "suspect", "held", "rejected", "conflict", "applied"] as const;
  const made = Array.from({ length: roll(12) }, (_, place): KnownOp => {
    const status = pick(statuses, roll);
    const common = { n: place, at: 1_000 + place, author: "12", status, reason: null, attempt: status === "applied" ? 1 + roll(3) : null };
    const said = { topic: pick(TOPICS, roll), outcome: pick(OUTCOMES, roll), on: pick(DAYS, roll) };
    const id = `o${place}`;
    const kind = roll(8);
    if (kind === 0) return { ...common, id, kind: "household.add", target: id, creates: true, body: { head_name: "New", village: "v0", replaces: pick(homes, roll) } };
    if (kind === 1) return { ...common, id, kind: "household.amend", target: pick(homes, roll), creates: false, body: { head_name: "Renamed" } };
    if (kind < 4) return { ...common, id, kind: "assist.log", target: id, creates: true, body: { ...said, household: pick(homes, roll), village: "v0" } };
    if (kind < 6) return { ...common, id, kind: "assist.amend", target: `a${roll(30)}`, creates: false, body: { ...said, household: pick(homes, roll) } };
    return { ...common, id, kind: "assist.withdraw", target: `a${roll(30)}`, creates: false, body: { reason: "mistake" } };
  });
  return made;
}

function shown(records: Folding) {
  const targets = TOPICS.map((topic) => ({ village: "v0", topic, households: 9, ...PERIOD }));
  const byId = <One extends { readonly id: string }>(views: readonly One[]) => [...views].sort((a, b) => (a.id < b.id ? -1 : 1));
  const figures = figuresShown(records, "12", { targets, links: [] }, PERIOD, TODAY);
  return {
    households: byId(householdViews(records)),
    assists: byId(assistViews(records, "12")),
    order: [assistViews(records, "12").map(({ id }) => id), householdViews(records).map(({ id }) => id)],
    ...figures,
    ownFigures: [...figures.ownFigures].sort((a, b) => (a.topic < b.topic ? -1 : 1)),
  };
}

test.each(Array.from({ length: 120 }, (_, seed) => seed))("what is shown does not depend on the layers (%i)", (seed) => {
  const roll = chance(seed);
  const rows = rowsOf(roll);
  const base = foldingOf(baseOf(rows), new Map());
  // Shown before, as a phone does: what it remembers of that must not be in the way.
  shown(base);
  for (let save = 0; save < 3; save += 1) {
    const records = overlay(rows, opsOf(roll));
    const all = new Map([...records.base.byId].map(([id, { record }]) => [id, record] as const));
    const flat = foldingOf(baseOf([]), new Map([...all, ...records.over]));
    expect(shown(records)).toEqual(shown(flat));
  }
});
