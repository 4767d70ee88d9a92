/** Shown inside Zalo, Facebook and the like, before the code is spent: how to go on in Chrome, with a drawing. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { chromeLink } from "./in-app-browser.ts";
import { MenuDrawing } from "./MenuDrawing.tsx";

type OpenInBrowserProps = { readonly app: string; readonly onGoOnHere: () => void };

export function OpenInBrowser({ app, onGoOnHere }: OpenInBrowserProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const link = chromeLink(location.href, navigator.userAgent);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setCopied(true);
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      setCopied(false);
    }
  };
  const steps = [
    t("Press the three dots at the top."),
    t("Choose “Open in browser” or “Open in Chrome”."),
    t("In Chrome, go on from there."),
  ];
  return (
    <Page title={t("Open in Chrome")}>
      <Notice
        tone="waiting"
        title={
          app === "" ? t("This page was opened inside another app") : t("This page was opened inside {app}", { app })
        }
      >
        <p>{t("Work kept here could be lost. Open it in Chrome first; the code has not been used.")}</p>
      </Notice>
      <MenuDrawing />
      <ol class="numbered">
        {steps.map((words, index) => (
          <li key={words}>
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            <span>{words}</span>
          </li>
        ))}
      </ol>
      {link !== null && (
        <LinkButton kind="primary" wide href={link}>
          {t("Open in Chrome")}
        </LinkButton>
      )}
      <section class="stack">
        <h2>{t("Or copy this link into Chrome")}</h2>
        <p class="link-box">{location.href}</p>
        <Button wide sign="copy" onPress={() => void copy()}>
          {t("Copy the link")}
        </Button>
        <p role="status">
          {copied === true && t("Copied. Open Chrome and paste it into the address line.")}
          {copied === false && t("Could not copy by itself: press and hold the link, then choose Copy.")}
        </p>
      </section>
      <Button kind="quiet" wide onPress={onGoOnHere}>
        {t("This is a proper browser, go on here")}
      </Button>
    </Page>
  );
}
