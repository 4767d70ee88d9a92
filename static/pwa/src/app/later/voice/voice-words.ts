/** What may go wrong with a recording, in words that say what to do; what was to be said can always be written. */
import { t } from "../../../i18n/translate.ts";
import { MOST_SECONDS } from "../../../domain/voices.ts";
import type { VoiceProblem } from "../../phone-voice-types.ts";
import type { MicProblem } from "./microphone.ts";

type Words = { readonly title: string; readonly advice: string };

export function recordingProblemWords(problem: MicProblem | VoiceProblem): Words {
  switch (problem) {
    case "unsupported":
      return { title: t("This browser cannot record"), advice: t("Write it down instead, or open the app in Chrome.") };
    case "denied":
      return {
        title: t("The microphone is not allowed"),
        advice: t("To allow it: the phone's settings, Apps, Chrome, Permissions, Microphone. Or write it down instead."),
      };
    case "none":
      return { title: t("No microphone was found"), advice: t("Write it down instead.") };
    case "busy":
      return {
        title: t("The microphone is taken"),
        advice: t("End the call or close the other app that uses it, then try again. Or write it down instead."),
      };
    case "type":
      return {
        title: t("The commune could not play this recording"),
        advice: t("This browser records in a form of its own. Write it down instead, or open the app in Chrome."),
      };
    case "long":
      return {
        title: t("The recording is too long"),
        advice: t("Record it again in at most {count} seconds, or write it down.", { count: MOST_SECONDS }),
      };
    case "empty":
      return { title: t("Nothing was recorded"), advice: t("Hold the phone closer and try again, or write it down instead.") };
  }
}

/** *why* is a slug of the server's. */
export function refusedVoiceWords(why: string): string {
  switch (why) {
    case "too-large":
      return t("The recording is too long for the commune. What was written has arrived; record it again, shorter.");
    case "blob-refused":
      return t("The commune cannot play this kind of recording. What was written has arrived.");
    case "unreadable":
      return t("The recording on this phone cannot be read any more. What was written has arrived.");
    default:
      return t("The recording did not arrive whole, several times. What was written has arrived; record it again.");
  }
}

/** "0:07". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
