/** The server's side of recordings (protocol §12), beside the fake server of records; can cut, lie and refuse. */
import { createHash } from "node:crypto";
import { vi } from "vitest";
import { json } from "./fake-server.ts";
import type { Stage } from "./world.ts";

type Talk = { readonly method: string; readonly sha256: string; readonly range: string | null; readonly type: string | null };

export type Blobs = {
  readonly talks: Talk[];
  readonly whole: Map<string, Buffer>;
  readonly parts: Map<string, Buffer>;
  /** Answers in place of the server; undefined lets it answer. */
  fault: (talk: Talk) => Response | "cut" | undefined | Promise<undefined>;
};

const told = (count: number, isWhole: boolean, status: number): Response =>
  new Response(null, { status, headers: { "Upload-Offset": String(count), "Upload-Complete": isWhole ? "?1" : "?0" } });

export function serveBlobs(stage: Stage): Blobs {
  const blobs: Blobs = { talks: [], whole: new Map(), parts: new Map(), fault: () => undefined };

  async function answer(sha256: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const talk: Talk = {
      method: init.method ?? "GET",
      sha256,
      range: headers.get("Content-Range"),
      type: headers.get("Content-Type"),
    };
    blobs.talks.push(talk);
    const fault = await blobs.fault(talk);
    if (fault === "cut") throw new TypeError("connection lost");
    if (fault !== undefined) return fault;
    const known = blobs.whole.get(sha256);
    const before = blobs.parts.get(sha256) ?? Buffer.alloc(0);
    if (known !== undefined) return told(known.length, true, talk.method === "HEAD" ? 200 : 201);
    if (talk.method === "HEAD") return told(before.length, false, 200);
    const [, start = "", , total = ""] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(talk.range ?? "") ?? [];
    if (Number(start) > before.length) return json({ slug: "blob-gap", received: before.length }, 409);
    const content = Buffer.concat([before.subarray(0, Number(start)), Buffer.from(init.body as Uint8Array)]);
    blobs.parts.set(sha256, content);
    if (content.length < Number(total)) return told(content.length, false, 202);
    blobs.parts.delete(sha256);
    if (createHash("sha256").update(content).digest("hex") !== sha256) return json({ slug: "blob-damaged" }, 422);
    blobs.whole.set(sha256, content);
    return told(content.length, true, 201);
  }

  vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => {
    if (!stage.online) return Promise.reject(new TypeError("no network"));
    return path.startsWith("/api/v1/blob/") ? answer(path.slice(13), init) : stage.server.fetch(path, init);
  });
  return blobs;
}
