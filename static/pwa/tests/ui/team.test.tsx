// @vitest-environment happy-dom
/** Notices, tasks and the leader's page: what a member is asked, what a leader sees and hands on. */
import { beforeEach, expect, test } from "vitest";
import { dayOf } from "../../src/domain/days.ts";
import { makeFakePhone } from "../fake/fake-phone.ts";
import { makeMember, makeNotice, makeTask } from "../fake/team.ts";
import { openApp } from "./stage.tsx";

const LEADER = { id: "12", name: "Nông Thị Lan", role: "leader", language: "vi" };
const DAY = 24 * 3_600_000;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

test("a notice stands on Today until it was opened, and is said to be read once", async () => {
  const phone = makeFakePhone({ snapshot: { notices: [makeNotice()] } });
  const app = await openApp(phone);
  expect(app.text()).toContain("The commune tells you");

  await app.tap("The commune tells you");
  expect(app.text()).toContain("19 giờ tại nhà văn hoá thôn.");
  await app.tap("Back");

  expect(phone.calls.filter(({ verb }) => verb === "readNotice")).toHaveLength(1);
  expect((await openApp(phone)).text()).not.toContain("The commune tells you");
});

test("a task is done with a word, and leaves Today", async () => {
  const phone = makeFakePhone({ snapshot: { tasks: [makeTask()] } });
  const app = await openApp(phone);
  await app.tap("A task for you");
  await app.type("A word about it", "  đã xong ");

  await app.tap("It is done");

  expect(phone.calls).toContainEqual({ verb: "finishTask", given: ["task-1", "đã xong"] });
  expect(app.text()).toContain("đã xong");
  expect(app.find("It is done")).toBeNull();
  expect((await openApp(phone)).text()).not.toContain("A task for you");
});

test("a task of somebody else is seen, not done, by a member", async () => {
  const other = makeTask({ to: "13", toName: "Lý A Sùng", isMine: false });
  const phone = makeFakePhone({ snapshot: { tasks: [other] } });
  const app = await openApp(phone, "#/task/task-1");

  expect(app.text()).toContain("for Lý A Sùng");
  expect(app.find("It is done")).toBeNull();
  expect((await openApp(phone)).text()).not.toContain("A task for you");
});

test("a leader sees who is silent and who has unsent work", async () => {
  const silent = makeMember({ id: "14", name: "Vi Thị Mẫu", lastContactAt: Date.now() - 9 * DAY });
  const loaded = makeMember({ unsent: 7, oldestUnsentAt: Date.now() - 2 * DAY });
  const app = await openApp(makeFakePhone({ snapshot: { me: LEADER, team: [silent, loaded] } }), "#/team");

  expect(app.all(".task-urgent")).toHaveLength(1);
  expect(app.text()).toContain("7 not sent, oldest");
});

test("a household is handed to a member with a day, and can be taken back at once", async () => {
  const phone = makeFakePhone({ snapshot: { me: LEADER, team: [makeMember()] } });
  const app = await openApp(phone, "#/household/pao");
  await app.tap("Hand to a member");
  await app.tap("Save");
  expect(app.text()).toContain("Choose who is to do it.");
  await app.tap("Lý A Sùng");
  await app.type("What is to be done?", "Xem lại tài khoản");
  await app.tap("Next week");
  await app.tap("Save");

  const due = dayOf(Date.now() + 7 * DAY);
  const given = { village: "20-06040-001", to: "13", text: "Xem lại tài khoản", household: "pao", due };
  expect(phone.calls).toContainEqual({ verb: "giveTask", given: [given] });
  await app.tap("Undo what was just saved");
  expect(phone.calls.at(-1)).toMatchObject({ verb: "withdrawTask", given: [expect.any(String), "undo"] });
});

test("a member is offered neither the team's page nor handing on", async () => {
  const phone = makeFakePhone();
  expect((await openApp(phone, "#/more")).find("My team")).toBeNull();
  expect((await openApp(phone, "#/household/pao")).find("Hand to a member")).toBeNull();
  expect((await openApp(phone, "#/tasks")).find("Give a task")).toBeNull();
});
