/** Two strips that stand above every page when they are true: made-up data, and no signal. */
import { t } from "../i18n/translate.ts";
import { Sign } from "./Pictogram.tsx";

export function DemoStrip() {
  return (
    <aside class="strip strip-demo" aria-label={t("Demonstration")}>
      {t("Demonstration – the people and figures here are made up")}
    </aside>
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
