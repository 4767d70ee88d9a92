/** Why the last sending failed: what happened, that nothing is lost, what to do. */
import { t } from "../i18n/translate.ts";
import type { SyncState } from "./phone-types.ts";

type Words = { readonly title: string; readonly advice: string };

export function syncProblemWords(problem: NonNullable<SyncState["problem"]>): Words {
  switch (problem) {
    case "offline":
      return {
        title: t("No signal – your data is still on this phone"),
        advice: t("Go on working. It will be sent by itself when there is signal."),
      };
    case "server":
      return {
        title: t("The commune's server did not answer properly"),
        advice: t("Nothing is lost; this phone keeps trying. If it is still so tomorrow, tell the commune."),
      };
    case "portal":
      return {
        title: t("This network lets nothing through yet"),
        advice: t(
          "Wi-Fi may ask you to log in: open any web page and log in, or switch to mobile data. Nothing is lost.",
        ),
      };
    case "grant":
      return {
        title: t("This phone's permission to send has ended"),
        advice: t("Ask the commune for a new code and enter it here. What you logged stays on this phone."),
      };
    case "busy":
      return {
        title: t("Many phones are sending at the moment"),
        advice: t("Nothing is lost; this phone tries again by itself in a while."),
      };
    case "quota":
      return {
        title: t("This phone is full"),
        advice: t("Delete some photos or videos, then press Send now. What you logged stays."),
      };
  }
}
