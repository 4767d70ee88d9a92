/** What a case is about, in the reader's words. */
import { t } from "../../i18n/translate.ts";
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
