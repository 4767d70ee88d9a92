/** Three sizes of text, each shown in its own size. */
import { t } from "../../i18n/translate.ts";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { Page } from "../../ui/Page.tsx";
import { chooseTextSize, preferences, type TextSize as Size } from "../preferences.ts";
import { goBack } from "../router.ts";

export function TextSize() {
  const sizes: readonly { readonly size: Size; readonly words: string }[] = [
    { size: "normal", words: t("Normal") },
    { size: "large", words: t("Large") },
    { size: "huge", words: t("Very large") },
  ];
  return (
    <Page title={t("Text size")} onBack={() => goBack("#/more")}>
      <Choices label={t("Text size")} layout="list">
        {sizes.map(({ size, words }) => (
          <Choice
            key={size}
            shape="row"
            pressed={preferences.value.textSize === size}
            onPress={() => chooseTextSize(size)}
          >
            <span class={`sample-${size}`}>{words}</span>
          </Choice>
        ))}
      </Choices>
      <p>{t("This is how text looks in the app.")}</p>
    </Page>
  );
}
