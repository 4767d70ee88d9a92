/** Choosing the language; drafts say that they are drafts, and every missing string falls back to Vietnamese. */
import { useState } from "preact/hooks";
import { LANGUAGES, type Language as LanguageCode } from "../../i18n/languages.ts";
import { currentLanguage, t } from "../../i18n/translate.ts";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { chooseLanguage } from "../preferences.ts";
import { goBack } from "../router.ts";
import { later } from "../../ui/Later.tsx";

const VoicesHere = later(async () => (await import("../later/spoken/VoicesHere.tsx")).VoicesHere);

export function Language() {
  const [hasFailed, setHasFailed] = useState(false);
  const choose = async (code: LanguageCode) => setHasFailed(!(await chooseLanguage(code)));
  return (
    <Page title={t("Language of the app")} onBack={() => goBack("#/more")}>
      {hasFailed && (
        <Notice tone="problem" title={t("The words of this language are not on this phone yet")} urgent>
          <p>{t("Try again when there is signal.")}</p>
        </Notice>
      )}
      <Choices label={t("Language of the app")} layout="list">
        {LANGUAGES.map(({ code, lang, name, reviewed }) => (
          <Choice key={code} shape="row" pressed={code === currentLanguage()} onPress={() => void choose(code)}>
            <span class="item-text">
              <span lang={lang}>{name}</span>
              {!reviewed && (
                <>
                  <br />
                  <span class="small">{t("draft, not yet checked by speakers")}</span>
                </>
              )}
            </span>
            {code === currentLanguage() && <Sign name="check" />}
          </Choice>
        ))}
      </Choices>
      <p class="soft small">{t("What is not translated yet is shown in Vietnamese.")}</p>
      <VoicesHere />
    </Page>
  );
}
