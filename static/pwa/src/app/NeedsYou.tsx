/** The part of Today that asks for something; left out when nothing does. */
import { relativeDay } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { Sign } from "../ui/Pictogram.tsx";
import { useTopicName } from "./AssistItem.tsx";
import { useSnapshot } from "./context.ts";
import { returnReasonLabel, troubleSentence } from "./labels.ts";
import { needsOf } from "./needs.ts";
import type { AssistView, Day } from "./phone-types.ts";

type TaskProps = {
  readonly href: string;
  readonly sign: string;
  readonly urgent: boolean;
  readonly title: string;
  readonly why: string;
  readonly about: string;
};

function Task({ href, sign, urgent, title, why, about }: TaskProps) {
  return (
    <li>
      <a class={urgent ? "item item-returned" : "item"} href={href}>
        <Sign name={sign} />
        <span class="item-text">
          <span class={urgent ? "item-title task-urgent" : "item-title"}>{title}</span>
          <span>{about}</span>
          <br />
          <span class="soft small">{why}</span>
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}

export function NeedsYou({ today }: { readonly today: Day }) {
  const snapshot = useSnapshot();
  const topicName = useTopicName();
  const { returned, troubled, troubledHouseholds, due } = needsOf(snapshot, today);
  if (returned.length + troubled.length + troubledHouseholds.length + due.length === 0) return null;
  const about = ({ householdName, topic }: AssistView) =>
    t("{household} – {topic}", { household: householdName ?? t("Nobody by name"), topic: topicName(topic) });
  return (
    <section class="stack" aria-labelledby="needs-title">
      <h2 id="needs-title">{t("Needs you")}</h2>
      <ul class="list">
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
        {due.map((assist) => (
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
    </section>
  );
}
