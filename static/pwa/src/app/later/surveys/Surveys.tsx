/** What is known of power, signal, fibre and cash in each village, since when, and the way to look again. */
import { dayOf } from "../../../domain/days.ts";
import { relativeDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { LinkButton } from "../../../ui/Button.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Receipt } from "../../../ui/Receipt.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { useSnapshot } from "../../context.ts";
import type { VillageView } from "../../phone-types.ts";
import type { SurveyView } from "../../phone-village-types.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";
import { Standing, villageReceipt } from "../sheet/Standing.tsx";
import { answersOf, lastSurvey, sourceLabel } from "./survey-words.ts";

export function Surveys() {
  const { villages, surveys } = useSnapshot();
  return (
    <Page title={t("Village survey")} onBack={() => goBack("#/more")}>
      {villages.map((village) => (
        <OneVillage key={village.code} village={village} last={lastSurvey(surveys, village.code)} />
      ))}
    </Page>
  );
}

type OneVillageProps = { readonly village: VillageView; readonly last: SurveyView | undefined };

function OneVillage({ village: { code, name }, last }: OneVillageProps) {
  return (
    <section class="card stack" aria-labelledby={`village-${code}`}>
      <h2 id={`village-${code}`}>{name}</h2>
      {last === undefined ? <p class="soft">{t("Not surveyed yet")}</p> : <LastSurvey last={last} />}
      {last !== undefined && (
        <p class="soft small">
          {t("Something is wrong here? Survey it again: of one day the last one written holds, of several the newest day.")}
        </p>
      )}
      <LinkButton kind={last === undefined ? "primary" : "secondary"} wide sign="edit" href={`#/survey-new/${code}`}>
        {last === undefined ? t("Survey the village") : t("Survey it again")}
      </LinkButton>
    </section>
  );
}

function LastSurvey({ last }: { readonly last: SurveyView }) {
  const isTroubled = last.receipt === "attention" || last.receipt === "held";
  return (
    <>
      <p class="soft small">
        {t("Last survey: {day}", { day: relativeDay(last.on, dayOf(now.value)) })}
        {last.source !== null && (
          <>
            <br />
            {sourceLabel(last.source)}
          </>
        )}
      </p>
      <ul class="facts">
        {answersOf(last).map(({ sign, name, said }) => (
          <li key={name} class="fact-row">
            <Sign name={sign} />
            <div>
              <p class="fact-name">{name}</p>
              <p class="fact-said">{said ?? t("Not known")}</p>
            </div>
          </li>
        ))}
      </ul>
      {isTroubled ? <Standing record={last} /> : <Receipt state={villageReceipt(last.receipt)} />}
    </>
  );
}
