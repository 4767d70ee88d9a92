/** How to do the few things there are to do, in plain words; works without signal. */
import { t } from "../../i18n/translate.ts";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { Receipt, type ReceiptState } from "../../ui/Receipt.tsx";
import { HELP_PAGES, helpOn, TWINS } from "../later/help/help-words.ts";
import { goBack } from "../router.ts";

const RECEIPTS: readonly ReceiptState[] = ["saved", "received", "approved", "returned"];

export function Help() {
  const answers = [
    {
      question: t("How do I log an assist?"),
      answer: t(
        "On Today, press “Log an assist”. Choose the household, the help, and how it went. Press Save. Signal is not needed.",
      ),
    },
    {
      question: t("I made a mistake. What now?"),
      answer: t(
        "Right after saving, press “Take back”. Later, open it on Today or on the household's card, then correct or withdraw it. Once it is approved, call the commune.",
      ),
    },
    {
      question: t("The household does not want to be written down"),
      answer: t(
        "That is its right. Help all the same and choose “The household does not want to be named”: the visit counts for the village.",
      ),
    },
    {
      question: t("There is no signal for days"),
      answer: t(
        "Go on working: everything is kept on this phone. When there is signal, open the app; it sends by itself. Do not clear the browser's data before everything is sent.",
      ),
    },
    {
      question: t("Something was returned"),
      answer: t(
        "The commune asks for a correction. Open it under “Needs you”, read the reason, correct it and send it again.",
      ),
    },
    {
      question: t("This phone's date or time is wrong"),
      answer: t(
        "Open the phone's Settings, then Date and time, and let it set itself by the network. Until then choose the day of each visit yourself.",
      ),
    },
    {
      question: t("What must never be written down"),
      answer: t("Passwords, OTP codes, identity numbers, pictures of identity cards. Nobody needs them from you."),
    },
  ];
  return (
    <Page title={t("How to")} onBack={() => goBack("#/more")}>
      <div class="stack">
        {answers.map(({ question, answer }) => (
          <details key={question} class="fold">
            <summary>{question}</summary>
            <p class="fold-body">{answer}</p>
          </details>
        ))}
      </div>
      <a href="#/first-use">{t("The three first screens once more")}</a>
      <section class="stack" aria-labelledby="receipts-title">
        <h2 id="receipts-title">{t("What the signs mean")}</h2>
        <ul class="stack card">
          {RECEIPTS.map((state) => (
            <li key={state}>
              <Receipt state={state} />
            </li>
          ))}
        </ul>
      </section>
      <section class="stack" aria-labelledby="pages-title">
        <h2 id="pages-title">{t("Page by page")}</h2>
        <ul class="list">
          {HELP_PAGES.filter((page) => !TWINS.includes(page)).map((page) => (
            <li key={page}>
              <a class="item" href={`#/help-on/${page}`}>
                <span class="item-text">{helpOn(page).title}</span>
                <Sign name="next" />
              </a>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
