/** All promised visits that still stand: late, today, this week, later; one's own or the whole team's. */
import { useState } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { daysBetween, formatDay, relativeDay, weekday } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { useTopicName } from "../../AssistItem.tsx";
import { useSnapshot } from "../../context.ts";
import { type FollowUp, groupFollowUps, openFollowUps } from "../../follow-ups.ts";
import type { Day } from "../../phone-types.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";

export function FollowUps() {
  const { assists, households } = useSnapshot();
  const [showsAll, setShowsAll] = useState(false);
  const today = dayOf(now.value);
  const open = openFollowUps(assists, households);
  const hasOthers = open.some(({ mine }) => !mine);
  const shown = open.filter(({ mine }) => mine || showsAll);
  const groups = groupFollowUps(shown, today);
  return (
    <Page title={t("Next visits")} onBack={() => goBack()}>
      {hasOthers && (
        <Choices label={t("Whose visits")} layout="pair">
          <Choice shape="slim" pressed={!showsAll} onPress={() => setShowsAll(false)}>
            {t("Mine")}
          </Choice>
          <Choice shape="slim" pressed={showsAll} onPress={() => setShowsAll(true)}>
            {t("The whole team's")}
          </Choice>
        </Choices>
      )}
      {shown.length === 0 ? (
        <Empty
          sign="calendar"
          words={t("No visits promised. Choose the day of the next visit when you log an assist.")}
        />
      ) : (
        <>
          <p class="soft small">{t("A visit logged for the household on the same topic ticks it off.")}</p>
          <Group title={t("Late")} promises={groups.overdue} today={today} isLate />
          <Group title={t("Today")} promises={groups.today} today={today} />
          <Group title={t("In the next 7 days")} promises={groups.week} today={today} />
          <Group title={t("Later on")} promises={groups.later} today={today} />
        </>
      )}
    </Page>
  );
}

type GroupProps = {
  readonly title: string;
  readonly promises: readonly FollowUp[];
  readonly today: Day;
  readonly isLate?: boolean;
};

function Group({ title, promises, today, isLate = false }: GroupProps) {
  const topicName = useTopicName();
  if (promises.length === 0) return null;
  return (
    <section class="stack" aria-label={title}>
      <h2>{t("{title} ({count})", { title, count: promises.length })}</h2>
      <ul class="list">
        {promises.map((promise) => (
          <li key={promise.id}>
            <a class="item" href={`#/household/${promise.household}`}>
              <TopicPictogram topic={promise.topic} />
              <span class="item-text">
                <span class="item-title">{promise.householdName ?? t("Household")}</span>
                <span>{topicName(promise.topic)}</span>
                <br />
                <span class={isLate ? "task-urgent small" : "soft small"}>{whenWords(promise.followUpOn, today)}</span>
              </span>
              <Sign name="next" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function whenWords(day: Day, today: Day): string {
  const ahead = daysBetween(today, day);
  if (ahead < 0) return t("{count} days late, promised for {day}", { count: -ahead, day: formatDay(day) });
  if (ahead < 2) return t("Promised for {day}", { day: relativeDay(day, today) });
  return t("{weekday}, {day}", { weekday: weekday(day), day: formatDay(day) });
}
