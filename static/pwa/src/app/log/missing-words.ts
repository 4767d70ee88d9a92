/** What a press on Save found missing, in words. */
import { t } from "../../i18n/translate.ts";
import type { Missing } from "./form.ts";

export function missingWords(missing: Missing): string {
  switch (missing) {
    case "household":
      return t("Choose a household first.");
    case "name":
      return t("Enter the name of the head of the household.");
    case "village":
      return t("Choose a village first.");
    case "consent":
      return t("Ask the household, then choose its answer.");
    case "method":
      return t("Choose how they agreed.");
    case "topic":
      return t("Choose which help it was.");
    case "outcome":
      return t("Choose how it went.");
    case "reason":
      return t("Choose why it was not possible.");
    case "day":
    case "follow_up":
      return t("Look at the day again, or say that it is right.");
  }
}
