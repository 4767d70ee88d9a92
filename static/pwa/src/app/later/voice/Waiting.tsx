/** Recordings on the page about sending: how many wait and what for, what was refused, over which line they may go. */
import { formatBytes, formatNumber } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import type { RefusedVoice, VoicesView } from "../../phone-voice-types.ts";
import { preferences, sendVoicesByWifiOnly } from "../../preferences.ts";
import { online } from "../../surroundings.ts";
import { refusedVoiceWords } from "./voice-words.ts";

function holdWords(hold: VoicesView["hold"]): string {
  if (!online.value) return t("They go when there is signal, after the visits and the rest.");
  switch (hold) {
    case "wifi":
      return t("They wait for Wi-Fi, so that they use no mobile data.");
    case "unknown_link":
      return t("This phone does not tell whether this is Wi-Fi. If it is, press the button.");
    case "quota":
      return t("This phone has sent many recordings this month; it goes on by itself in some days.");
    case null:
      return t("They are sent by themselves, after the visits and the rest.");
  }
}

const PAGES: Readonly<Record<string, string>> = { feedback: "feedback-item", assist: "assist" };

export function VoicesWaiting() {
  const phone = usePhone();
  const { voices } = useSnapshot();
  const { waiting, bytes, isSending, hold, refused } = voices;
  const { voicesByWifi } = preferences.value;
  const many = { count: formatNumber(waiting), size: formatBytes(bytes) };
  return (
    <section class="stack" aria-labelledby="voices-title">
      <h2 id="voices-title">{t("Recordings")}</h2>
      <div class="card stack">
        <p role="status">{waiting === 0 ? t("No recording waits.") : t("{count} recordings wait ({size})", many)}</p>
        {waiting > 0 && <p class="soft small">{holdWords(hold)}</p>}
        {waiting > 0 && (
          <Button wide sign="voice" busy={isSending} onPress={() => void phone.sendVoicesNow()}>
            {isSending ? t("Sending…") : t("Send recordings now")}
          </Button>
        )}
      </div>
      {refused.map((voice) => (
        <Refused key={voice.sha256} voice={voice} />
      ))}
      <h3>{t("Send recordings")}</h3>
      <Choices label={t("Send recordings")} layout="list">
        <Choice shape="row" pressed={voicesByWifi} onPress={() => sendVoicesByWifiOnly(true)}>
          {t("Only by Wi-Fi")}
        </Choice>
        <Choice shape="row" pressed={!voicesByWifi} onPress={() => sendVoicesByWifiOnly(false)}>
          {t("With mobile data, too")}
        </Choice>
      </Choices>
    </section>
  );
}

function Refused({ voice: { sha256, record, kind, why } }: { readonly voice: RefusedVoice }) {
  const phone = usePhone();
  const page = PAGES[kind?.split(".")[0] ?? ""];
  return (
    <Notice tone="problem" title={t("A recording was not taken in")}>
      <p>{refusedVoiceWords(why)}</p>
      <div class="stack">
        {page !== undefined && record !== null && (
          <LinkButton wide href={`#/${page}/${record}`}>
            {t("Look at it")}
          </LinkButton>
        )}
        <Button wide onPress={() => void phone.dropVoice(sha256)}>
          {t("Delete the recording from this phone")}
        </Button>
      </div>
    </Notice>
  );
}
