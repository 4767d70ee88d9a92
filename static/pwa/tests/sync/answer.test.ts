import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HttpReply } from "../../src/api/http.ts";
import { type Asked, judge, readAnswer } from "../../src/sync/answer.ts";
import { digestOf } from "../../src/sync/digest.ts";

const ASKED: Asked = { attempt: 17, opIds: ["a", "b"], offered: ["o"], cursor: null };
const makeAnswer = (overrides: Record<string, unknown> = {}) => ({
  attempt: 17,
  now: 5,
  processed: 2,
  digest: "D",
  ack: "k",
  cursor: "c",
  ...overrides,
});
const makeReply = (overrides: Partial<Extract<HttpReply, { kind: "answer" }>> = {}): HttpReply => ({
  kind: "answer",
  status: 200,
  contentType: "application/json",
  etag: null,
  retryAfter: null,
  json: makeAnswer(),
  sent: 0,
  received: 0,
  ...overrides,
});

test("an answer that fits is taken, ops without exception as applied", () => {
  const answer = readAnswer(makeAnswer({ exceptions: [[1, "conflict", "prev_not_head", { head: "m" }]] }), ASKED, "D");
  expect(answer?.taken).toEqual([
    { id: "a", outcome: "applied", reason: null, extra: null },
    { id: "b", outcome: "conflict", reason: "prev_not_head", extra: { head: "m" } },
  ]);
});

test.each([
  ["another attempt", { attempt: 16 }],
  ["another digest", { digest: "E" }],
  ["no digest", { digest: undefined }],
  ["nothing processed", { processed: 0 }],
  ["more processed than sent", { processed: 3 }],
  ["half an op processed", { processed: 1.5 }],
  ["an exception for an op not sent", { exceptions: [[2, "rejected", "state"]] }],
  ["an outcome that nobody knows", { exceptions: [[0, "maybe", "state"]] }],
  ["no time", { now: undefined }],
])("an answer with %s is refused", (_, overrides) => {
  expect(readAnswer(makeAnswer(overrides), ASKED, "D")).toBeUndefined();
  expect(judge(makeReply({ json: makeAnswer(overrides) }), ASKED, "D")).toMatchObject({
    kind: "failed",
    problem: "server",
  });
});

test("rows are read by column name, unknown columns and kinds kept", () => {
  const changes = [{ kind: "novelty", fields: ["colour", "id"], rows: [["red", "n1"]] }];
  expect(readAnswer(makeAnswer({ changes }), ASKED, "D")?.rows).toEqual([
    { id: "n1", kind: "novelty", fields: { colour: "red", id: "n1" } },
  ]);
});

test("the golden answer that tells of an erasure is read as the server means it", () => {
  const file = join(import.meta.dirname, "../../../../tests/messages/answer-1-erased.json");
  const { ops, answer } = JSON.parse(readFileSync(file, "utf8")) as { ops: string[][]; answer: { digest: string } };
  const opIds = ops.map(([id = ""]) => id);
  const read = readAnswer({ ...answer, attempt: 17, now: 5 }, { ...ASKED, opIds, offered: [] }, answer.digest);

  const [card, visit, another] = ["E", "F", "G"].map((letter) => letter.repeat(22));
  expect(read).toMatchObject({ gone: [card], erased: [card, visit, another] });
  expect(read?.taken.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
    [visit, "applied", null],
    [another, "rejected", "consent_withdrawn"],
  ]);
});

test("only what was offered can be missing", () => {
  expect(readAnswer(makeAnswer({ missing: ["o", "x"] }), ASKED, "D")?.missing).toEqual(["o"]);
});

test.each([
  ["200 of another type", makeReply({ contentType: "text/plain" }), { problem: "server" }],
  ["201", makeReply({ status: 201 }), { problem: "server" }],
  ["401", makeReply({ status: 401 }), { problem: "grant" }],
  ["403", makeReply({ status: 403 }), { problem: "grant" }],
  ["429", makeReply({ status: 429, retryAfter: 30 }), { problem: "busy", retryAfter: 30 }],
  ["503", makeReply({ status: 503, retryAfter: 5 }), { problem: "busy", retryAfter: 5 }],
  [
    "400 problem",
    makeReply({ status: 400, contentType: "application/problem+json" }),
    { blamesOps: true, tooMuch: false },
  ],
  [
    "413 problem",
    makeReply({ status: 413, contentType: "application/problem+json" }),
    { blamesOps: true, tooMuch: true },
  ],
  ["500 problem", makeReply({ status: 500, contentType: "application/problem+json" }), { blamesOps: true }],
  ["500 of a proxy", makeReply({ status: 500, contentType: "text/html" }), { blamesOps: false }],
  ["502", makeReply({ status: 502, contentType: "application/problem+json" }), { blamesOps: false }],
  ["504", makeReply({ status: 504, contentType: "application/problem+json" }), { blamesOps: false }],
  ["no network", { kind: "failed", why: "offline", sent: 0 } as HttpReply, { problem: "offline" }],
  ["a portal", { kind: "failed", why: "portal", sent: 0 } as HttpReply, { problem: "portal" }],
  ["silence", { kind: "failed", why: "timeout", sent: 0 } as HttpReply, { problem: "server", tooMuch: true }],
])("%s is a failure with its reason", (_, reply, expected) => {
  expect(judge(reply, ASKED, "D")).toMatchObject({ kind: "failed", ...expected });
});

test("the digest of nothing is the one in the protocol", async () => {
  expect(await digestOf([])).toBe("47DEQpj8HBSa-_TI");
});
