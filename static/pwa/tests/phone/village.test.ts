/** Classes, feedback and surveys of a village: kept offline, sent once, mended when refused, answered by the commune. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { villageWork } from "../../src/app/phone-village-views.ts";
import { overlay } from "../../src/domain/overlay.ts";
import type { ClassDraft, SurveyDraft } from "../../src/app/phone-village-types.ts";
import { closeAll, lanOffline, makeStage, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

const NOTHING = { topic: null, lesson: null, steps: null, women: null, men: null, over60: null, language: null, note: null };
const CLASS: ClassDraft = { ...NOTHING, village: VILLAGE, on: "2026-11-20", topic: "vneid", women: 12, over60: 0 };
const SURVEY: SurveyDraft = {
  village: VILLAGE,
  on: "2026-11-21",
  power: "all",
  mobileSignal: "part",
  fibre: false,
  cashPoint: null,
  source: "seen",
};

test("a class held offline stands in the list, its corrections too, and is sent in order", async () => {
  const phone = await lanOffline(stage);

  const { id } = await phone.holdClass(CLASS);
  await phone.amendClass(id, { men: 7, women: null });
  expect(phone.snapshot.value.classes).toMatchObject([
    { id, topic: "vneid", women: null, men: 7, over60: 0, receipt: "saved", mine: true, canChange: true },
  ]);
  await phone.withdrawClass(id, "undo");
  stage.online = true;
  await phone.syncNow();

  expect(phone.snapshot.value.classes).toMatchObject([{ receipt: "withdrawn", canChange: false }]);
  expect(stage.server.log.map(({ op }) => [op[1], op[7]])).toEqual([
    ["class_session.hold", { village: VILLAGE, on: "2026-11-20", topic: "vneid", women: 12, over_60: 0 }],
    ["class_session.amend", { men: 7, women: null }],
    ["class_session.withdraw", { reason: "undo" }],
  ]);
});

test("a refused class is mended on its own sheet, as a new one in its place", async () => {
  const phone = await lanOffline(stage);
  const { id } = await phone.holdClass(CLASS);
  stage.server.verdict = (op) => (op[0] === id ? ["rejected", "date_in_future"] : undefined);
  stage.online = true;
  await phone.syncNow();
  expect(phone.snapshot.value.cases).toMatchObject([{ remedy: { sheet: "class_session", id }, topic: "vneid" }]);

  await phone.amendClass(id, { on: "2026-11-19" });
  await phone.syncNow();

  expect(phone.snapshot.value.cases).toEqual([]);
  const last = stage.server.log.at(-1)?.op;
  expect(last?.[1]).toBe("class_session.hold");
  expect(last?.[7]).toEqual({ village: VILLAGE, on: "2026-11-19", topic: "vneid", women: 12, over_60: 0, settles: [id] });
});

test("the last survey of a village is that of the newest day, and a new one settles a refused one", async () => {
  const phone = await lanOffline(stage);
  const refused = await phone.recordSurvey({ ...SURVEY, on: "2026-11-25" });
  stage.server.verdict = (op) => (op[0] === refused.id ? ["rejected", "date_in_future"] : undefined);
  stage.online = true;
  await phone.syncNow();
  expect(phone.snapshot.value.cases).toMatchObject([{ remedy: { sheet: "village_survey", id: VILLAGE } }]);

  await phone.recordSurvey({ ...SURVEY, on: "2026-10-01", power: "none" });
  await phone.recordSurvey(SURVEY);

  expect(phone.snapshot.value.cases).toEqual([]);
  expect(phone.snapshot.value.surveys.slice(-2).map(({ on, power }) => [on, power])).toEqual([
    ["2026-11-21", "all"],
    ["2026-10-01", "none"],
  ]);
});

test("a survey sent by mistake is put right by another of the same day, here and once both are at the server", async () => {
  const phone = await lanOffline(stage);
  const holding = () => phone.snapshot.value.surveys.map(({ power, receipt }) => [power, receipt]);
  stage.online = true;
  await phone.recordSurvey({ ...SURVEY, power: "none" });
  await phone.syncNow();
  stage.now += 60_000;
  stage.online = false;
  await phone.recordSurvey(SURVEY);
  expect(holding()).toEqual([
    ["all", "saved"],
    ["none", "received"],
  ]);

  stage.online = true;
  await phone.syncNow();

  expect(holding()).toEqual([
    ["all", "received"],
    ["none", "received"],
  ]);
});

test("feedback carries the household that it is about, and the commune's answer comes back with its day", () => {
  const home = { id: "h", head_op: "h", state: "merged", village: VILLAGE, head_name: "Cũ", merged_into: "w" };
  const winner = { ...home, id: "w", state: "active", head_name: "Hoàng Văn Páo", merged_into: null };
  const feedback = {
    id: "f",
    head_op: "f2",
    state: "answered",
    village: VILLAGE,
    household: "h",
    category: "signal",
    text: "Mất sóng",
    answer: "Trạm mới tháng 12",
    answered_at: 9,
    author: "12",
    raised_at: 5,
  };
  const rows = [home, winner].map((fields) => ({ id: fields.id, kind: "household", fields, attempt: 1 }));

  const work = villageWork(overlay([...rows, { id: "f", kind: "feedback", fields: feedback, attempt: 1 }], []), "12");

  expect(work.feedback).toMatchObject([
    { household: "w", householdName: "Hoàng Văn Páo", state: "answered", answer: "Trạm mới tháng 12", answeredAt: 9 },
  ]);
  expect(work.feedback[0]).toMatchObject({ mine: true, canChange: false, receipt: "received" });
});
