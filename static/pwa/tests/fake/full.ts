/** A team leader's phone with something on every page: for walks over all pages, and for pictures of them. */
import type { Snapshot, TopicFigures } from "../../src/app/phone-types.ts";
import { addDays, dayOf } from "../../src/domain/days.ts";
import { makeCase } from "./snapshot.ts";
import { makeMember, makeNotice, makeTask } from "./team.ts";

const DAY = 86_400_000;

export const CASES = [
  makeCase(),
  makeCase({
    op: "conflict-1",
    code: "conflict",
    status: "conflict",
    reason: "prev_not_head",
    kind: "assist.amend",
    canInsist: true,
    remedy: null,
    differences: [
      { name: "outcome", mine: "in_progress", theirs: "already_had" },
      { name: "note", mine: "Chờ công an xã cấp lại mã, hẹn thứ Ba", theirs: null },
    ],
  }),
  makeCase({ op: "suspect-1", code: "suspect-", status: "suspect", reason: null, remedy: null, takeBack: "withdraw" }),
  makeCase({ op: "held-1", code: "held-1ab", status: "held", reason: "parent_unknown", remedy: null, takeBack: "withdraw" }),
];

function topicFigures(topic: string, approved: number, waiting: number, before: number): TopicFigures {
  return {
    topic,
    now: { all: approved + waiting, approved, waiting, unsent: 0, returned: 0 },
    before: { all: before, approved: before, waiting: 0, unsent: 0, returned: 0 },
  };
}

export const FULL: Partial<Snapshot> = {
  me: { id: "12", name: "Nông Thị Lan", role: "leader", language: "vi" },
  cases: CASES,
  notices: [
    makeNotice(),
    makeNotice({ id: "notice-2", title: "Lịch chợ phiên đổi sang Chủ nhật", at: Date.now() - 3 * DAY, isRead: true }),
  ],
  tasks: [
    makeTask({ due: dayOf(Date.now()), household: "pao", householdName: "Hoàng Văn Páo" }),
    makeTask({ id: "task-2", text: "Hỏi nhà anh Sinh về mã QR bán hàng", to: "13", toName: "Lý A Sùng", isMine: false, isGiven: true }),
    makeTask({ id: "task-3", state: "done", doneByName: "Lý A Sùng", doneAt: Date.now() - DAY, doneText: "Đã cài xong" }),
  ],
  people: [
    { id: "12", name: "Nông Thị Lan" },
    { id: "13", name: "Lý A Sùng" },
    { id: "14", name: "Triệu Mùi Pham" },
  ],
  team: [
    makeMember(),
    makeMember({ id: "14", name: "Triệu Mùi Pham", lastContactAt: Date.now() - 9 * DAY, unsent: 7, oldestUnsentAt: Date.now() - 9 * DAY }),
  ],
  ownFigures: [
    topicFigures("vneid", 7, 3, 12),
    topicFigures("payment_account", 5, 2, 4),
    topicFigures("shop_qr", 3, 1, 0),
  ],
  progress: [
    { village: "20-06040-001", topic: "vneid", from: "2026-11-15", to: "2026-12-14", households: 40, official: 16, provisional: 23 },
    { village: "20-06040-001", topic: "payment_account", from: "2026-11-15", to: "2026-12-14", households: 20, official: 18, provisional: 21 },
  ],
  links: [
    { code: "dvc", name: "Cổng dịch vụ công quốc gia", url: "https://dichvucong.gov.vn", topics: ["online_public_service"], checkedOn: addDays(dayOf(Date.now()), -4) },
    { code: "vneid", name: "VNeID", url: "https://vneid.gov.vn", topics: ["vneid"], checkedOn: addDays(dayOf(Date.now()), -4) },
    { code: "etax_mobile", name: "Etax Mobile", url: "https://play.google.com/store/search?c=apps&q=Etax+Mobile", topics: ["etax"], checkedOn: addDays(dayOf(Date.now()), -4) },
  ],
};
