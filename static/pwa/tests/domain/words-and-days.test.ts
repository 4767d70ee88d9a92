import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addDays, dayOf, isWithin, monthOf, startOf } from "../../src/domain/days.ts";
import { newDeviceId, newId } from "../../src/domain/ids.ts";
import { decodeBody, encodeBody } from "../../src/domain/ops.ts";
import { inOrder, peopleInOrder } from "../../src/domain/order.ts";
import { matches, searchable } from "../../src/domain/text.ts";
import { addTraffic } from "../../src/domain/traffic.ts";
import { plainCode } from "../../src/app/phone-enrol.ts";

const VECTORS = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../tests/messages/search_vectors.json"), "utf8"),
) as {
  folds: [string, string][];
  matches: [string, string, boolean][];
  sorted: Record<string, string[]>;
  people: Record<string, string[]>;
};

describe("search", () => {
  test.each(VECTORS.folds)("%j is searched as %j", (text, folded) => {
    expect(searchable(text)).toBe(folded);
  });
  test.each(VECTORS.matches)("in %j a search for %j finds: %s", (text, query, found) => {
    expect(matches(text, query)).toBe(found);
  });
});

describe("sorting", () => {
  test.each(Object.entries(VECTORS.sorted))("%s", (_, names) => {
    expect([...names].reverse().sort(inOrder)).toEqual(names);
  });
  test.each(Object.entries(VECTORS.people))("people stand %s", (_, names) => {
    expect([...names].reverse().sort(peopleInOrder)).toEqual(names);
  });
});

describe("days", () => {
  test("a day begins at midnight in Vietnam, whatever the phone's time zone", () => {
    expect(dayOf(Date.parse("2026-11-20T16:59:59.999Z"))).toBe("2026-11-20");
    expect(dayOf(Date.parse("2026-11-20T17:00:00Z"))).toBe("2026-11-21");
    expect(dayOf(startOf("2026-11-21"))).toBe("2026-11-21");
    expect(monthOf(Date.parse("2026-11-30T17:00:00Z"))).toBe("2026-12");
  });
  test("days are added over the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  });
  test("both ends belong to a period", () => {
    const period = { from: "2026-11-15", to: "2026-12-14" };
    expect(["2026-11-14", "2026-11-15", "2026-12-14", "2026-12-15"].map((day) => isWithin(day, period))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

test("an id is 22 characters base64url of 128 random bits", () => {
  expect(newId((bytes) => bytes.fill(255))).toBe("_____________________w");
  expect(newId()).toMatch(/^[\w-]{22}$/);
  expect(new Set(Array.from({ length: 1000 }, () => newId())).size).toBe(1000);
});

test("a device id is a version 4 UUID", () => {
  expect(newDeviceId((bytes) => bytes.fill(0))).toBe("00000000-0000-4000-8000-000000000000");
});

test("a body survives its bytes, and an erased one reads as empty", () => {
  expect(decodeBody(encodeBody({ head_name: "Hoàng Văn Páo", people: 4, note: null }))).toEqual({
    head_name: "Hoàng Văn Páo",
    people: 4,
    note: null,
  });
  expect(decodeBody(new Uint8Array(0))).toEqual({});
});

test("traffic starts again with the month in Vietnam", () => {
  const november = addTraffic(undefined, Date.parse("2026-11-30T16:00:00Z"), 10, 20);
  expect(addTraffic(november, Date.parse("2026-11-30T16:30:00Z"), 1, 2)).toEqual({
    month: "2026-11",
    sent: 11,
    received: 22,
  });
  expect(addTraffic(november, Date.parse("2026-11-30T17:30:00Z"), 1, 2)).toEqual({
    month: "2026-12",
    sent: 1,
    received: 2,
  });
});

test.each(["abcd-1234", " ABCD 1234 ", "abcd–I234", "AbCd1234"])("the code %j is read as people mean it", (typed) => {
  expect(plainCode(typed)).toBe("ABCD1234");
});
