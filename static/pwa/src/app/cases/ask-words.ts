/** The sentence that a volunteer shows or sends to the commune: no code of the wire in it, and nobody's name. */
import { formatDay } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import type { Case } from "../phone-types.ts";
import { whatWords } from "./case-words.ts";

/** Why, in a few words that fit into a sentence; *code* is a reason of protocol §6 or a case's status. */
function reasonInShort(code: string): string {
  switch (code) {
    case "suspect":
      return t("it could not be sent three times");
    case "prev_not_head":
      return t("two people changed it at the same time");
    case "state":
      return t("the commune had already decided on it");
    case "date_in_future":
      return t("the day lies ahead");
    case "unknown_topic":
      return t("this topic is not in use");
    case "household_merged":
      return t("the household was joined with another one");
    case "consent_withdrawn":
      return t("the household has withdrawn its consent");
    case "place_divided":
      return t("its village was divided");
    case "out_of_scope":
      return t("the village is not on this member's list");
    case "grant_expired":
    case "grant_revoked":
    case "grant_unknown":
    case "foreign_grant":
      return t("this phone's permission has ended");
    case "parent_unknown":
    case "parent_rejected":
      return t("its household has not been accepted yet");
    case "schema_newer":
    case "kind_unknown":
    case "server_error":
      return t("the commune's server must be put right first");
    default:
      return t("something in it does not fit");
  }
}

export function askWords(found: Case, day: string): string {
  return t("Case {code}, {day}. What: {what}. Reason given: {reason}. Please tell me what to do.", {
    code: found.code,
    day: formatDay(day),
    what: whatWords(found.kind),
    reason: reasonInShort(found.reason ?? found.status),
  });
}
