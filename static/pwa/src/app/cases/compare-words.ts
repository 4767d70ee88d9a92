/** What two versions differ in, in the reader's words. */
import { formatDay } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { outcomeLabel, reasonLabel } from "../labels.ts";
import { categoryLabel } from "../later/feedback/category-words.ts";
import type { Snapshot } from "../phone-types.ts";

export function fieldLabel(name: string, kind: string): string {
  if (name === "on" && !kind.startsWith("assist.")) return t("Day");
  const labels: Readonly<Record<string, string>> = {
    state: t("State"),
    household: t("Household"),
    topic: t("Topic"),
    lesson: t("Lesson"),
    steps: t("Steps that were done"),
    outcome: t("Outcome"),
    reason: t("Reason"),
    on: t("Day of the visit"),
    follow_up_on: t("Next visit"),
    note: t("Note"),
    people: t("People in the household"),
    women: t("Women"),
    men: t("Men"),
    over_60: t("Over 60"),
    language: t("Language"),
    category: t("What it is about"),
    text: t("What people say"),
    head_name: t("Head of the household"),
    phone: t("Phone number"),
    has_smartphone: t("Is there a smartphone in the house?"),
    has_electricity: t("Is there electricity?"),
    has_signal: t("Is there a phone signal at home?"),
  };
  return labels[name] ?? name;
}

const STATES: Readonly<Record<string, string>> = {
  submitted: "Received, waiting for review",
  approved: "Approved, counted",
  returned: "Returned",
  withdrawn: "Withdrawn",
  held: "Class held",
  open: "Waiting for an answer",
  answered: "Answered",
};

export function valueWords(name: string, value: unknown, snapshot: Pick<Snapshot, "households" | "topics">): string {
  if (value === null || value === undefined || value === "") return t("nothing written");
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (Array.isArray(value)) return value.join(", ");
  const text = typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
  if (name === "category") return categoryLabel(text);
  if (name === "outcome") return outcomeLabel(text);
  if (name === "reason") return reasonLabel(text);
  if (name === "on" || name === "follow_up_on") return formatDay(text);
  if (name === "state") return t(STATES[text] ?? text);
  if (name === "topic") return t(snapshot.topics.find(({ code }) => code === text)?.name ?? text);
  if (name === "household") return snapshot.households.find(({ id }) => id === text)?.headName ?? t("Household");
  return text;
}
