/** One assist: what was written, where it stands, why it came back, and what may still be done with it. */
import { useState } from "preact/hooks";
import { dayOf } from "../../domain/days.ts";
import { formatDay, relativeDay, relativeMoment } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { OutcomePictogram, TopicPictogram } from "../../ui/Pictogram.tsx";
import { Receipt } from "../../ui/Receipt.tsx";
import { later } from "../../ui/Later.tsx";
import { useTopicName } from "../AssistItem.tsx";
import { CaseLink } from "../cases/CaseLink.tsx";
import { useSnapshot } from "../context.ts";
import { outcomeLabel, reasonLabel, returnReasonLabel, troubleSentence } from "../labels.ts";
import type { AssistView } from "../phone-types.ts";
import { villageName } from "../places.ts";
import { Heard } from "../heard.tsx";
import { goBack } from "../router.ts";
import { now } from "../surroundings.ts";
import { Withdraw } from "../Withdraw.tsx";

const Player = later(async () => (await import("../later/voice/Player.tsx")).Player);
const ExtraFacts = later(async () => (await import("../later/extra/ExtraFacts.tsx")).ExtraFacts);

export function Assist({ id }: { readonly id: string }) {
  const assist = useSnapshot().assists.find((known) => known.id === id);
  const [isWithdrawing, setIsWithdrawing] = useState(false);
  if (assist === undefined) {
    return (
      <Page title={t("Assist")} onBack={() => goBack()}>
        <Empty sign="paper" words={t("This assist is not on this phone any more.")} />
      </Page>
    );
  }
  const isReturned = assist.receipt === "returned";
  const actions = (
    <div class="save-bar">
      <LinkButton kind="primary" wide sign="edit" href={`#/assist-change/${id}`}>
        {isReturned ? t("Correct and send again") : t("Correct")}
      </LinkButton>
      <Button kind="danger" wide sign="undo" onPress={() => setIsWithdrawing(true)}>
        {t("Withdraw")}
      </Button>
    </div>
  );
  if (isWithdrawing) return <Withdraw assist={id} onClose={() => setIsWithdrawing(false)} />;
  return (
    <Page title={t("Assist")} onBack={() => goBack()} {...(assist.canChange ? { foot: actions } : {})}>
      <Standing assist={assist} />
      <Facts assist={assist} />
    </Page>
  );
}

/** The message ids of ui/Receipt.tsx that stand on the sheet of phrases. */
const SPOKEN_RECEIPTS: Readonly<Record<string, string>> = {
  saved: "Saved on this phone",
  received: "Received, waiting for review",
  approved: "Approved, counted",
};

function Standing({ assist }: { readonly assist: AssistView }) {
  if (assist.receipt === "returned") {
    return (
      <Notice
        tone="problem"
        title={t("The commune returned this: {reason}", { reason: returnReasonLabel(assist.returnReason ?? "other") })}
      >
        {assist.returnText !== null && <blockquote class="quote">{assist.returnText}</blockquote>}
        <p>{t("Correct it and send it again, or withdraw it. Nothing is lost.")}</p>
      </Notice>
    );
  }
  if (assist.receipt === "attention" || assist.receipt === "held") {
    return (
      <Notice tone={assist.receipt === "held" ? "waiting" : "problem"} title={t("Not taken in yet")}>
        <p>{troubleSentence(assist.trouble ?? "")}</p>
        <CaseLink record={assist.id} />
      </Notice>
    );
  }
  return (
    <Heard says={SPOKEN_RECEIPTS[assist.receipt] ?? ""}>
      <p class="card">
        <Receipt state={assist.receipt} />
      </p>
    </Heard>
  );
}

function Facts({ assist }: { readonly assist: AssistView }) {
  const snapshot = useSnapshot();
  const topicName = useTopicName();
  const today = dayOf(now.value);
  return (
    <section class="stack" aria-label={t("What was written")}>
      <div class="chosen">
        <TopicPictogram topic={assist.topic} size="large" />
        <span class="chosen-text">{topicName(assist.topic)}</span>
      </div>
      <div class="chosen">
        <OutcomePictogram outcome={assist.outcome} size="large" />
        <span class="chosen-text">
          {assist.reason === null
            ? outcomeLabel(assist.outcome)
            : t("{outcome}: {reason}", { outcome: outcomeLabel(assist.outcome), reason: reasonLabel(assist.reason) })}
        </span>
      </div>
      {(assist.stage !== null || assist.lastUsed !== null || assist.seller !== null) && <ExtraFacts assist={assist} />}
      <dl class="facts card">
        <div>
          <dt>{t("Household")}</dt>
          <dd>
            {assist.household === null ? (
              t("{village}, nobody by name", { village: villageName(snapshot, assist.village) })
            ) : (
              <a class="fact-link" href={`#/household/${assist.household}`}>
                {assist.householdName ?? t("Household")}
              </a>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("Day of the visit")}</dt>
          <dd class="tabular">{formatDay(assist.on)}</dd>
        </div>
        {assist.followUpOn !== null && (
          <div>
            <dt>{t("Next visit")}</dt>
            <dd class="sentence">{relativeDay(assist.followUpOn, today)}</dd>
          </div>
        )}
        {assist.note !== null && (
          <div>
            <dt>{t("Note")}</dt>
            <dd>{assist.note}</dd>
          </div>
        )}
        {assist.voice !== null && (
          <div>
            <dt>{t("Spoken note")}</dt>
            <dd>
              <Player sha256={assist.voice} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t("Written down")}</dt>
          <dd class="sentence">{relativeMoment(assist.loggedAt, now.value)}</dd>
        </div>
      </dl>
    </section>
  );
}
