/** Made-up people of a made-up week, for the fake phone. */
import { NO_VOICES } from "../../src/app/phone-voice-types.ts";
import { REASONS } from "../../src/domain/words.ts";
import { addDays, dayOf } from "../../src/domain/days.ts";
import type { PhonePerson } from "../../src/app/phone-lock-types.ts";
import type { AssistView, Case, HouseholdView, Snapshot, TopicView } from "../../src/app/phone-types.ts";
import { makeClass, makeFeedback, makeSurvey } from "./village.ts";

const HOUR = 3_600_000;
const VILLAGE = "20-06040-001";

const TOPICS: readonly TopicView[] = [
  { code: "vneid", name: "VNeID activation" },
  { code: "payment_account", name: "Payment account", asks: ["stage", "last_used"] },
  { code: "digital_shop", name: "Digital shop", asks: ["last_used"], details: "seller" },
  { code: "product_listing", name: "Listing a product", details: "seller" },
  { code: "buyer_account", name: "Buyer account" },
  { code: "online_public_service", name: "Online public service" },
  { code: "citizen_app", name: "Citizen app" },
  { code: "digital_signature", name: "Digital signature" },
  { code: "etax", name: "Etax Mobile" },
  { code: "shop_qr", name: "QR payments for a shop" },
  { code: "cash_point", name: "Cash point" },
  { code: "telehealth", name: "Health record and telehealth" },
  { code: "school_payment", name: "School fees and school platform" },
  { code: "border_gate", name: "Border-gate declaration" },
  { code: "land_information", name: "Land information" },
  { code: "online_safety", name: "Online safety and scams" },
  { code: "virtual_assistant", name: "Virtual assistant" },
  { code: "digital_skills", name: "Digital and AI skills" },
];

export function makeHousehold(overrides: Partial<HouseholdView> = {}): HouseholdView {
  return {
    id: "pao",
    village: VILLAGE,
    headName: "Hoàng Văn Páo",
    people: 4,
    phone: "0912 345 678",
    hasSmartphone: true,
    hasElectricity: true,
    hasSignal: false,
    language: "tyz",
    note: null,
    consent: "given",
    receipt: "received",
    touchedAt: Date.now() - HOUR,
    reached: { vneid: "helped", payment_account: "already_had", online_public_service: "in_progress" },
    ...overrides,
  };
}

export function makeAssist(overrides: Partial<AssistView> = {}): AssistView {
  return {
    id: "a1",
    village: VILLAGE,
    household: "pao",
    householdName: "Hoàng Văn Páo",
    topic: "vneid",
    outcome: "helped",
    reason: null,
    stage: null,
    lastUsed: null,
    seller: null,
    on: dayOf(Date.now()),
    followUpOn: null,
    note: null,
    voice: null,
    receipt: "saved",
    returnReason: null,
    returnText: null,
    trouble: null,
    mine: true,
    loggedAt: Date.now() - HOUR / 6,
    canChange: true,
    ...overrides,
  };
}

export function makeCase(overrides: Partial<Case> = {}): Case {
  return {
    op: "Q2xhcmEgb3AtMQ",
    code: "Q2xhcmEg",
    status: "rejected",
    reason: "date_in_future",
    kind: "assist.log",
    record: "a1",
    at: Date.now() - HOUR,
    author: "12",
    household: "pao",
    topic: "vneid",
    remedy: { sheet: "assist", id: "a1" },
    differences: [],
    canInsist: false,
    takeBack: "drop",
    ...overrides,
  };
}

export function makePerson(overrides: Partial<PhonePerson> = {}): PhonePerson {
  const lan = { id: "12", name: "Nông Thị Lan", unsent: 3, isMe: false };
  return { ...lan, lock: "pin", triesLeft: 10, notBefore: 0, ...overrides };
}

export function makeSnapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  const now = Date.now();
  const today = dayOf(now);
  return {
    ready: true,
    isWhole: true,
    enrolled: true,
    lock: { state: "open", people: [makePerson({ isMe: true })] },
    demo: true,
    me: { id: "12", name: "Nông Thị Lan", role: "member", language: "vi" },
    provinceName: "Tỉnh Lạng Sơn",
    villages: [
      { code: VILLAGE, name: "Thôn Nà Lầu", communeName: "Xã Đình Lập" },
      { code: "20-06040-002", name: "Thôn Khe Mò", communeName: "Xã Đình Lập" },
    ],
    topics: TOPICS,
    reasons: REASONS,
    consentVersion: "2026-11-1",
    period: { from: "2026-11-15", to: "2026-12-14" },
    notices: [],
    tasks: [],
    people: [],
    team: [],
    ownFigures: [],
    periodBefore: { from: "2026-10-15", to: "2026-11-14" },
    progress: [],
    links: [],
    households: [
      makeHousehold(),
      makeHousehold({
        id: "may",
        headName: "Triệu Thị Mẩy",
        people: 6,
        phone: null,
        hasSmartphone: false,
        receipt: "saved",
        reached: { vneid: "helped" },
      }),
      makeHousehold({
        id: "binh",
        headName: "Lương Đức Bình",
        village: "20-06040-002",
        reached: {},
        hasElectricity: null,
        hasSignal: null,
      }),
      makeHousehold({
        id: "sinh",
        headName: "Đặng Phúc Sinh",
        consent: "not_asked",
        reached: { payment_account: "not_possible" },
      }),
      makeHousehold({ id: "nga", headName: "Vi Thị Nga", consent: "withdrawn", reached: {} }),
    ],
    assists: [
      makeAssist({
        id: "a3",
        household: "may",
        householdName: "Triệu Thị Mẩy",
        topic: "payment_account",
        outcome: "in_progress",
      }),
      makeAssist({ receipt: "saved" }),
      makeAssist({
        id: "a2",
        topic: "shop_qr",
        household: "binh",
        householdName: "Lương Đức Bình",
        receipt: "returned",
        loggedAt: now - 50 * HOUR,
        on: addDays(today, -2),
        returnReason: "wrong_household",
        returnText: "Lượt này là của nhà anh Bình bên kia suối, xem lại giúp.",
      }),
      makeAssist({
        id: "a4",
        topic: "etax",
        receipt: "approved",
        canChange: false,
        loggedAt: now - 90 * HOUR,
        on: addDays(today, -4),
      }),
      makeAssist({
        id: "a5",
        topic: "online_public_service",
        outcome: "in_progress",
        receipt: "received",
        loggedAt: now - 100 * HOUR,
        followUpOn: today,
        on: addDays(today, -5),
      }),
    ],
    classes: [makeClass()],
    feedback: [makeFeedback()],
    surveys: [makeSurvey()],
    cases: [],
    figures: { all: 24, approved: 15, waiting: 6, unsent: 2, returned: 1 },
    sync: {
      running: false,
      unsent: 5,
      oldestUnsentAt: now - 4 * 24 * HOUR,
      lastContactAt: now - 28 * HOUR,
      problem: null,
      upToDate: false,
      storage: "best_effort",
      isSpaceShort: false,
      isClockWrong: false,
      freeBytes: 912_000_000,
      sentBytes: 48_200,
      receivedBytes: 131_072,
    },
    updateReady: false,
    evicted: null,
    voices: NO_VOICES,
    carried: { waiting: 0, delivered: 0, refused: 0, why: [] },
    isTooOld: false,
    wiped: false,
    ...overrides,
  };
}
