/** Folded notices and tasks as screens show them. Pure. */
import type { Day } from "../domain/days";
import { type Folded, type Folding, followAliases } from "../domain/folding";
import { receiptOf } from "../domain/receipt";
import { numberOf, textOf } from "../domain/rows";
import type { NoticeView, TaskView, TeamWork } from "./phone-team-types";

type People = TeamWork["people"];

function noticeView({ id, fields, touchedAt }: Folded, me: string): NoticeView {
  const readers = Array.isArray(fields.readers) ? fields.readers : [];
  return {
    id,
    village: textOf(fields, "village") ?? "",
    title: textOf(fields, "title") ?? "",
    text: textOf(fields, "text") ?? "",
    at: numberOf(fields, "at") ?? touchedAt,
    isRead: readers.includes(me),
  };
}

function taskState(word: string | null): TaskView["state"] {
  return word === "done" || word === "withdrawn" ? word : "open";
}

function taskView(record: Folded, records: Folding, me: string, people: People): TaskView {
  const { fields } = record;
  const nameOf = (id: string | null) => people.find((person) => person.id === id)?.name ?? null;
  const named = textOf(fields, "household");
  const household = named === null ? null : followAliases(records)(named);
  const [to, giver] = [textOf(fields, "to"), textOf(fields, "author")];
  return {
    id: record.id,
    village: textOf(fields, "village") ?? "",
    text: textOf(fields, "text") ?? "",
    household,
    householdName: household === null ? null : textOf(records.get(household)?.fields ?? {}, "head_name"),
    due: textOf(fields, "due"),
    to,
    toName: nameOf(to),
    giverName: nameOf(giver),
    state: taskState(textOf(fields, "state")),
    doneByName: nameOf(textOf(fields, "done_by")),
    doneAt: numberOf(fields, "done_at"),
    doneText: textOf(fields, "done_text"),
    at: numberOf(fields, "at") ?? record.touchedAt,
    isMine: to === null || to === me,
    isGiven: giver === me,
    receipt: receiptOf(record),
    trouble: record.trouble,
  };
}

const FAR = "9999-12-31";
const isOpen = ({ state }: TaskView): boolean => state === "open";

function urgentFirst(one: TaskView, other: TaskView): number {
  if (isOpen(one) !== isOpen(other)) return isOpen(one) ? -1 : 1;
  if (!isOpen(one)) return (other.doneAt ?? 0) - (one.doneAt ?? 0);
  return (one.due ?? FAR).localeCompare(other.due ?? FAR) || other.at - one.at;
}

/** *me* is the person's id; *people* give names. */
export function teamWork(
  records: Folding,
  me: string,
  people: People,
  today: Day,
): Pick<TeamWork, "notices" | "tasks"> {
  return {
    notices: records
      .ofKind("notice")
      .filter(({ fields }) => textOf(fields, "state") === "posted" && (textOf(fields, "until") ?? FAR) >= today)
      .map((record) => noticeView(record, me))
      .sort((a, b) => b.at - a.at),
    tasks: records
      .ofKind("task")
      .map((record) => taskView(record, records, me, people))
      .filter(({ state }) => state !== "withdrawn")
      .sort(urgentFirst),
  };
}
