/** The card of one household: what is known, what has been reached, what happened, and its consent. */
import { useState } from "preact/hooks";
import { dayOf } from "../../domain/days.ts";
import { formatDay, relativeDay } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { later } from "../../ui/Later.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { Receipt } from "../../ui/Receipt.tsx";
import { useSecondLook } from "../../ui/second-look.ts";
import { AssistItem, useTopicName } from "../AssistItem.tsx";
import { CaseLink } from "../cases/CaseLink.tsx";
import { useSnapshot } from "../context.ts";
import { openFollowUps } from "../follow-ups.ts";
import { troubleSentence } from "../labels.ts";
import type { AssistView, HouseholdView } from "../phone-types.ts";
import { villageName } from "../places.ts";
import { Reached } from "../Reached.tsx";
import { OpeningVisits } from "../OpeningVisits.tsx";
import { goBack } from "../router.ts";
import { assistsOf } from "../sorted-assists.ts";
import { sellerOf } from "../seller.ts";
import { now } from "../surroundings.ts";

const SellerCard = later(async () => (await import("../later/extra/SellerFacts.tsx")).SellerCard);

function Chip({
  sign,
  fact,
  yes,
  no,
}: {
  readonly sign: string;
  readonly fact: boolean | null;
  readonly yes: string;
  readonly no: string;
}) {
  if (fact === null) return null;
  return (
    <span class={fact ? "chip" : "chip chip-off"}>
      <Sign name={sign} size="small" />
      {fact ? yes : no}
    </span>
  );
}

function Facts({ household }: { readonly household: HouseholdView }) {
  const snapshot = useSnapshot();
  const { people, phone } = household;
  // A withdrawal stops processing: nothing about the household is used or changed any more.
  const isWithdrawn = household.consent === "withdrawn";
  return (
    <section class="stack" aria-label={t("What is known")}>
      <p>
        {people === null
          ? villageName(snapshot, household.village)
          : t("{village} · {count} people", { village: villageName(snapshot, household.village), count: people })}
      </p>
      <div class="chips">
        <Chip sign="smartphone" fact={household.hasSmartphone} yes={t("Has a smartphone")} no={t("No smartphone")} />
        <Chip sign="power" fact={household.hasElectricity} yes={t("Has electricity")} no={t("No electricity")} />
        <Chip sign="signal" fact={household.hasSignal} yes={t("Has signal")} no={t("No signal")} />
      </div>
      {household.note !== null && <p class="soft">{household.note}</p>}
      {(household.receipt === "saved" || household.receipt === "held") && <Receipt state={household.receipt} />}
      <div class="row">
        {phone !== null && !isWithdrawn && (
          <LinkButton sign="call" href={`tel:${phone.replace(/[^\d+]/g, "")}`}>
            {phone}
          </LinkButton>
        )}
        {!isWithdrawn && (
          <LinkButton sign="edit" href={`#/household-edit/${household.id}`}>
            {t("Edit")}
          </LinkButton>
        )}
      </div>
    </section>
  );
}

function ConsentCard({ household }: { readonly household: HouseholdView }) {
  const words = {
    given: { title: t("The household agreed to be written down"), button: t("Withdraw consent") },
    withdrawn: { title: t("The household withdrew its consent"), button: t("Ask again") },
    not_asked: { title: t("The household has not been asked yet"), button: t("Ask now") },
  }[household.consent];
  return (
    <section class="stack" aria-labelledby="consent-title">
      <h2 id="consent-title">{t("Consent")}</h2>
      <Notice tone={household.consent === "given" ? "good" : "waiting"} title={words.title}>
        <LinkButton href={`#/consent/${household.id}`}>{words.button}</LinkButton>
      </Notice>
    </section>
  );
}

/** Why somebody is to come by again, and when. */
function Promises({ household }: { readonly household: string }) {
  const { assists, households } = useSnapshot();
  const topicName = useTopicName();
  const promises = openFollowUps(assists, households).filter((promise) => promise.household === household);
  if (promises.length === 0) return null;
  return (
    <section class="stack" aria-label={t("Next visits")}>
      {promises.map((promise) => (
        <p key={promise.id} class="fact-row">
          <Sign name="calendar" />
          <span>
            {t("{topic}: promised for {day}", {
              topic: topicName(promise.topic),
              day: relativeDay(promise.followUpOn, dayOf(now.value)),
            })}
          </span>
        </p>
      ))}
    </section>
  );
}

export function Household({ id }: { readonly id: string }) {
  const { households, cases, me } = useSnapshot();
  const isSecondLook = useSecondLook();
  const household = households.find((known) => known.id === id);
  if (household === undefined) {
    return (
      <Page title={t("Household")} onBack={() => goBack("#/households")}>
        <Empty
          sign="houses"
          words={t("This household is not on this phone. It may have been joined with another one.")}
        />
      </Page>
    );
  }
  return (
    <Page
      title={household.headName}
      publicTitle={t("Household")}
      onBack={() => goBack("#/households")}
      foot={
        <div class="save-bar">
          <LinkButton kind="primary" wide sign="plus" href={`#/log/${id}`}>
            {t("Log an assist")}
          </LinkButton>
          {me?.role === "leader" && (
            <LinkButton wide sign="person" href={`#/task-for/${id}`}>
              {t("Hand to a member")}
            </LinkButton>
          )}
        </div>
      }
    >
      {household.receipt === "attention" && (
        <Notice tone="problem" title={t("Not taken in yet")}>
          <p>{troubleSentence(cases.find(({ record }) => record === id)?.reason ?? "")}</p>
          <CaseLink record={id} />
        </Notice>
      )}
      <Facts household={household} />
      {isSecondLook && <Visited household={household} />}
      {isSecondLook && <ConsentCard household={household} />}
    </Page>
  );
}

/** What comes from the visits. */
function Visited({ household: { id, reached } }: { readonly household: HouseholdView }) {
  const { assists, isWhole } = useSnapshot();
  if (!isWhole) return <OpeningVisits />;
  const selling = sellerOf(assists, id);
  return (
    <>
      <Promises household={id} />
      <Reached reached={reached} />
      {selling !== null && <SellerCard seller={selling.seller} on={selling.on} />}
      <History assists={assistsOf(assists, id).filter(({ receipt }) => receipt !== "withdrawn")} />
    </>
  );
}

/** Drawn at once; a household that was visited for years must open as quickly as another. */
const PAGE = 10;

function History({ assists }: { readonly assists: readonly AssistView[] }) {
  const [limit, setLimit] = useState(PAGE);
  return (
    <section class="stack" aria-labelledby="history-title">
      <h2 id="history-title">{t("What was done")}</h2>
      {assists.length === 0 ? (
        <p class="soft">{t("Nothing logged for this household yet.")}</p>
      ) : (
        <ul class="list">
          {assists.slice(0, limit).map((assist) => (
            <AssistItem key={assist.id} assist={assist} withinHousehold>
              <span class="soft small tabular">{formatDay(assist.on)}</span>
            </AssistItem>
          ))}
        </ul>
      )}
      {assists.length > limit && (
        <Button wide onPress={() => setLimit(limit + PAGE)}>
          {t("Show more")}
        </Button>
      )}
    </section>
  );
}
