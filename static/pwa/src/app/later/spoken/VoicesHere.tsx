/** Voices on this phone, language by language: how many, what is still to come and why, fetch now, remove. */
import { formatBytes, formatNumber } from "../../../i18n/formats.ts";
import { LANGUAGES } from "../../../i18n/languages.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { online } from "../../surroundings.ts";
import { keeperHere } from "./here.ts";
import type { LanguageVoices } from "./keeper.ts";

function holdWords(hold: LanguageVoices["hold"]): string | null {
  if (hold === null) return null;
  if (!online.value) return t("The rest comes when there is signal.");
  switch (hold) {
    case "waiting":
      return t("The rest comes with Wi-Fi, or when you press the button.");
    case "room":
      return t("This phone is nearly full. Make room, then press the button; the work itself is kept.");
    default:
      return t("It stopped on the way. What came is kept; it goes on at the next chance.");
  }
}

function counted({ recordings, here, hereBytes, missingBytes }: LanguageVoices): string {
  if (recordings === 0) return t("Nothing is recorded in this language yet.");
  const figures = { here: formatNumber(here), all: formatNumber(recordings), size: formatBytes(hereBytes) };
  if (missingBytes === 0) return t("{here} of {all} sentences can be heard ({size})", figures);
  return t("{here} of {all} sentences can be heard; {size} are still to come", {
    ...figures,
    size: formatBytes(missingBytes),
  });
}

export function VoicesHere() {
  const keeper = keeperHere.value;
  if (keeper === null) return null;
  const voices = keeper.voices.value;
  const isFetching = keeper.isFetching.value;
  return (
    <section class="stack" aria-labelledby="voices-here">
      <h2 id="voices-here">{t("Voices on this phone")}</h2>
      <p class="soft small">{t("Recorded by people of the province. They come with Wi-Fi, and are heard without signal.")}</p>
      {LANGUAGES.map(({ code, lang, name }) => {
        const known = voices.find(({ language }) => language === code);
        const hold = known === undefined ? null : holdWords(known.hold);
        return (
          <div key={code} class="card stack">
            <h3 lang={lang}>{name}</h3>
            <p role="status">{known === undefined ? t("Not fetched yet.") : counted(known)}</p>
            {hold !== null && <p class="soft small">{hold}</p>}
            {(known === undefined || known.missingBytes > 0) && (
              <Button wide sign="sync" busy={isFetching} onPress={() => void keeper.want(code)}>
                {t("Fetch the voices now")}
              </Button>
            )}
            {known !== undefined && known.here > 0 && (
              <Button wide kind="quiet" onPress={() => void keeper.forget(code)}>
                {t("Remove them from this phone")}
              </Button>
            )}
          </div>
        );
      })}
    </section>
  );
}
