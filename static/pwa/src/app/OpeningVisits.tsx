/** Stands where something is counted from the visits, for the moment in which they are still being opened. */
import { t } from "../i18n/translate.ts";

export function OpeningVisits() {
  return (
    <p role="status" class="soft">
      {t("Opening the visits…")}
    </p>
  );
}
