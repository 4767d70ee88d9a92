/** Folded records of a village as screens show them: classes, feedback, surveys. Pure. */
import { type Folded, type Folding, followAliases } from "../domain/folding";
import { receiptOf } from "../domain/receipt";
import { factOf, numberOf, textOf } from "../domain/rows";
import type { FeedbackState } from "../domain/wire";
import { among, EXTENTS, SURVEY_SOURCES } from "./village-codes";
import type { ClassView, FeedbackView, SurveyView, VillageWork } from "./phone-village-types";

function common(record: Folded, me: string) {
  return {
    id: record.id,
    village: textOf(record.fields, "village") ?? "",
    receipt: receiptOf(record),
    trouble: record.trouble,
    mine: textOf(record.fields, "author") === me,
  };
}

const stepsOf = (value: unknown): readonly number[] | null =>
  Array.isArray(value) ? value.filter((one): one is number => Number.isInteger(one)) : null;

function classView(record: Folded, me: string): ClassView {
  const { fields } = record;
  return {
    ...common(record, me),
    on: textOf(fields, "on") ?? "",
    topic: textOf(fields, "topic"),
    lesson: textOf(fields, "lesson"),
    steps: stepsOf(fields.steps),
    women: numberOf(fields, "women"),
    men: numberOf(fields, "men"),
    over60: numberOf(fields, "over_60"),
    language: textOf(fields, "language"),
    note: textOf(fields, "note"),
    loggedAt: numberOf(fields, "logged_at") ?? record.touchedAt,
    canChange: textOf(fields, "state") === "held",
  };
}

function feedbackState(word: string | null): FeedbackState {
  return word === "answered" || word === "withdrawn" ? word : "open";
}

function feedbackView(record: Folded, records: Folding, resolve: (id: string) => string, me: string): FeedbackView {
  const { fields } = record;
  const named = textOf(fields, "household");
  const household = named === null ? null : resolve(named);
  const home = household === null ? {} : (records.get(household)?.fields ?? {});
  const state = feedbackState(textOf(fields, "state"));
  return {
    ...common(record, me),
    village: textOf(fields, "village") ?? textOf(home, "village") ?? "",
    household,
    householdName: textOf(home, "head_name"),
    category: textOf(fields, "category") ?? "",
    text: textOf(fields, "text"),
    voice: textOf(fields, "voice"),
    state,
    answer: textOf(fields, "answer"),
    answeredAt: numberOf(fields, "answered_at"),
    raisedAt: numberOf(fields, "raised_at") ?? record.touchedAt,
    canChange: state === "open",
  };
}

function surveyView(record: Folded, me: string): SurveyView {
  const { fields } = record;
  return {
    ...common(record, me),
    on: textOf(fields, "on") ?? "",
    power: among(EXTENTS, textOf(fields, "power")),
    mobileSignal: among(EXTENTS, textOf(fields, "mobile_signal")),
    fibre: factOf(fields, "fibre"),
    cashPoint: factOf(fields, "cash_point"),
    source: among(SURVEY_SOURCES, textOf(fields, "source")),
    loggedAt: numberOf(fields, "logged_at") ?? record.touchedAt,
  };
}

/** *me* is the person's id. */
export function villageWork(records: Folding, me: string): VillageWork {
  const resolve = followAliases(records);
  return {
    classes: records
      .ofKind("class_session")
      .map((record) => classView(record, me))
      .sort((a, b) => b.on.localeCompare(a.on) || b.loggedAt - a.loggedAt),
    feedback: records
      .ofKind("feedback")
      .map((record) => feedbackView(record, records, resolve, me))
      .sort((a, b) => b.raisedAt - a.raisedAt),
    surveys: records
      .ofKind("village_survey")
      .map((record) => surveyView(record, me))
      .sort((a, b) => b.on.localeCompare(a.on) || b.loggedAt - a.loggedAt),
  };
}
