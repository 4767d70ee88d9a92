/** Three screens for somebody's first minutes: log, signs, consent. Skippable; help leads here again. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { Receipt, type ReceiptState } from "../../../ui/Receipt.tsx";
import { useSnapshot } from "../../context.ts";
import { rememberFirstUse } from "../../first-use.ts";
import { replaceWith } from "../../router.ts";

const SIGNS: readonly ReceiptState[] = ["saved", "received", "approved", "returned"];

function Log() {
  const steps = [
    { sign: "houses", words: t("Which household?") },
    { sign: "smartphone", words: t("Which help?") },
    { sign: "check", words: t("How did it go?") },
  ];
  return (
    <>
      <p>{t("You helped somebody? Press “Log an assist” on Today, choose three things and press “Save”.")}</p>
      <ol class="list">
        {steps.map(({ sign, words }, index) => (
          <li key={sign} class="card row">
            <span class="first-number">{index + 1}</span>
            <Sign name={sign} size="large" />
            <span class="item-title">{words}</span>
          </li>
        ))}
      </ol>
      <p class="row">
        <Sign name="offline" />
        <span class="item-text">{t("It works without signal, too: at the market, in the field, in the hall.")}</span>
      </p>
    </>
  );
}

function Signs() {
  return (
    <>
      <p>{t("What is saved is on this phone. As soon as there is signal it sends itself: you need not do anything.")}</p>
      <ul class="stack card">
        {SIGNS.map((state) => (
          <li key={state}>
            <Receipt state={state} />
          </li>
        ))}
      </ul>
      <p>{t("Returned means: the commune asks you to correct something. It then stands on Today.")}</p>
    </>
  );
}

function Asking() {
  return (
    <>
      <p>{t("Ask before you write a household down. If it says no, you help all the same.")}</p>
      <div class="notice notice-problem">
        <Sign name="shield" />
        <div>
          <p class="notice-title">{t("Never write down anybody's password or OTP code")}</p>
          <p>{t("People type them themselves. No identity numbers and no pictures of identity cards, either.")}</p>
        </div>
      </div>
    </>
  );
}

export function FirstUse() {
  const { me } = useSnapshot();
  const [step, setStep] = useState(0);
  const screens = [
    { title: t("Log an assist, also without signal"), body: <Log /> },
    { title: t("The signs, and that it sends itself"), body: <Signs /> },
    { title: t("Ask first; never write passwords"), body: <Asking /> },
  ] as const;
  const last = screens.length - 1;
  const screen = screens[step] ?? screens[0];
  useEffect(() => window.scrollTo(0, 0), [step]);
  const end = () => {
    rememberFirstUse(me?.id ?? "");
    replaceWith("#/");
  };
  return (
    <Page
      key={step}
      title={screen.title}
      {...(step > 0 ? { onBack: () => setStep(step - 1) } : {})}
      foot={
        <div class="first-foot">
          {step < last && (
            <Button kind="quiet" onPress={end}>
              {t("Skip")}
            </Button>
          )}
          <Button kind="primary" wide onPress={step < last ? () => setStep(step + 1) : end}>
            {step < last ? t("Go on") : t("Begin")}
          </Button>
        </div>
      }
    >
      <p class="soft small">{t("{step} of {all}", { step: step + 1, all: screens.length })}</p>
      {screen.body}
    </Page>
  );
}
