/** What was read or done shows in the notice or task that it names, and is no record of that kind itself. */
import { expect, test } from "vitest";
import { type KnownOp, overlay } from "../../src/domain/overlay.ts";
import { teamWork } from "../../src/app/phone-team-views.ts";
import type { Row } from "../../src/domain/rows.ts";

const NOTICE: Row = {
  id: "n1",
  kind: "notice",
  fields: { id: "n1", head_op: "n1", state: "posted", village: "v", title: "Họp", text: "19 giờ", until: null, readers: ["13"], at: 5 },
  attempt: 1,
};
const TASK: Row = {
  id: "t1",
  kind: "task",
  fields: { id: "t1", head_op: "t1", state: "open", village: "v", to: null, text: "Đi thăm", due: "2026-11-20", author: "14", at: 5 },
  attempt: 1,
};
const PEOPLE = [{ id: "12", name: "Lan" }];

function op(kind: string, body: Record<string, string>, more: Partial<KnownOp> = {}): KnownOp {
  const id = `op-${kind}-${more.n ?? 1}`;
  return { id, kind, target: id, creates: true, n: 1, at: 9, author: "12", body, status: "pending", reason: null, attempt: null, ...more };
}
const shown = (ops: KnownOp[]) => teamWork(overlay([NOTICE, TASK], ops), "12", PEOPLE, "2026-11-21");

test("without own ops: not read, open, late", () => {
  expect(shown([]).notices).toMatchObject([{ id: "n1", isRead: false }]);
  expect(shown([]).tasks).toMatchObject([{ id: "t1", state: "open", isMine: true }]);
});

test("reading and doing show at once, and make no notice or task of their own", () => {
  const { notices, tasks } = shown([op("notice.read", { notice: "n1" }), op("task.done", { task: "t1", text: "xong" }, { n: 2 })]);
  expect(notices).toMatchObject([{ id: "n1", isRead: true }]);
  expect(tasks).toMatchObject([{ id: "t1", state: "done", doneByName: "Lan", doneText: "xong", receipt: "saved" }]);
});

test("a refused word changes nothing", () => {
  const refused = { status: "rejected", reason: "rule", attempt: 2 } as const;
  expect(shown([op("task.done", { task: "t1" }, refused)]).tasks).toMatchObject([{ state: "open" }]);
});

test("a task given here is there before it was sent; one taken back is gone", () => {
  const give = { ...op("task.give", { village: "v", to: "13", text: "Xem lại" }), id: "t2", target: "t2" };
  expect(shown([give]).tasks.map(({ id }) => id)).toEqual(["t1", "t2"]);
  const back = op("task.withdraw", { reason: "undo" }, { target: "t2", creates: false, n: 2 });
  expect(shown([give, back]).tasks.map(({ id }) => id)).toEqual(["t1"]);
});

test("a notice ends with its last day", () => {
  const ended: Row = { ...NOTICE, fields: { ...NOTICE.fields, until: "2026-11-20" } };
  expect(teamWork(overlay([ended], []), "12", PEOPLE, "2026-11-20").notices).toHaveLength(1);
  expect(teamWork(overlay([ended], []), "12", PEOPLE, "2026-11-21").notices).toEqual([]);
});
