/** A small server of the protocol behind a faked fetch: stores ops once, pages rows, can forget, lose and lie. */
import { createDecipheriv, createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { BundleOut, RecordRows } from "../src/domain/wire.ts";

type Loose = Record<string, unknown>;
type WireOp = [string, string, string | null, string | null, number, number, number, Loose];
type Stored = {
  id: string;
  kind: string;
  record: string;
  outcome: string;
  reason: string | null;
  seq: number;
  device: string;
  op: WireOp;
};
type Row = { kind: string; seq: number; fields: Loose };
export type Seen = { path: string; body: Loose; token: string | null; headers: Headers };
type Fault = (seen: Seen, answer: () => Promise<Response>) => Promise<Response>;

export const digestOf = (ids: readonly string[]): string =>
  createHash("sha256").update(ids.join("\n")).digest().subarray(0, 12).toString("base64url");

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
  });

type Kind = "household" | "assist" | "consent" | "class_session" | "feedback" | "village_survey";
const COLUMNS: { readonly [Name in Kind]: readonly (keyof RecordRows[Name])[] } = {
  class_session: ["id", "head_op", "state", "village", "on", "topic", "women", "men", "over_60", "author", "logged_at"],
  feedback: ["id", "head_op", "state", "village", "household", "category", "text", "answer", "author", "raised_at"],
  village_survey: ["id", "head_op", "state", "village", "on", "power", "mobile_signal", "fibre", "author", "logged_at"],
  household: [
    "id",
    "head_op",
    "state",
    "seq",
    "village",
    "head_name",
    "people",
    "phone",
    "consent",
    "merged_into",
    "created_at",
    "author",
  ],
  assist: [
    "id",
    "head_op",
    "state",
    "seq",
    "village",
    "household",
    "topic",
    "outcome",
    "reason",
    "on",
    "follow_up_on",
    "note",
    "author",
    "review_reason",
    "review_text",
    "reviewed_at",
    "logged_at",
  ],
  consent: [
    "id",
    "head_op",
    "state",
    "seq",
    "village",
    "household",
    "slot",
    "text_version",
    "language",
    "method",
    "at",
  ],
};

export const BUNDLE = {
  version: "b1",
  demo: true,
  province: { code: "20", name: "Tỉnh Lạng Sơn" },
  communes: [{ code: "06040", name: "Xã Bình Gia" }],
  villages: [{ code: "20-06040-001", name: "Nà Lầu", kind: "thôn", commune: "06040" }],
  topics: [
    { code: "vneid", name: "VNeID activation", order: 1 },
    { code: "payment_account", name: "Payment account", order: 2, asks: ["stage", "last_used"] },
  ],
  outcomes: ["helped", "already_had", "in_progress", "not_possible"],
  reasons: ["not_at_home", "other"],
  return_reasons: ["wrong_day", "other"],
  consent: { version: "2026-11-1" },
  period: { from: "2026-11-15", to: "2026-12-14" },
  people: [{ id: "12", name: "Lan" }],
  links: [],
  targets: [],
  team: [],
  lessons: [],
} as const satisfies BundleOut;

export const SEAL = Buffer.alloc(32, 7).toString("base64url");

export function openParcel({ grant, device, nonce, data }: Loose): Loose | undefined {
  const sealed = Buffer.from(String(data), "base64url");
  const opener = createDecipheriv("aes-256-gcm", Buffer.from(SEAL, "base64url"), Buffer.from(String(nonce), "base64url"));
  opener.setAAD(Buffer.from(`tocongnghe-parcel:1:${grant}:${device}`));
  opener.setAuthTag(sealed.subarray(-16));
  try {
    const packed = Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()]);
    return JSON.parse(gunzipSync(packed).toString()) as Loose;
  } catch {
    return undefined;
  }
}

export class FakeServer {
  /** Phones that were enrolled: each must show a token when it comes again. */
  readonly devices = new Set<string>();
  epoch = "e1";
  now = Date.parse("2026-11-21T08:00:00Z");
  log: Stored[] = [];
  rows = new Map<string, Row>();
  seen: Seen[] = [];
  /** Decides an op other than as usual: [outcome, reason] or undefined. */
  verdict: (op: WireOp) => [string, string] | undefined = () => undefined;
  fault: Fault | undefined;
  extra: Loose = {};
  pageRows = 100;
  token = "t1";
  expired = false;
  user = { id: "12", name: "Lan", role: "member", language: "vi" };
  private news = new Map<string, [string, string, string | null][]>();

  readonly fetch = async (path: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const raw = init.body === undefined || init.body === null ? "{}" : await new Response(init.body).arrayBuffer();
    const bytes = typeof raw === "string" ? Buffer.from(raw) : Buffer.from(raw);
    const text = headers.get("Content-Encoding") === "gzip" ? gunzipSync(bytes).toString() : bytes.toString();
    const seen: Seen = {
      path: String(path),
      body: JSON.parse(text) as Loose,
      token: headers.get("Authorization"),
      headers,
    };
    this.seen.push(seen);
    const answer = async () => this.answer(seen);
    return this.fault === undefined ? answer() : this.fault(seen, answer);
  };

  syncs(): Loose[] {
    return this.seen.filter((seen) => seen.path === "/api/v1/sync").map((seen) => seen.body);
  }

  private answer({ path, body, headers }: Seen): Response {
    if (path === "/api/v1/enrol") {
      if (body.code !== "ABCD1234") return json({ slug: "code-unknown", status: 404, title: "Unknown code" }, 404);
      const device = String(body.device);
      if (this.devices.has(device) && headers.get("Authorization") === null) {
        return json({ slug: "device-unproven", status: 409, title: "Not shown" }, 409);
      }
      this.devices.add(device);
      const grant = { id: `g-${this.user.id}`, token: this.token, seal: SEAL, expires_at: "2027-01-01T00:00:00Z" };
      return json({ grant, user: this.user, scope: { province: "20", villages: ["20-06040-001"] } }, 201);
    }
    if (path === "/api/v1/bundle") {
      if (headers.get("If-None-Match") === '"b1"') return new Response(null, { status: 304 });
      return json(BUNDLE, 200, { ETag: '"b1"' });
    }
    if (path === "/api/v1/grants/refresh") {
      this.expired = false;
      this.token = "t2";
      return json({ grant: { id: `g-${this.user.id}`, token: "t2", seal: "s2", expires_at: "2027-06-01T00:00:00Z" } });
    }
    if (path === "/api/v1/import") return this.import(body);
    return this.sync(body);
  }

  /** Opening proves the origin; a parcel that does not open is said to be so. */
  private import(body: Loose): Response {
    const parcels = (body.parcels as Loose[]).map((parcel) => {
      const content = openParcel(parcel);
      if (content === undefined) return { grant: parcel.grant, refused: "seal" };
      const ops = content.ops as WireOp[];
      for (const op of ops) this.submit(op, String(parcel.device));
      return { grant: parcel.grant, processed: ops.length };
    });
    return json({ parcels });
  }

  private sync(body: Loose): Response {
    const ops = body.ops as WireOp[];
    const exceptions: unknown[] = [];
    ops.forEach((op, index) => {
      const stored = this.submit(op, String(body.device));
      if (stored.outcome !== "applied") exceptions.push([index, stored.outcome, stored.reason, {}]);
    });
    const head = this.log.length;
    const at = (mark: unknown): number | undefined => {
      if (typeof mark !== "string") return 0;
      const [epoch, seq] = mark.split(":");
      return epoch === this.epoch && Number(seq) <= head ? Number(seq) : undefined;
    };
    const since = at(body.cursor);
    const isReset = since === undefined || at(body.ack) === undefined;
    const due =
      isReset || this.expired
        ? []
        : [...this.rows.entries()].filter(([, row]) => row.seq > (since ?? 0)).sort((a, b) => a[1].seq - b[1].seq);
    const page = due.slice(0, this.pageRows);
    const more = due.length > page.length;
    const lastSeq = more ? (page.at(-1)?.[1].seq ?? 0) : head;
    const offer = (body.offer ?? []) as string[];
    const device = String(body.device);
    const outcomes = this.news.get(device) ?? [];
    this.news.delete(device);
    return json({
      protocol: 1,
      attempt: body.attempt,
      epoch: this.epoch,
      now: this.now,
      processed: ops.length,
      digest: digestOf(ops.map((op) => op[0])),
      ...(exceptions.length > 0 ? { exceptions } : {}),
      ...(outcomes.length > 0 ? { outcomes } : {}),
      ack: `${this.epoch}:${head}`,
      ...(isReset ? { reset: true } : { cursor: this.expired ? body.cursor : `${this.epoch}:${lastSeq}` }),
      ...(page.length > 0 ? { changes: this.changes(page) } : {}),
      ...(more ? { more: true } : {}),
      ...(this.expired ? { refresh: true } : {}),
      ...(offer.length > 0 ? { missing: offer.filter((id) => !this.log.some((stored) => stored.id === id)) } : {}),
      ...this.extra,
    });
  }

  private changes(page: [string, Row][]): unknown[] {
    return Object.entries(COLUMNS).map(([kind, fields]) => ({
      kind,
      fields,
      rows: page
        .filter(([, row]) => row.kind === kind)
        .map(([, row]) => fields.map((name) => row.fields[name] ?? null)),
    }));
  }

  submit(op: WireOp, device = "desk"): Stored {
    const [id, kind, record] = op;
    const known = this.log.find((stored) => stored.id === id);
    if (known !== undefined) return known;
    const [outcome, reason] = this.verdict(op) ?? this.judge(op);
    const stored: Stored = { id, kind, record: record ?? id, outcome, reason, seq: this.log.length + 1, device, op };
    this.log.push(stored);
    if (outcome === "applied") this.fold(stored);
    return stored;
  }

  /** Only the head may be followed (protocol §6). */
  private judge([, , record, prev]: WireOp): [string, string | null] {
    if (record === null) return ["applied", null];
    const row = this.rows.get(record);
    if (row === undefined) return ["held", "parent_unknown"];
    return row.fields.head_op === prev ? ["applied", null] : ["conflict", "prev_not_head"];
  }

  /** A held op is decided again. */
  release(id: string): void {
    const stored = this.log.find((known) => known.id === id);
    if (stored === undefined) throw new Error("unknown op");
    stored.outcome = "applied";
    stored.reason = null;
    this.log.push({ ...stored, seq: this.log.length + 1 });
    this.fold(stored);
    this.news.set(stored.device, [...(this.news.get(stored.device) ?? []), [id, "applied", null]]);
  }

  private fold({ id, kind, record, op }: Stored): void {
    const [name = "", verb = ""] = kind.split(".");
    const seq = this.log.length;
    const before = this.rows.get(record)?.fields ?? {
      id: record,
      author: "12",
      logged_at: op[6],
      at: op[6],
      created_at: op[6],
    };
    const states: Record<string, string> = {
      add: "active",
      log: "submitted",
      give: "given",
      withdraw: "withdrawn",
      approve: "approved",
      return: "returned",
      hold: "held",
      raise: "open",
      record: "recorded",
    };
    const state = verb === "amend" ? (name === "assist" ? "submitted" : before.state) : states[verb];
    const review =
      verb === "return" ? { review_reason: op[7].reason, review_text: op[7].text, reviewed_at: this.now } : op[7];
    this.rows.set(record, {
      kind: name,
      seq,
      fields: { ...before, ...(verb === "withdraw" ? {} : review), head_op: id, state, seq },
    });
    const household = this.rows.get(String(op[7].household));
    if (name === "consent" && household !== undefined) {
      household.fields.consent = verb === "give" ? "given" : "withdrawn";
      household.seq = seq;
    }
  }

  /** The desk decides on what it sees. */
  review(record: string, verb: "approve" | "return", body: Loose = {}): void {
    const prev = String(this.rows.get(record)?.fields.head_op);
    this.submit([`desk-${this.log.length}`, `assist.${verb}`, record, prev, 0, this.log.length, this.now, body]);
  }

  /** Back to *keep* log entries, as after restoring an old backup. */
  rollBack(keep: number): void {
    const kept = this.log.slice(0, keep);
    this.epoch = `${this.epoch}x`;
    this.log = [];
    this.rows.clear();
    for (const stored of kept) this.submit(stored.op, stored.device);
  }
}
