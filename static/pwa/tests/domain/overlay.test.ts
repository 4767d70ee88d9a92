import { describe, expect, test } from "vitest";
import { figuresOf } from "../../src/domain/figures.ts";
import { followAliases } from "../../src/domain/folding.ts";
import { type KnownOp, overlay } from "../../src/domain/overlay.ts";
import { receiptOf } from "../../src/domain/receipt.ts";
import type { Row } from "../../src/domain/rows.ts";

function makeOp(overrides: Partial<KnownOp> & Pick<KnownOp, "id" | "kind">): KnownOp {
  return {
    target: overrides.id,
    creates: overrides.target === undefined,
    n: 1,
    at: 1000,
    author: "12",
    body: {},
    status: "pending",
    reason: null,
    attempt: null,
    ...overrides,
  };
}

function makeAssist(state: string, overrides: Record<string, unknown> = {}, attempt = 1): Row {
  const fields = {
    id: "a",
    head_op: "h",
    state,
    author: "12",
    topic: "vneid",
    outcome: "helped",
    on: "2026-11-21",
    logged_at: 5,
    ...overrides,
  };
  return { id: String(fields.id), kind: "assist", fields, attempt };
}

const LOG = makeOp({ id: "a", kind: "assist.log", body: { topic: "vneid", outcome: "helped", on: "2026-11-21" } });
const receiptAfter = (rows: Row[], ops: KnownOp[]) => {
  const record = overlay(rows, ops).get("a");
  return record === undefined ? undefined : receiptOf(record);
};

describe("receipt", () => {
  test.each([
    ["submitted", "received"],
    ["approved", "approved"],
    ["returned", "returned"],
    ["withdrawn", "withdrawn"],
  ])("a %s assist without own ops shows %s", (state, receipt) => {
    expect(receiptAfter([makeAssist(state)], [])).toBe(receipt);
  });

  test.each([
    ["pending", "saved"],
    ["applied", "received"],
    ["held", "held"],
    ["rejected", "attention"],
    ["conflict", "attention"],
    ["suspect", "attention"],
  ] as const)("a new assist whose op is %s shows %s", (status, receipt) => {
    expect(receiptAfter([], [{ ...LOG, status, attempt: 3 }])).toBe(receipt);
  });

  test("a returned assist with an unsent correction shows saved, and is submitted again", () => {
    const amend = makeOp({ id: "b", kind: "assist.amend", target: "a", body: { outcome: "already_had" }, n: 2 });
    expect(receiptAfter([makeAssist("returned")], [amend])).toBe("saved");
    expect(overlay([makeAssist("returned")], [amend]).get("a")?.fields).toMatchObject({
      state: "submitted",
      outcome: "already_had",
    });
  });

  test("a refused correction leaves the record as it was and asks for attention", () => {
    const amend = makeOp({
      id: "b",
      kind: "assist.amend",
      target: "a",
      body: { outcome: "already_had" },
      status: "conflict",
      reason: "prev_not_head",
    });
    const record = overlay([makeAssist("submitted")], [amend]).get("a");
    expect(record).toMatchObject({ trouble: "prev_not_head", head: "h" });
    expect(record?.fields.outcome).toBe("helped");
  });

  test("a newer op answers an older trouble", () => {
    const refused = makeOp({
      id: "b",
      kind: "assist.amend",
      target: "a",
      status: "conflict",
      reason: "prev_not_head",
      n: 2,
    });
    const again = makeOp({ id: "c", kind: "assist.amend", target: "a", n: 3 });
    expect(receiptAfter([makeAssist("submitted")], [again, refused])).toBe("saved");
  });

  test.each([
    ["pending", "withdrawn"],
    ["held", "held"],
    ["suspect", "attention"],
  ] as const)("an assist that still counts at the server, its withdrawal %s, shows %s", (status, receipt) => {
    const withdraw = makeOp({ id: "w", kind: "assist.withdraw", target: "a", status, attempt: 2 });
    expect(receiptAfter([makeAssist("submitted")], [withdraw])).toBe(receipt);
  });

  test("what the server never took can be withdrawn without its consent", () => {
    const refused: KnownOp = { ...LOG, status: "rejected", reason: "out_of_scope", attempt: 2 };
    const withdraw = makeOp({
      id: "b",
      kind: "assist.withdraw",
      target: "a",
      n: 2,
      status: "rejected",
      reason: "parent_rejected",
    });
    expect(receiptAfter([], [refused, withdraw])).toBe("withdrawn");
  });
});

describe("overlay", () => {
  test("what the server took in stays the server's while its rows are dropped: no correction makes it twice", () => {
    const taken: KnownOp = { ...LOG, status: "applied", attempt: 1 };
    const refused = makeOp({ id: "m", kind: "assist.amend", target: "a", n: 2, status: "conflict", attempt: 2 });
    const record = overlay([], [taken, refused]).get("a");
    expect(record).toMatchObject({ onServer: true, needsCare: true, head: "a" });
  });

  test("log, amend and withdraw made offline chain on each other and end withdrawn", () => {
    const amend = makeOp({
      id: "b",
      kind: "assist.amend",
      target: "a",
      body: { outcome: "already_had", note: "x" },
      n: 2,
    });
    const withdraw = makeOp({ id: "c", kind: "assist.withdraw", target: "a", body: { reason: "other" }, n: 3 });
    expect(overlay([], [LOG, amend]).get("a")).toMatchObject({ head: "b", unsent: true });
    const last = overlay([], [withdraw, LOG, amend]).get("a");
    expect(last).toMatchObject({ head: "c" });
    expect(last?.fields).toMatchObject({ state: "withdrawn", outcome: "already_had", topic: "vneid" });
    expect(last?.fields.reason).toBeNull();
  });

  test("an acknowledged op is laid over only rows that came before it", () => {
    const amend = makeOp({
      id: "b",
      kind: "assist.amend",
      target: "a",
      body: { note: "mine" },
      status: "applied",
      attempt: 7,
    });
    expect(overlay([makeAssist("submitted", {}, 6)], [amend]).get("a")?.fields.note).toBe("mine");
    const included = overlay([makeAssist("approved", { note: "the desk's" }, 7)], [amend]).get("a");
    expect(included?.fields).toMatchObject({ state: "approved", note: "the desk's" });
    expect(included?.head).toBe("h");
  });

  test("a record whose row came while its op still waits keeps the row's head", () => {
    expect(overlay([makeAssist("returned", { head_op: "desk" })], [LOG]).get("a")).toMatchObject({ head: "desk" });
  });

  test("the household's consent follows the consent ops", () => {
    const home = makeOp({ id: "h", kind: "household.add", body: { head_name: "Páo" } });
    const give = makeOp({ id: "k", kind: "consent.give", body: { household: "h" }, n: 2 });
    const withdraw = makeOp({ id: "w", kind: "consent.withdraw", target: "k", n: 3 });
    expect(overlay([], [home, give]).get("h")?.fields.consent).toBe("given");
    expect(overlay([], [home, give, withdraw]).get("h")?.fields.consent).toBe("withdrawn");
  });

  test("merged and replaced households lead to the one that stands for them", () => {
    const merged: Row = { id: "lost", kind: "household", attempt: 1, fields: { state: "merged", merged_into: "old" } };
    const fixed = makeOp({ id: "new", kind: "household.add", body: { replaces: "old" } });
    const resolve = followAliases(overlay([merged], [fixed]));
    expect(["lost", "old", "new", "other"].map(resolve)).toEqual(["new", "new", "new", "other"]);
  });
});

describe("figures", () => {
  const period = { from: "2026-11-15", to: "2026-12-14" };

  test("the four parts add up to all", () => {
    const rows = ["submitted", "approved", "returned", "withdrawn"].map((state) => makeAssist(state, { id: state }));
    const ops = (["pending", "held", "rejected", "suspect", "applied"] as const).map((status, index) => ({
      ...LOG,
      id: status,
      target: status,
      status,
      n: index,
      attempt: 9,
    }));
    const correction = makeOp({ id: "x", kind: "assist.amend", target: "returned2", n: 9 });
    const records = overlay([...rows, makeAssist("returned", { id: "returned2" })], [...ops, correction]);
    const figures = figuresOf(records.ofKind("assist"), "12", period);
    expect(figures).toEqual({ all: 9, approved: 1, waiting: 3, unsent: 3, returned: 2 });
    expect(figures.approved + figures.waiting + figures.unsent + figures.returned).toBe(figures.all);
  });

  test("others' work and other periods are out", () => {
    const rows = [
      makeAssist("approved", { author: "13" }),
      makeAssist("approved", { id: "b", on: "2026-11-14" }),
      makeAssist("approved", { id: "c", on: "2026-12-15" }),
    ];
    expect(figuresOf(overlay(rows, []).ofKind("assist"), "12", period).all).toBe(0);
  });
});
