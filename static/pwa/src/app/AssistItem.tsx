/** One assist in a list: pictogram, topic, for whom, how it went, where it stands. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n/translate.ts";
import { Sign, TopicPictogram } from "../ui/Pictogram.tsx";
import { Receipt } from "../ui/Receipt.tsx";
import { useSnapshot } from "./context.ts";
import { outcomeLabel } from "./labels.ts";
import type { AssistView } from "./phone-types.ts";

/** The topic's name in the reader's language; its code when the bundle does not know it (any more). */
export function useTopicName(): (code: string) => string {
  const { topics } = useSnapshot();
  return (code) => t(topics.find((topic) => topic.code === code)?.name ?? code);
}

type AssistItemProps = {
  readonly assist: AssistView;
  /** A line more, such as the day; the receipt stays. */
  readonly children?: ComponentChildren;
  /** Leaves the household out where the page is about it. */
  readonly withinHousehold?: boolean;
};

export function AssistItem({ assist, children, withinHousehold = false }: AssistItemProps) {
  const topicName = useTopicName();
  return (
    <li>
      <a class={assist.receipt === "returned" ? "item item-returned" : "item"} href={`#/assist/${assist.id}`}>
        <TopicPictogram topic={assist.topic} />
        <span class="item-text">
          {!withinHousehold && <span class="item-title">{assist.householdName ?? t("Nobody by name")}</span>}
          <span class={withinHousehold ? "item-title" : undefined}>
            {t("{topic}: {outcome}", { topic: topicName(assist.topic), outcome: outcomeLabel(assist.outcome) })}
          </span>
          {children}
          <br />
          <Receipt state={assist.receipt} />
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}
