/** My numbers: what counts, waits, was not sent, topic by topic, beside the month before; and how far the village is. */
import { formatNumber, formatShortDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Empty } from "../../../ui/Empty.tsx";
import { Figures } from "../../../ui/Figures.tsx";
import { LinkButton } from "../../../ui/Button.tsx";
import { Page } from "../../../ui/Page.tsx";
import { TopicPictogram } from "../../../ui/Pictogram.tsx";
import { useSnapshot } from "../../context.ts";
import type { Snapshot, TopicFigures } from "../../phone-types.ts";
import { villageName } from "../../places.ts";
import { goBack } from "../../router.ts";
import { SyncLine } from "../../SyncLine.tsx";

const days = ({ from, to }: Snapshot["period"]): string =>
  t("{from} to {to}", { from: formatShortDay(from), to: formatShortDay(to) });

export function OwnFigures() {
  const snapshot = useSnapshot();
  const { figures, period, periodBefore, ownFigures } = snapshot;
  return (
    <Page title={t("My figures")} onBack={() => goBack()}>
      <section class="stack" aria-labelledby="own-period">
        <div>
          <h2 id="own-period">{t("This period")}</h2>
          <p class="soft small tabular">{days(period)}</p>
        </div>
        <div class="card stack">
          <Figures {...figures} />
          <SyncLine />
        </div>
      </section>
      <Targets />
      <section class="stack" aria-labelledby="own-topics">
        <div>
          <h2 id="own-topics">{t("By topic")}</h2>
          <p class="soft small tabular">{t("Beside it the period before, {days}.", { days: days(periodBefore) })}</p>
        </div>
        {ownFigures.length === 0 ? (
          <Empty sign="check" words={t("Nothing logged in these two periods yet.")}>
            <LinkButton wide sign="plus" href="#/log">
              {t("Log an assist")}
            </LinkButton>
          </Empty>
        ) : (
          <ul class="list">
            {ownFigures.map((line) => (
              <Line key={line.topic} line={line} />
            ))}
          </ul>
        )}
      </section>
    </Page>
  );
}

function Line({ line: { topic, now, before } }: { readonly line: TopicFigures }) {
  const { topics } = useSnapshot();
  const name = topics.find(({ code }) => code === topic)?.name;
  const parts = [
    { state: "approved", count: now.approved, word: t("counted") },
    { state: "waiting", count: now.waiting, word: t("waiting for review") },
    { state: "unsent", count: now.unsent, word: t("not sent") },
    { state: "returned", count: now.returned, word: t("returned") },
  ].filter(({ count }) => count > 0);
  return (
    <li class="item">
      <TopicPictogram topic={topic} />
      <span class="item-text">
        <span class="item-title">{name === undefined ? topic : t(name)}</span>
        <span class="small tabular">
          {parts.length === 0 ? t("Nothing in this period") : parts.map(({ count, word }, at) => [at > 0 && " · ", formatNumber(count), " ", word])}
        </span>
        <span class="soft small tabular">{t("{count} the period before", { count: formatNumber(before.all) })}</span>
      </span>
    </li>
  );
}

function Targets() {
  const snapshot = useSnapshot();
  const { progress, topics, villages } = snapshot;
  if (progress.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="own-targets">
      <div>
        <h2 id="own-targets">{t("Towards the target")}</h2>
        <p class="soft small">{t("Households helped by the whole team; the striped part waits for review.")}</p>
      </div>
      <ul class="card stack">
        {progress.map(({ village, topic, from, to, households, official, provisional }) => (
          <li key={`${village}.${topic}.${from}`} class="target">
            <div class="target-words">
              <strong>{t(topics.find(({ code }) => code === topic)?.name ?? topic)}</strong>
              <span class="tabular">
                {t("{done} of {target} households", { done: formatNumber(provisional), target: formatNumber(households) })}
              </span>
            </div>
            <div class="target-bar" aria-hidden="true">
              <span class="target-official" style={{ width: `${share(official, households)}%` }} />
              <span class="target-waiting" style={{ width: `${share(provisional - official, households, official)}%` }} />
            </div>
            <p class="soft small tabular">
              {villages.length > 1 && <>{villageName(snapshot, village)} · </>}
              {t("{count} counted", { count: formatNumber(official) })} · {days({ from, to })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Per cent of the bar; both parts together never leave it. */
function share(count: number, whole: number, taken = 0): number {
  if (whole <= 0) return 0;
  const room = Math.max(0, 100 - (100 * Math.min(taken, whole)) / whole);
  return Math.min(room, Math.max(0, (100 * count) / whole));
}
