/** Words for the codes of the wire, in the reader's language; the message ids stand in domain/words.ts. */
import { isOutcome, METHOD_LABELS, OUTCOME_LABELS, REASON_LABELS, RETURN_REASON_LABELS } from "../domain/words.ts";
import { t } from "../i18n/translate.ts";
import type { ConsentMethod } from "./phone-types.ts";

export function outcomeLabel(code: string): string {
  return isOutcome(code) ? t(OUTCOME_LABELS[code]) : code;
}

export function reasonLabel(code: string): string {
  return t(REASON_LABELS[code] ?? code);
}

export function returnReasonLabel(code: string): string {
  return t(RETURN_REASON_LABELS[code] ?? code);
}

export function consentMethodLabel(code: ConsentMethod): string {
  return t(METHOD_LABELS[code]);
}

export function roleLabel(code: string): string {
  switch (code) {
    case "leader":
      return t("Team leader");
    case "supervisor":
      return t("Commune supervisor");
    default:
      return t("Team member");
  }
}

/** Why the server did not take a piece of work as it was (protocol §6), and what to do, in one plain sentence. */
export function troubleSentence(code: string): string {
  switch (code) {
    case "suspect":
      return t("The commune's server stumbled over this three times. The rest is sent; this one is tried again every day.");
    case "prev_not_head":
      return t("Somebody else changed this at the same time. Open it, compare, and correct it if needed.");
    case "state":
      return t("The commune had already decided on this. Call the commune if it still has to change.");
    case "date_in_future":
      return t("The day lies ahead. Check this phone's date, then correct the day.");
    case "unknown_topic":
      return t("The commune does not use this topic. Choose another one.");
    case "household_merged":
      return t("This household was joined with another one. Choose the other household.");
    case "consent_withdrawn":
      return t("The household has withdrawn its consent. Record the visit for the village, without a name.");
    case "place_divided":
      return t("The village was divided. The commune will say where this belongs; nothing is lost.");
    case "out_of_scope":
      return t("This village is not on your list. Call the commune.");
    case "grant_expired":
    case "grant_revoked":
    case "grant_unknown":
    case "foreign_grant":
      return t("This phone's permission has ended. Ask the commune for a new code; your work is kept.");
    case "parent_unknown":
    case "parent_rejected":
      return t("The household it belongs to has not been accepted yet. It waits; nothing is lost.");
    case "schema_newer":
    case "kind_unknown":
    case "server_error":
      return t("The commune's server has to be put right first. It waits; nothing is lost.");
    default:
      return t("The commune could not take this in as it is. Open it and correct it, or call the commune.");
  }
}
