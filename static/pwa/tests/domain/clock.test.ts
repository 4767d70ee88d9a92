/** When a phone's date is doubted. */
import { expect, test } from "vitest";
import { isClockWrong } from "../../src/domain/clock.ts";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const then = 1_795_000_000_000;

test.each([
  ["right all along", { offset: 0, measuredAt: then }, then + HOUR, false],
  ["set back after the last contact", { offset: 0, measuredAt: then }, then - YEAR, true],
  ["a year behind at the last contact", { offset: YEAR, measuredAt: then - YEAR }, then - YEAR + HOUR, true],
  ["put right since, without signal", { offset: YEAR, measuredAt: then - YEAR }, then + HOUR, false],
  ["a year ahead at the last contact", { offset: -YEAR, measuredAt: then + YEAR }, then + YEAR + HOUR, true],
  ["ahead, and put right since", { offset: -YEAR, measuredAt: then + YEAR }, then + HOUR, false],
  ["some minutes off", { offset: -120_000, measuredAt: then }, then + HOUR, false],
])("%s", (_, measured, now, expected) => expect(isClockWrong(measured, now)).toBe(expected));
