/** Whether everything is sent, in one line of words; leads to the Send page. */
import { dayOf } from "../domain/days.ts";
import { formatNumber, relativeDay } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { Sign } from "../ui/Pictogram.tsx";
import { useSnapshot } from "./context.ts";
import { unsentVisits } from "./needs.ts";
import type { Snapshot } from "./phone-types.ts";
import { now } from "./surroundings.ts";

/** *at* is now in milliseconds. */
export function syncWords({ sync, assists }: Pick<Snapshot, "sync" | "assists">, at: number): string {
  const visits = unsentVisits(assists);
  if (sync.running) return t("Sending…");
  if (sync.unsent > 0) {
    const day = relativeDay(dayOf(sync.oldestUnsentAt ?? at), dayOf(at));
    if (visits > 0) return t("{count} visits not sent, the oldest from {day}", { count: formatNumber(visits), day });
    return t("{count} changes not sent, the oldest from {day}", { count: formatNumber(sync.unsent), day });
  }
  if (sync.lastContactAt === null) return t("Nothing has been exchanged with the commune yet");
  return sync.upToDate ? t("Everything is sent") : t("Everything is sent; news from the commune is still to come");
}

export function SyncLine() {
  const snapshot = useSnapshot();
  return (
    <a class="sync-line" href="#/sync">
      <Sign name="sync" />
      <span>{syncWords(snapshot, now.value)}</span>
      <Sign name="next" size="small" />
    </a>
  );
}
