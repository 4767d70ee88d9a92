/** One piece of feedback: what was said, what the commune answered, what may still be done with it. */
import { useLayoutEffect, useState } from "preact/hooks";
import { formatDay, relativeMoment } from "../../../i18n/formats.ts";
import { dayOf } from "../../../domain/days.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { readAnswer } from "../../answers.ts";
import { usePhone, useSnapshot } from "../../context.ts";
import type { FeedbackView } from "../../phone-village-types.ts";
import { villageName } from "../../places.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";
import { Player } from "../voice/Player.tsx";
import { Standing } from "../sheet/Standing.tsx";
import { WithdrawSheet } from "../sheet/WithdrawSheet.tsx";
import { categoryLabel, categorySign } from "./category-words.ts";

const BACK = "#/feedback";

export function FeedbackItem({ id }: { readonly id: string }) {
  const phone = usePhone();
  const feedback = useSnapshot().feedback.find((known) => known.id === id);
  const [isWithdrawing, setIsWithdrawing] = useState(false);
  // Seen is read: the task on Today has done its work.
  useLayoutEffect(() => {
    if (feedback !== undefined) readAnswer(feedback);
  }, [feedback]);
  if (feedback === undefined) {
    return (
      <Page title={t("Feedback")} onBack={() => goBack(BACK)}>
        <Empty sign="talk" words={t("This feedback is not on this phone any more.")} />
      </Page>
    );
  }
  if (isWithdrawing) {
    return (
      <WithdrawSheet
        title={t("Withdraw this feedback?")}
        withdraw={(reason) => phone.withdrawFeedback(id, reason)}
        onClose={() => setIsWithdrawing(false)}
      />
    );
  }
  const actions = (
    <div class="save-bar">
      <LinkButton kind="primary" wide sign="edit" href={`#/feedback-change/${id}`}>
        {t("Correct")}
      </LinkButton>
      <Button kind="danger" wide sign="undo" onPress={() => setIsWithdrawing(true)}>
        {t("Withdraw")}
      </Button>
    </div>
  );
  return (
    <Page title={t("Feedback")} onBack={() => goBack(BACK)} {...(feedback.canChange ? { foot: actions } : {})}>
      {feedback.state === "answered" ? <Answer feedback={feedback} /> : <Standing record={feedback} />}
      <Facts feedback={feedback} />
    </Page>
  );
}

function Answer({ feedback: { answer, answeredAt } }: { readonly feedback: FeedbackView }) {
  return (
    <section class="stack" aria-labelledby="answer-title">
      <div>
        <h2 id="answer-title">{t("The commune's answer")}</h2>
        {answeredAt !== null && <p class="soft small tabular">{formatDay(dayOf(answeredAt))}</p>}
      </div>
      <p class="answer">{answer}</p>
    </section>
  );
}

function Facts({ feedback }: { readonly feedback: FeedbackView }) {
  const snapshot = useSnapshot();
  return (
    <section class="stack" aria-label={t("What was written")}>
      <div class="chosen">
        <Sign name={categorySign(feedback.category)} size="large" />
        <span class="chosen-text">{categoryLabel(feedback.category)}</span>
      </div>
      {feedback.text !== null && <p class="card said">{feedback.text}</p>}
      {feedback.voice !== null && (
        <div class="card">
          <Player sha256={feedback.voice} />
        </div>
      )}
      <dl class="facts card">
        <div>
          <dt>{t("From")}</dt>
          <dd>
            {feedback.household === null ? (
              villageName(snapshot, feedback.village)
            ) : (
              <a class="fact-link" href={`#/household/${feedback.household}`}>
                {feedback.householdName ?? t("Household")}
              </a>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("Written down")}</dt>
          <dd class="sentence">{relativeMoment(feedback.raisedAt, now.value)}</dd>
        </div>
      </dl>
    </section>
  );
}
