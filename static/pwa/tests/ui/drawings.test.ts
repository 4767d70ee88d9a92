/** Every topic, outcome and sign has a drawing of its own, on the grid. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OUTCOMES } from "../../src/domain/words.ts";
import { OUTCOME_DRAWINGS, SIGN_DRAWINGS } from "../../src/ui/sign-drawings.ts";
import { TOPIC_DRAWINGS } from "../../src/ui/topic-drawings.ts";

const SOURCE = join(import.meta.dirname, "../../src");
/** Source: protocol.md §9, topics of version 1. */
const TOPICS =
  "vneid payment_account digital_shop product_listing buyer_account online_public_service citizen_app digital_signature etax " +
  "shop_qr cash_point telehealth school_payment border_gate land_information online_safety virtual_assistant digital_skills";

test("each topic of version 1 and each outcome is drawn, none like another", () => {
  expect(Object.keys(TOPIC_DRAWINGS).sort()).toEqual(TOPICS.split(" ").sort());
  expect(Object.keys(OUTCOME_DRAWINGS).sort()).toEqual([...OUTCOMES].sort());
  const drawings = [
    ...Object.values(TOPIC_DRAWINGS),
    ...Object.values(OUTCOME_DRAWINGS),
    ...Object.values(SIGN_DRAWINGS),
  ];
  expect(new Set(drawings).size).toBe(drawings.length);
});

test("every sign that a screen names is drawn", () => {
  const named = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx"))
    .flatMap((name) => [
      ...readFileSync(join(SOURCE, name), "utf8").matchAll(/<Sign name="(\w+)"|\bsign(?:=|: )"(\w+)"/g),
    ])
    .map((match) => match[1] ?? match[2] ?? "");
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !(name in SIGN_DRAWINGS))).toEqual([]);
});
