/** The door to practice: what it is, that nothing of it counts, and one button. */
import { useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone } from "../../context.ts";
import { beginPractice, endPractice, practice } from "../../practice.ts";
import { goBack } from "../../router.ts";

export function Practice() {
  const phone = usePhone();
  const [isBusy, setIsBusy] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const isOn = practice.value !== null;
  const begin = async () => {
    setIsBusy(true);
    const isBegun = await beginPractice(phone);
    setIsBusy(false);
    setHasFailed(!isBegun);
  };
  const rules = [
    { sign: "houses", words: t("It looks just like every day, with sample households.") },
    { sign: "offline", words: t("Nothing is sent, and nothing counts.") },
    { sign: "back", words: t("When practice ends everything done in it is gone; the real work is there as before.") },
  ];
  return (
    <Page
      title={t("Practice")}
      onBack={() => goBack("#/more")}
      foot={
        <Button kind="primary" wide busy={isBusy} onPress={isOn ? endPractice : () => void begin()}>
          {isOn ? t("End practice") : t("Begin practice")}
        </Button>
      }
    >
      <p>{t("For a class, or to try something out without fear.")}</p>
      <ul class="stack card">
        {rules.map(({ sign, words }) => (
          <li key={sign} class="help-part">
            <Sign name={sign} />
            <p class="item-text">{words}</p>
          </li>
        ))}
      </ul>
      {hasFailed && (
        <Notice tone="problem" title={t("Practice did not open")} urgent>
          <p>{t("Nothing is lost. Try again when there is signal.")}</p>
        </Notice>
      )}
    </Page>
  );
}
