/** Words fall back one by one; numbers and days read as people here write them. */
import { expect, test } from "vitest";
import { formatBytes, formatDay, formatNumber, relativeDay } from "../../src/i18n/formats.ts";
import { currentLanguage, putCatalogues, t } from "../../src/i18n/translate.ts";

test("a string comes in one's own language, else in Vietnamese, else as its message id", () => {
  putCatalogues("tyz", { Save: "own", Note: "" }, { Save: "Lưu", Note: "Ghi chú", Done: "Xong" });

  expect([t("Save"), t("Note"), t("Done"), t("Unheard of")]).toEqual(["own", "Ghi chú", "Xong", "Unheard of"]);
  expect(currentLanguage()).toBe("tyz");
});

test("placeholders are filled, and one without a value stays visible", () => {
  putCatalogues("vi", {}, { "{count} of {all}": "{count} trên {all}" });

  expect(t("{count} of {all}", { count: 0 })).toBe("0 trên {all}");
});

test("days are words for a week back and a day ahead, then dates", () => {
  putCatalogues("vi", {}, {});
  const today = "2026-11-21";

  expect(
    ["2026-11-21", "2026-11-20", "2026-11-22", "2026-11-17", "2026-11-14", "2026-11-23"].map((day) =>
      relativeDay(day, today),
    ),
  ).toEqual(["today", "yesterday", "tomorrow", "Tuesday", "14/11/2026", "23/11/2026"]);
});

test("numbers and sizes are written the Vietnamese way", () => {
  putCatalogues("vi", {}, {});

  expect(formatNumber(1234.5)).toBe("1.234,5");
  expect(formatDay("2026-11-21")).toBe("21/11/2026");
  expect([formatBytes(0), formatBytes(10), formatBytes(48_200), formatBytes(3_000_000)]).toEqual([
    "0 KB",
    "0,1 KB",
    "47,1 KB",
    "2,9 MB",
  ]);
});
