/** Puts together what screens read from what the two databases hold; pure. */
import { type BundleDocument, readBundle } from "../api/documents";
import { isClockWrong } from "../domain/clock";
import { dayOf, monthOf } from "../domain/days";
import { type Case, casesOf } from "../domain/cases";
import { knownOps } from "../domain/known-ops";
import { baseOf, type Folding, foldingOf } from "../domain/folding";
import { overlay } from "../domain/overlay";
import { visitsByHousehold } from "../domain/visits";
import { REASONS } from "../domain/words";
import { MOST_TRIES } from "../domain/pin";
import type { CacheView, OutboxView, PersonView, PhoneView } from "../store/store";
import type { SyncStatus } from "../sync/runner";
import { countBelow, figuresShown } from "./phone-figures-views";
import type { Eviction } from "./phone-marker";
import { SHORT_BYTES, type StorageState } from "./phone-storage";
import type { LockView } from "./phone-lock-types";
import type { Snapshot, SyncState } from "./phone-types";
import { assistViews, householdViews, periodBefore, periodNow, topicsByUse } from "./phone-views";
import { sortedAssists } from "./sorted-assists";
import { teamWork } from "./phone-team-views";
import { villageWork } from "./phone-village-views";

/** What the snapshot takes from the databases; everything but the running state of the sync. */
export type PhoneData = Omit<Snapshot, "sync" | "updateReady" | "evicted" | "isTooOld" | "carried" | "voices" | "lock"> & {
  readonly users: readonly PersonView[];
  readonly device: string | null;
  readonly unsent: number;
  readonly oldestUnsentAt: number | null;
  readonly lastContactAt: number | null;
  readonly isClockWrong: boolean;
  readonly sentBytes: number;
  readonly receivedBytes: number;
};

const NO_BUNDLE: BundleDocument = {
  demo: false,
  provinceName: "",
  villages: [],
  topics: [],
  reasons: REASONS,
  consentVersion: "",
  period: { from: "", to: "" },
  links: [],
  targets: [],
  people: [],
  team: [],
};

export function foldAll(cache: CacheView, outbox: OutboxView): Folding {
  const authors = new Map(outbox.grants.map((grant) => [grant.id, grant.user.id]));
  return overlay(cache.rows, knownOps(outbox.queued, outbox.unsettled, authors));
}

/** Decodes only what may be a case: the others are many. */
function readCases(outbox: OutboxView, records: Folding): readonly Case[] {
  const authors = new Map(outbox.grants.map((grant) => [grant.id, grant.user.id]));
  const suspects = outbox.queued.filter((op) => op.suspect !== null);
  const open = outbox.unsettled.filter((op) => op.open === 1);
  return casesOf(records, knownOps(suspects, open, authors));
}

/** *today*'s period as the bundle knows it; before the first bundle, the month around today. */
function periodFor(bundle: BundleDocument, now: number): BundleDocument["period"] {
  if (bundle.period.to === "") return { from: `${monthOf(now)}-01`, to: dayOf(now) };
  return periodNow(bundle.period, dayOf(now));
}

const bundles = new WeakMap<object, BundleDocument>();

/** Looked through once as long as it is the same. */
function bundleOf({ bundle }: CacheView): BundleDocument {
  const body = bundle?.body;
  if (typeof body !== "object" || body === null) return NO_BUNDLE;
  const known = bundles.get(body) ?? readBundle(body) ?? NO_BUNDLE;
  bundles.set(body, known);
  return known;
}

export function readPhone(cache: CacheView, outbox: OutboxView, records: Folding, now: number): PhoneData {
  const bundle = bundleOf(cache);
  const me = outbox.currentGrant?.user ?? null;
  const period = periodFor(bundle, now);
  const assists = assistViews(records, me?.id ?? "");
  return {
    ...countsOf(outbox, now),
    isWhole: true,
    demo: bundle.demo,
    me,
    provinceName: bundle.provinceName,
    villages: bundle.villages,
    topics: topicsByUse(bundle.topics, assists),
    reasons: bundle.reasons,
    consentVersion: bundle.consentVersion,
    period,
    households: householdViews(records),
    assists,
    ...villageWork(records, me?.id ?? ""),
    ...teamWork(records, me?.id ?? "", bundle.people, dayOf(now)),
    people: bundle.people,
    team: bundle.team,
    cases: readCases(outbox, records),
    ...figuresShown(records, me?.id ?? "", bundle, period, dayOf(now)),
  };
}

/**
 * Before the visits are opened: what needs none of them, and of visits what this phone has not sent. What would be
 * counted from a part of them is left out rather than shown too small.
 */
export function readFirst(cache: CacheView, outbox: OutboxView, records: Folding, now: number): PhoneData {
  const { cases, figures, ownFigures, progress } = BLANK;
  return { ...readPhone(cache, outbox, records, now), isWhole: false, cases, figures, ownFigures, progress };
}

/** Rows that are shown at once without anybody noticing. */
const FEW_ROWS = 1_000;

/**
 * What showing *cache* will need, in short steps: each is remembered for as long as the rows are the same. Between
 * them a tap is answered; all at once would hold it up.
 */
export function stepsTo(cache: CacheView, outbox: OutboxView, now: number): readonly (() => unknown)[] {
  if (cache.rows.length < FEW_ROWS) return [];
  const bundle = bundleOf(cache);
  const me = outbox.currentGrant?.user.id ?? "";
  const period = periodFor(bundle, now);
  const below = () => foldingOf(baseOf(cache.rows), new Map());
  return [
    below,
    () => visitsByHousehold(below()),
    () => householdViews(below()),
    () => countBelow(below().base, me, period),
    () => countBelow(below().base, me, periodBefore(period)),
    () => figuresShown(below(), me, bundle, period, dayOf(now)),
    () => sortedAssists(assistViews(below(), me)),
  ];
}

type Counts = Pick<
  PhoneData,
  | "ready"
  | "enrolled"
  | "wiped"
  | "users"
  | "device"
  | "unsent"
  | "oldestUnsentAt"
  | "lastContactAt"
  | "isClockWrong"
  | "sentBytes"
  | "receivedBytes"
>;

/** What is true of the whole phone, whoever is in or nobody. */
function countsOf(phone: PhoneView, now: number): Counts {
  const { people: users, device, wiped, unsent, oldestUnsentAt, lastContactAt } = phone;
  const traffic = phone.traffic?.month === monthOf(now) ? phone.traffic : { sent: 0, received: 0 };
  return {
    ready: true,
    enrolled: users.length > 0,
    wiped,
    users,
    device,
    unsent,
    oldestUnsentAt,
    lastContactAt,
    isClockWrong: phone.clock !== null && isClockWrong(phone.clock, now),
    sentBytes: traffic.sent,
    receivedBytes: traffic.received,
  };
}

/** Nobody is in: counts and nothing else. */
export function readLocked(phone: PhoneView, now: number): PhoneData {
  return { ...BLANK, ...countsOf(phone, now) };
}

/** What may still be seen of *data* once its person has gone. */
export function withoutContent(data: PhoneData): PhoneData {
  const { ready, enrolled, wiped, users, device, unsent, oldestUnsentAt, lastContactAt, isClockWrong: isOff } = data;
  const { sentBytes, receivedBytes } = data;
  const counts = { device, unsent, oldestUnsentAt, lastContactAt, isClockWrong: isOff, sentBytes, receivedBytes };
  return { ...BLANK, ready, enrolled, wiped, users, ...counts };
}

export const BLANK: PhoneData = {
  ready: false,
  isWhole: false,
  enrolled: false,
  users: [],
  wiped: false,
  demo: false,
  me: null,
  provinceName: "",
  villages: [],
  topics: [],
  reasons: REASONS,
  consentVersion: "",
  period: { from: "", to: "" },
  households: [],
  assists: [],
  classes: [],
  feedback: [],
  surveys: [],
  notices: [],
  tasks: [],
  people: [],
  team: [],
  cases: [],
  figures: { all: 0, approved: 0, waiting: 0, unsent: 0, returned: 0 },
  ownFigures: [],
  periodBefore: { from: "", to: "" },
  progress: [],
  links: [],
  device: null,
  unsent: 0,
  oldestUnsentAt: null,
  lastContactAt: null,
  isClockWrong: false,
  sentBytes: 0,
  receivedBytes: 0,
};

export type Around = {
  readonly status: SyncStatus;
  readonly storage: StorageState;
  readonly updateReady: boolean;
  readonly eviction: Eviction | null;
  readonly carried: Snapshot["carried"];
  readonly voices: Snapshot["voices"];
  /** Whose turn it is to come in; null: somebody of the list. */
  readonly turn: string | null;
};

function lockOf({ me, users }: PhoneData, turn: string | null): LockView {
  const only = users.length === 1 ? (users[0]?.id ?? null) : null;
  const next = me?.id ?? turn ?? only;
  const views = users.map(({ id, name, unsent, lock, failures, wait }) => ({
    id,
    name,
    unsent,
    lock,
    isMe: id === next,
    triesLeft: Math.max(0, MOST_TRIES - failures),
    notBefore: wait.ms === 0 ? 0 : wait.since + wait.ms,
  }));
  const isOpen = me !== null || users.length === 0;
  const isNew = views.some(({ isMe, lock }) => isMe && lock === "new");
  return { state: isOpen ? "open" : isNew ? "choose_pin" : "locked", people: views };
}

export function toSnapshot(data: PhoneData, { status, storage, updateReady, eviction, carried, voices, turn }: Around): Snapshot {
  const { device: _d, users: _u, unsent, oldestUnsentAt, lastContactAt, isClockWrong: isOff, sentBytes, receivedBytes, ...shown } =
    data;
  const sync: SyncState = {
    running: status.running,
    unsent,
    oldestUnsentAt,
    lastContactAt,
    problem: status.problem,
    upToDate: status.upToDate && unsent === 0,
    ...storage,
    isClockWrong: isOff,
    isSpaceShort: storage.freeBytes !== null && storage.freeBytes < SHORT_BYTES,
    sentBytes,
    receivedBytes,
  };
  const evicted = eviction === null || eviction.isRead ? null : { unsent: eviction.unsent, at: eviction.at };
  return { ...shown, lock: lockOf(data, turn), sync, updateReady, evicted, isTooOld: status.upgrade, carried, voices };
}
