/** A ready sentence for the commune: to show, to copy, to share. */
import { useEffect, useRef, useState } from "preact/hooks";
import { dayOf } from "../../domain/days.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import type { Case } from "../phone-types.ts";
import { canShareText, copyText, shareText } from "../sharing.ts";
import { askWords } from "./ask-words.ts";

export function AskCommune({ found }: { readonly found: Case }) {
  const [isCopied, setIsCopied] = useState(false);
  const place = useRef<HTMLElement>(null);
  // It opens below the fold, under the very button that was pressed.
  useEffect(() => place.current?.scrollIntoView({ block: "center" }), []);
  const words = askWords(found, dayOf(found.at));
  return (
    <section ref={place} class="stack" aria-labelledby="ask-title">
      <h2 id="ask-title">{t("Ask the commune")}</h2>
      <p class="soft small">{t("Show this to the commune, or send it. It names nobody.")}</p>
      <p class="link-box">{words}</p>
      <div class="row">
        {canShareText() && (
          <Button sign="sync" onPress={() => void shareText(words)}>
            {t("Share")}
          </Button>
        )}
        <Button sign="copy" onPress={() => void copyText(words).then(setIsCopied)}>
          {t("Copy")}
        </Button>
      </div>
      {isCopied && <p role="status">{t("Copied")}</p>}
    </section>
  );
}
