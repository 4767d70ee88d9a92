/** The help for one page: what it is for, what to do next, and what happens without signal. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { goBack } from "../../router.ts";
import { HELP_PAGES, helpOn, signalWords } from "./help-words.ts";

export function HelpOn({ about }: { readonly about: string }) {
  const [titleBefore] = useState(() => document.title);
  // The page below was not left, so it will not say its title again.
  useEffect(
    () => () => {
      document.title = titleBefore;
    },
    [],
  );
  const { title, is, next, signal } = helpOn(HELP_PAGES.find((page) => page === about) ?? "today");
  const parts = [
    { sign: "help", head: t("What this page is for"), words: is },
    { sign: "check", head: t("What to do here"), words: next },
    { sign: "signal", head: t("Without signal"), words: signalWords(signal) },
  ];
  return (
    <Page title={t("Help: {page}", { page: title })} onBack={() => goBack("#/help")}>
      <ul class="list">
        {parts.map(({ sign, head, words }) => (
          <li key={sign} class="card help-part">
            <Sign name={sign} />
            <div>
              <h2 class="small">{head}</h2>
              <p>{words}</p>
            </div>
          </li>
        ))}
      </ul>
      <a href="#/help">{t("All help")}</a>
    </Page>
  );
}
