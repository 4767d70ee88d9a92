/** The home page: what to do, what needs me, where the period stands, whether all is sent, what I logged today. */
import { useEffect, useState } from "preact/hooks";
import { addDays, type Day, dayOf, startOf } from "../../domain/days.ts";
import { formatDay, formatShortDay, weekday } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { Brocade } from "../../ui/Brocade.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Figures } from "../../ui/Figures.tsx";
import { HelpButton } from "../../ui/Page.tsx";
import { useSecondLook } from "../../ui/second-look.ts";
import { AssistItem } from "../AssistItem.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { GREETING, Heard } from "../heard.tsx";
import { NeedsYou } from "../NeedsYou.tsx";
import { NextVisits } from "../NextVisits.tsx";
import { loggedBetween } from "../sorted-assists.ts";
import { OpeningVisits } from "../OpeningVisits.tsx";
import { SyncLine } from "../SyncLine.tsx";
import { now } from "../surroundings.ts";

/** Drawn at a time: after a meeting hundreds were logged today. */
const PAGE = 20;
const FIRST = 3;

export function Today() {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const today = dayOf(now.value);
  const isSecondLook = useSecondLook();
  const { me } = snapshot;
  useEffect(() => {
    document.title = t("Digital technology team");
  }, []);
  return (
    <>
      <Brocade />
      <main class="page-main stack-wide">
        <div class="greeting">
          <div>
            <h1>{t("Hello, {name}", { name: me?.name ?? "" })}</h1>
            <Heard says={GREETING}>
              <p class="soft sentence">{t("{weekday}, {day}", { weekday: weekday(today), day: formatDay(today) })}</p>
            </Heard>
            {snapshot.lock.people.length > 1 && (
              <Button kind="quiet" sign="people" onPress={() => void phone.lock()}>
                {t("Change over")}
              </Button>
            )}
          </div>
          <HelpButton />
        </div>
        <LinkButton kind="primary" wide tall sign="plus" href="#/log">
          {t("Log an assist")}
        </LinkButton>
        <LinkButton wide sign="houses" href="#/log-many">
          {t("Log for many at once")}
        </LinkButton>
        {isSecondLook && <Standing today={today} />}
        {isSecondLook && <Logged today={today} />}
      </main>
    </>
  );
}

/** What asks for something, and where the period stands. */
function Standing({ today }: { readonly today: Day }) {
  const { isWhole, period, figures } = useSnapshot();
  return (
    <>
      {isWhole ? (
        <>
          <NeedsYou today={today} />
          <NextVisits today={today} />
        </>
      ) : (
        <OpeningVisits />
      )}
      <section class="stack" aria-labelledby="period-title">
        <div>
          <h2 id="period-title">{t("This period")}</h2>
          <p class="soft small tabular">
            {t("{from} to {to}", { from: formatShortDay(period.from), to: formatShortDay(period.to) })}
          </p>
        </div>
        <div class="card stack">
          {isWhole && <Figures {...figures} />}
          <a href="#/figures">{t("By topic and target")}</a>
          <SyncLine />
        </div>
      </section>
    </>
  );
}

function Logged({ today }: { readonly today: Day }) {
  const { isWhole, assists } = useSnapshot();
  const [limit, setLimit] = useState(PAGE);
  const isSecondLook = useSecondLook();
  if (!isWhole) return null;
  const logged = loggedBetween(assists, startOf(today), startOf(addDays(today, 1)), limit + 1);
  return (
    <section class="stack" aria-labelledby="logged-title">
      <h2 id="logged-title">{t("Logged today")}</h2>
      {logged.length === 0 ? (
        <p class="soft">{t("Nothing yet today.")}</p>
      ) : (
        <>
          <p class="soft small">{t("Tap one to correct or withdraw it.")}</p>
          <ul class="list">
            {logged.slice(0, isSecondLook ? limit : FIRST).map((assist) => (
              <AssistItem key={assist.id} assist={assist} />
            ))}
          </ul>
          {logged.length > limit && (
            <Button wide onPress={() => setLimit(limit + PAGE)}>
              {t("Show more")}
            </Button>
          )}
        </>
      )}
    </section>
  );
}
