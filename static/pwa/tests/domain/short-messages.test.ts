/** Short messages are counted as the server counts them: tests/messages/sms_vectors.json. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sizeOfMessage } from "../../src/domain/short-messages.ts";

type Vector = { readonly says: string; readonly text: string; readonly units: number; readonly parts: number; readonly plain: boolean };
const FILE = join(import.meta.dirname, "../../../../tests/messages/sms_vectors.json");
const VECTORS = JSON.parse(readFileSync(FILE, "utf8")) as readonly Vector[];

test.each(VECTORS)("$says", ({ text, units, parts, plain }) => {
  expect(sizeOfMessage(text)).toEqual({ units, parts, plain });
});
