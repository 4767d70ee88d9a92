/** What a case is about and what is compared in it, in the reader's words. */
import { formatDay } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { outcomeLabel, reasonLabel } from "../labels.ts";
import type { Case, Snapshot } from "../phone-types.ts";

export function whatWords(kind: string): string {
  switch (kind) {
    case "household.add":
      return t("New household");
    case "household.amend":
      return t("Change of a household");
    case "household.withdraw":
      return t("Withdrawal of a household");
    case "consent.give":
      return t("Consent");
    case "consent.withdraw":
      return t("Withdrawal of a consent");
    case "assist.amend":
      return t("Change of an assist");
    case "assist.withdraw":
      return t("Withdrawal of an assist");
    case "class_session.hold":
      return t("Class");
    case "class_session.amend":
      return t("Change of a class");
    case "class_session.withdraw":
      return t("Withdrawal of a class");
    case "feedback.raise":
      return t("Feedback");
    case "feedback.amend":
      return t("Change of feedback");
    case "feedback.withdraw":
      return t("Withdrawal of feedback");
    case "village_survey.record":
      return t("Village survey");
    default:
      return t("Assist");
  }
}

/** For whom and on what, as far as this phone still knows. */
export function aboutWords(found: Case, { households, topics }: Pick<Snapshot, "households" | "topics">): string {
  const household = households.find(({ id }) => id === found.household)?.headName ?? t("Nobody by name");
  const topic = topics.find(({ code }) => code === found.topic)?.name;
  if (found.household === null && !found.kind.startsWith("assist.")) {
    return topic === undefined ? whatWords(found.kind) : t(topic);
  }
  if (!found.kind.startsWith("assist.")) return household;
  return t("{household} – {topic}", { household, topic: topic === undefined ? (found.topic ?? "") : t(topic) });
}

export function titleWords({ status }: Pick<Case, "status">): string {
  switch (status) {
    case "conflict":
      return t("Two versions: compare");
    case "held":
      return t("Waiting at the commune");
    case "suspect":
      return t("Could not be sent");
    case "rejected":
      return t("Not taken in yet");
  }
}

export function fieldLabel(name: string): string {
  const labels: Readonly<Record<string, string>> = {
    state: t("State"),
    household: t("Household"),
    topic: t("Topic"),
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
  const text = typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
  if (name === "outcome") return outcomeLabel(text);
  if (name === "reason") return reasonLabel(text);
  if (name === "on" || name === "follow_up_on") return formatDay(text);
  if (name === "state") return t(STATES[text] ?? text);
  if (name === "topic") return t(snapshot.topics.find(({ code }) => code === text)?.name ?? text);
  if (name === "household") return snapshot.households.find(({ id }) => id === text)?.headName ?? t("Household");
  return text;
}
