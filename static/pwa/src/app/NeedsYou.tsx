/** The part of Today that asks for something; left out when nothing does. */
import { useState } from "preact/hooks";
import { relativeDay } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { Button } from "../ui/Button.tsx";
import { useTopicName } from "./AssistItem.tsx";
import { useSnapshot } from "./context.ts";
import { returnReasonLabel, troubleSentence } from "./labels.ts";
import { needsOf } from "./needs.ts";
import { hasPhoneTasks, PhoneTasks } from "./PhoneTasks.tsx";
import type { AssistView, Day } from "./phone-types.ts";
import { Task } from "./Task.tsx";

/** More visits than this are folded away: the day's work must stay in sight. */
const DUE_COUNT = 3;

export function NeedsYou({ today }: { readonly today: Day }) {
  const snapshot = useSnapshot();
  const topicName = useTopicName();
  const { returned, troubled, troubledHouseholds, due } = needsOf(snapshot, today);
  const [showsAllDue, setShowsAllDue] = useState(false);
  const count = returned.length + troubled.length + troubledHouseholds.length + due.length;
  if (count === 0 && !hasPhoneTasks(snapshot)) return null;
  const shownDue = showsAllDue ? due : due.slice(0, DUE_COUNT);
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
        {troubled.map((assist) => (
          <Task
            key={assist.id}
            href={`#/assist/${assist.id}`}
            sign="warning"
            urgent
            title={t("Not taken in yet")}
            about={about(assist)}
            why={troubleSentence(assist.trouble ?? "")}
          />
        ))}
        {troubledHouseholds.map(({ id, headName }) => (
          <Task
            key={id}
            href={`#/household/${id}`}
            sign="warning"
            urgent
            title={t("Not taken in yet")}
            about={headName}
            why={troubleSentence("")}
          />
        ))}
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
        <Button wide onPress={() => setShowsAllDue(true)}>
          {t("{count} more visits due", { count: due.length - shownDue.length })}
        </Button>
      )}
    </section>
  );
}
