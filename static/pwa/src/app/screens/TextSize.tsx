/** How the app looks and sounds: three sizes of text, each shown in its own; contrast, stillness, reading aloud. */
import { t } from "../../i18n/translate.ts";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { ears } from "../heard.tsx";
import { choose, preferences, type TextSize as Size } from "../preferences.ts";
import { goBack } from "../router.ts";

type Switch = { readonly key: "contrast" | "still" | "aloud"; readonly words: string; readonly hint?: string };

export function TextSize() {
  const chosen = preferences.value;
  const sizes: readonly { readonly size: Size; readonly words: string }[] = [
    { size: "normal", words: t("Normal") },
    { size: "large", words: t("Large") },
    { size: "huge", words: t("Very large") },
  ];
  const switches: readonly Switch[] = [
    { key: "contrast", words: t("Stronger contrast"), hint: t("Darker letters and lines, easier in the sun.") },
    { key: "still", words: t("Nothing moves on the screen") },
    { key: "aloud", words: t("Read aloud what I tap"), hint: t("People's names and numbers are never read aloud.") },
  ];
  return (
    <Page title={t("Seeing and hearing")} onBack={() => goBack("#/more")}>
      <Choices label={t("Text size")} layout="list">
        {sizes.map(({ size, words }) => (
          <Choice key={size} shape="row" pressed={chosen.textSize === size} onPress={() => choose({ textSize: size })}>
            <span class={`sample-${size}`}>{words}</span>
          </Choice>
        ))}
      </Choices>
      <p>{t("This is how text looks in the app.")}</p>
      <Choices label={t("Seeing and hearing")} layout="list">
        {switches.map(({ key, words, hint }) => (
          <Choice key={key} shape="row" pressed={chosen[key]} onPress={() => choose({ [key]: !chosen[key] })}>
            <span class="item-text">
              <span>{words}</span>
              {hint !== undefined && (
                <>
                  <br />
                  <span class="small">{hint}</span>
                </>
              )}
            </span>
            {chosen[key] && <Sign name="check" />}
          </Choice>
        ))}
      </Choices>
      {chosen.aloud && ears.value === null && (
        <p class="soft">{t("No voice can be heard on this phone yet. Fetch voices on the page “Language of the app”.")}</p>
      )}
    </Page>
  );
}
