/** One line of Today: how many visits are promised for the coming days; leads to all of them. */
import { addDays, type Day } from "../domain/days.ts";
import { formatNumber } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { Sign } from "../ui/Pictogram.tsx";
import { useSnapshot } from "./context.ts";
import { openFollowUps } from "./follow-ups.ts";

export function NextVisits({ today }: { readonly today: Day }) {
  const { assists, households } = useSnapshot();
  const weekEnd = addDays(today, 7);
  const coming = openFollowUps(assists, households).filter(
    ({ mine, followUpOn }) => mine && followUpOn > today && followUpOn <= weekEnd,
  );
  if (coming.length === 0) return null;
  return (
    <a class="sync-line" href="#/follow-ups">
      <Sign name="calendar" />
      <span>{t("{count} visits promised in the next 7 days", { count: formatNumber(coming.length) })}</span>
      <Sign name="next" size="small" />
    </a>
  );
}
