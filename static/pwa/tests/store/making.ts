/** What tests of the store begin with: a grant, ops to save, what a server says of them. */
import type { OpDraft } from "../../src/domain/ops.ts";
import type { Store } from "../../src/store/store.ts";

export const GRANT = {
  id: "g1",
  token: "t",
  seal: "s",
  expiresAt: "2027-01-01T00:00:00Z",
  province: "20",
  user: { id: "12", name: "Lan", role: "member", language: "vi" },
};

export const makeDraft = (id: string, overrides: Partial<OpDraft> = {}): OpDraft => ({
  id,
  kind: "assist.log",
  record: null,
  prev: null,
  body: { topic: "vneid" },
  ...overrides,
});
type News = Parameters<Store["applyNews"]>[0];
export const makeNews = (attempt: number, overrides: Partial<News> = {}): News => ({
  attempt,
  person: GRANT.user.id,
  isRead: true,
  taken: [],
  outcomes: [],
  offered: [],
  missing: [],
  erased: [],
  ack: "k1",
  at: null,
  newDevice: null,
  past: { safe: 0, provesPast: false, serverNow: 0 },
  reset: false,
  wipe: false,
  clock: { offset: 0, measuredAt: 0 },
  ...overrides,
});
export const applied = (...ids: string[]) => ids.map((id) => ({ id, outcome: "applied" as const, reason: null, extra: null }));
