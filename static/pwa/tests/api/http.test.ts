import { afterEach, expect, test, vi } from "vitest";
import { readBundle, readEnrolment, readGrant, readProblem } from "../../src/api/documents.ts";
import { readRetryAfter, send } from "../../src/api/http.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const answering = (response: () => Response | Promise<Response>) => vi.stubGlobal("fetch", vi.fn(response));
const ask = () => send({ method: "GET", path: "/api/v1/bundle", token: "t", timeoutMs: 1000 });

test("an answer tells status, type without its parameters, and parsed JSON", async () => {
  answering(
    () => new Response('{"a":1}', { headers: { "Content-Type": "application/json; charset=utf-8", ETag: '"e"' } }),
  );
  expect(await ask()).toMatchObject({
    kind: "answer",
    status: 200,
    contentType: "application/json",
    etag: '"e"',
    json: { a: 1 },
    received: 7,
  });
});

test("a body that is no JSON, whatever it calls itself, parses as undefined", async () => {
  answering(() => new Response("<html>", { headers: { "Content-Type": "application/json" } }));
  expect(await ask()).toMatchObject({ kind: "answer", json: undefined });
});

test.each([
  ["a page of HTML", () => new Response("<html>", { headers: { "Content-Type": "text/html" } })],
  ["511", () => new Response("{}", { status: 511 })],
  ["a redirect", () => Object.defineProperty(new Response(), "type", { value: "opaqueredirect" })],
])("%s is a portal", async (_, response) => {
  answering(response);
  expect(await ask()).toEqual({ kind: "failed", why: "portal", sent: 0 });
});

test("a page of HTML with 502 is a server in trouble, not a portal", async () => {
  answering(() => new Response("<html>", { status: 502, headers: { "Content-Type": "text/html" } }));
  expect(await ask()).toMatchObject({ kind: "answer", status: 502 });
});

test("no network and silence are told apart", async () => {
  answering(() => Promise.reject(new TypeError("failed")));
  const posted = await send({ method: "POST", path: "/api/v1/sync", body: { a: 1 }, timeoutMs: 1000 });
  expect(posted).toEqual({ kind: "failed", why: "offline", sent: 0 });
  vi.useFakeTimers();
  vi.stubGlobal(
    "fetch",
    (_: string, init: RequestInit) =>
      new Promise((_resolve, reject) =>
        init.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError"))),
      ),
  );
  const reply = ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(await reply).toMatchObject({ kind: "failed", why: "timeout" });
});

test("an answer that stops in the middle runs into the deadline too", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    const body = new ReadableStream({
      start: (c) => init.signal?.addEventListener("abort", () => c.error(new DOMException("", "AbortError"))),
    });
    return new Response(body, { headers: { "Content-Type": "application/json" } });
  });
  const reply = ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(await reply).toMatchObject({ kind: "failed", why: "timeout" });
});

test("without CompressionStream a body goes as it is", async () => {
  vi.stubGlobal("CompressionStream", undefined);
  const seen = vi.fn((_: string, __: RequestInit) =>
    Promise.resolve(new Response("{}", { headers: { "Content-Type": "application/json" } })),
  );
  vi.stubGlobal("fetch", seen);
  await send({ method: "POST", path: "/api/v1/sync", body: { note: "x".repeat(2000) }, timeoutMs: 1000 });
  const [, init] = seen.mock.calls[0] ?? [];
  expect(new Headers(init?.headers).get("Content-Encoding")).toBeNull();
  expect(init?.body).toHaveLength(2011);
});

test("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-11-21T00:00:00Z");
  expect([null, "", "7", "Sat, 21 Nov 2026 00:01:00 GMT", "soon"].map((value) => readRetryAfter(value, now))).toEqual([
    null,
    null,
    7,
    60,
    null,
  ]);
});

test("documents of the wrong shape read as undefined", () => {
  for (const json of [undefined, null, [], {}, { grant: {} }, { grant: { id: "g" } }, { topics: {} }]) {
    expect([readGrant(json), readEnrolment(json), readBundle(json)]).toEqual([undefined, undefined, undefined]);
  }
  expect([readProblem({ slug: "code-used" }), readProblem("x")]).toEqual(["code-used", "server"]);
});
