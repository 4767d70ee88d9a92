/** Which PINs are taken, and what wrong ones cost. */
import { expect, test } from "vitest";
import { MOST_TRIES, pinProblem, waitAfter } from "../../src/domain/pin.ts";

test.each(["0000", "123456", "987654", "890123", "1212", "123123", "112233", "99999999"])(
  "%s is what everybody tries first",
  (pin) => expect(pinProblem(pin)).toBe("simple"),
);

test.each([
  ["2580", null],
  ["258036", null],
  ["19871204", null],
  ["123", "short"],
  ["", "short"],
  ["123456789", "long"],
  ["12a4", "digits"],
])("%s: %s", (pin, problem) => expect(pinProblem(pin)).toBe(problem));

test("three slips cost nothing or little, and ten guesses the better part of an hour", () => {
  expect([1, 2, 3, 4].map(waitAfter)).toEqual([0, 0, 5_000, 15_000]);
  const all = Array.from({ length: MOST_TRIES - 1 }, (_, index) => waitAfter(index + 1)).reduce((a, b) => a + b);
  expect(all).toBeGreaterThan(50 * 60_000);
});
