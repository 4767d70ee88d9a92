/** Strips that stand above every page when they are true: practice, made-up data, no signal. */
import { t } from "../i18n/translate.ts";
import { Sign } from "./Pictogram.tsx";

export function DemoStrip() {
  return (
    <aside class="strip strip-demo" aria-label={t("Demonstration")}>
      {t("Demonstration – the people and figures here are made up")}
    </aside>
  );
}

/** On every page of practice: a strip with the way out, and large words behind everything that cannot be overlooked. */
export function PracticeMark({ onEnd }: { readonly onEnd: () => void }) {
  return (
    <>
      <aside class="strip strip-practice" aria-label={t("Practice")}>
        <span>{t("Practice – does not count")}</span>
        <button type="button" class="strip-button" onClick={onEnd}>
          {t("End practice")}
        </button>
      </aside>
      <p class="watermark" aria-hidden="true" data-words={t("Practice – does not count")} />
    </>
  );
}

export function OfflineStrip() {
  return (
    <p class="strip strip-offline" role="status">
      <Sign name="offline" size="small" />
      {t("No signal – your data is still on this phone")}
    </p>
  );
}
