/** Why a code did not work, by the slug of the problem: what happened and what to do next. */
import type { ProblemOut } from "../../domain/wire.ts";
import { t } from "../../i18n/translate.ts";

export type EnrolProblemWords = { readonly title: string; readonly advice: string };

/** The server's, and what goes wrong before one of its answers is there. */
type Slug = ProblemOut["slug"] | "offline" | "portal" | "storage" | "quota" | "server";

export function enrolProblemWords(slug: string): EnrolProblemWords {
  switch (slug as Slug) {
    case "code-unknown":
    case "invalid-input":
    case "envelope":
      return {
        title: t("This code is not known"),
        advice: t(
          "Compare it with the paper or the message, letter by letter. If it is the same, ask the commune for a new one.",
        ),
      };
    case "code-expired":
      return { title: t("This code has run out"), advice: t("Ask the commune for a new one; it takes a minute.") };
    case "code-used":
      return {
        title: t("This code was used before"),
        advice: t(
          "A code opens one phone once. If that was not you, tell the commune at once; otherwise ask for a new one.",
        ),
      };
    case "device-unproven":
      return {
        title: t("The server does not know this phone again"),
        advice: t("Nothing on it is lost. Tell the commune, and show it this page."),
      };
    case "offline":
      return {
        title: t("No signal just now"),
        advice: t(
          "Only this first step needs signal. Go where there is some and press the button again; the code is still good.",
        ),
      };
    case "portal":
      return {
        title: t("This network lets nothing through yet"),
        advice: t(
          "Wi-Fi may ask you to log in: open any web page and log in, or switch to mobile data. The code is still good.",
        ),
      };
    case "too-many-requests":
      return { title: t("Too many tries"), advice: t("Wait fifteen minutes, then try again with the right code.") };
    case "storage":
    case "quota":
      return {
        title: t("This phone could not keep the permission"),
        advice: t("Make some space (photos, videos), leave private browsing, then press the button again."),
      };
    default:
      return {
        title: t("The server did not answer properly"),
        advice: t(
          "Wait a few minutes and press the button again; the code is still good. If it lasts, tell the commune.",
        ),
      };
  }
}
