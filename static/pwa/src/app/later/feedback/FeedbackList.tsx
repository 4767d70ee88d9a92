/** What people of the villages asked to be passed on, and what the commune answered. */
import { useState } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { relativeDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { Receipt } from "../../../ui/Receipt.tsx";
import { useSnapshot } from "../../context.ts";
import type { FeedbackView } from "../../phone-village-types.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";
import { villageReceipt } from "../sheet/Standing.tsx";
import { categoryLabel, categorySign } from "./category-words.ts";

const PAGE = 30;

export function FeedbackList() {
  const { feedback } = useSnapshot();
  const [limit, setLimit] = useState(PAGE);
  const raised = feedback.filter(({ receipt }) => receipt !== "withdrawn");
  const raise = (
    <LinkButton kind="primary" wide sign="plus" href="#/feedback-new">
      {t("Pass on feedback")}
    </LinkButton>
  );
  return (
    <Page title={t("Feedback")} onBack={() => goBack("#/more")}>
      {raised.length === 0 ? (
        <Empty sign="talk" words={t("No feedback yet. What people ask for or complain about goes to the commune, and its answer comes back here.")}>
          {raise}
        </Empty>
      ) : (
        <>
          {raise}
          <ul class="list">
            {raised.slice(0, limit).map((one) => (
              <FeedbackRow key={one.id} feedback={one} />
            ))}
          </ul>
          {raised.length > limit && (
            <Button wide onPress={() => setLimit(limit + PAGE)}>
              {t("Show more")}
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

/** Answered is a state of its own; before, it stands where every record stands. */
export function FeedbackState({ feedback }: { readonly feedback: FeedbackView }) {
  if (feedback.state === "answered") {
    return (
      <span class="receipt receipt-approved">
        <Sign name="talk" size="small" />
        <span>{t("The commune has answered")}</span>
      </span>
    );
  }
  return <Receipt state={villageReceipt(feedback.receipt)} />;
}

function FeedbackRow({ feedback }: { readonly feedback: FeedbackView }) {
  const day = relativeDay(dayOf(feedback.raisedAt), dayOf(now.value));
  return (
    <li>
      <a class="item" href={`#/feedback-item/${feedback.id}`}>
        <Sign name={categorySign(feedback.category)} />
        <span class="item-text">
          <span class="item-title">{categoryLabel(feedback.category)}</span>
          <span class="line-clamp">{feedback.text ?? t("Recorded voice")}</span>
          <span class="soft small sentence">
            {feedback.householdName === null ? day : t("{household} · {day}", { household: feedback.householdName, day })}
          </span>
          <br />
          <FeedbackState feedback={feedback} />
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}
