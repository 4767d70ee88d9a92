/** The part of Today that asks for something; left out when nothing does. */
import { dayOf } from "../domain/days.ts";
import { relativeDay } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { LinkButton } from "../ui/Button.tsx";
import { newAnswers } from "./answers.ts";
import { useTopicName } from "./AssistItem.tsx";
import { CaseTask } from "./cases/CaseTask.tsx";
import { useSnapshot } from "./context.ts";
import { returnReasonLabel } from "./labels.ts";
import { needsOf } from "./needs.ts";
import { hasPhoneTasks, PhoneTasks } from "./PhoneTasks.tsx";
import type { AssistView, Day } from "./phone-types.ts";
import { Task } from "./Task.tsx";
import { TeamNeeds, teamNeeds } from "./TeamNeeds.tsx";

/** More visits than this stand on a page of their own: the day's work must stay in sight. */
const DUE_COUNT = 3;
const CASE_COUNT = 3;

const ABOUT_LENGTH = 80;

function shortened(text: string | null): string | null {
  return text === null || text.length <= ABOUT_LENGTH ? text : `${text.slice(0, ABOUT_LENGTH - 1).trimEnd()}…`;
}

export function NeedsYou({ today }: { readonly today: Day }) {
  const snapshot = useSnapshot();
  const topicName = useTopicName();
  const { returned, urgent, waiting, due } = needsOf(snapshot, today);
  const answers = newAnswers(snapshot.feedback);
  const wanted = teamNeeds(snapshot);
  const asked = wanted.notices.length + wanted.tasks.length;
  const count = returned.length + urgent.length + waiting.length + due.length + answers.length + asked;
  if (count === 0 && !hasPhoneTasks(snapshot)) return null;
  const shownDue = due.slice(0, DUE_COUNT);
  const about = ({ householdName, topic }: AssistView) =>
    t("{household} – {topic}", { household: householdName ?? t("Nobody by name"), topic: topicName(topic) });
  return (
    <section class="stack" aria-labelledby="needs-title">
      <h2 id="needs-title">{t("Needs you")}</h2>
      <ul class="list">
        <PhoneTasks />
        {returned.map((assist) => (
          <Task
            key={assist.id}
            href={`#/assist/${assist.id}`}
            sign="undo"
            urgent
            title={t("The commune returned this")}
            about={about(assist)}
            why={returnReasonLabel(assist.returnReason ?? "other")}
          />
        ))}
        {urgent.slice(0, CASE_COUNT).map((found) => (
          <CaseTask key={found.op} found={found} />
        ))}
        {(urgent.length > CASE_COUNT || waiting.length > 0) && (
          <Task
            href="#/attention"
            sign="clock"
            urgent={urgent.length > CASE_COUNT}
            title={t("All that was not simply taken in")}
            about={null}
            why={t("{urgent} to be put right, {waiting} waiting at the commune", {
              urgent: urgent.length,
              waiting: waiting.length,
            })}
          />
        )}
        {answers.map((feedback) => (
          <Task
            key={feedback.id}
            href={`#/feedback-item/${feedback.id}`}
            sign="talk"
            urgent={false}
            title={t("The commune has answered")}
            about={shortened(feedback.text)}
            why={t("Feedback of {day}", { day: relativeDay(dayOf(feedback.raisedAt), today) })}
          />
        ))}
        <TeamNeeds today={today} />
        {shownDue.map((assist) => (
          <Task
            key={assist.id}
            href={`#/household/${assist.household}`}
            sign="calendar"
            urgent={false}
            title={t("Visit due")}
            about={about(assist)}
            why={t("Promised for {day}", { day: relativeDay(assist.followUpOn ?? today, today) })}
          />
        ))}
      </ul>
      {shownDue.length < due.length && (
        <LinkButton wide sign="calendar" href="#/follow-ups">
          {t("{count} more visits due", { count: due.length - shownDue.length })}
        </LinkButton>
      )}
    </section>
  );
}
