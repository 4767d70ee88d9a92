/** Why a PIN was not taken: what happened, what is left, what to do. */
import { t } from "../../../i18n/translate.ts";
import type { PinResult } from "../../phone-lock-types.ts";

type PinTrouble = Extract<PinResult, { ok: false }>["problem"];

/** *triesLeft*: wrong PINs that are still forgiven. */
export function pinTroubleWords(problem: PinTrouble, triesLeft: number): string {
  switch (problem) {
    case "wrong":
      return t("That PIN is not right. {count} tries are left.", { count: triesLeft });
    case "wait":
      return t("Too many wrong tries. Please wait a little.");
    case "simple":
      return t("This PIN is too easy to guess. Please choose another.");
    case "storage":
      return t("This phone's storage is full or broken. Delete some photos or videos, then try again.");
    case "unsent":
      return t("It is not sent yet: send it, or make a file of it first.");
    case "only":
      return t("Nobody else is on this phone");
    default:
      return t("This PIN no longer opens. A new code from the commune is needed.");
  }
}

/** How long to wait, in the largest unit that is not too coarse. */
export function waitWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100
    ? t("Try again in {count} seconds.", { count: seconds })
    : t("Try again in {count} minutes.", { count: Math.ceil(seconds / 60) });
}
