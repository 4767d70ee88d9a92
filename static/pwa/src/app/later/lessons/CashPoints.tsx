/** Where cash is to be had, as far as the team's own surveys say: no address is known that nobody has seen. */
import { formatDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Sign, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { useSnapshot } from "../../context.ts";
import { preferences } from "../../preferences.ts";
import { lastSurvey } from "../surveys/survey-words.ts";

export function CashPoints() {
  const { villages, surveys } = useSnapshot();
  const own = preferences.value.lastVillage;
  const found = villages
    .map((village) => ({ ...village, last: lastSurvey(surveys, village.code) }))
    .filter(({ last }) => last?.cashPoint === true)
    .sort((a, b) => Number(b.code === own) - Number(a.code === own));
  return (
    <section class="card stack" aria-labelledby="cash-title">
      <h2 id="cash-title">{t("Where cash is near")}</h2>
      {found.length === 0 ? (
        <p>{t("The team's surveys know of no cash point yet. Ask in the commune, and write it into the village survey.")}</p>
      ) : (
        <ul class="stack">
          {found.map(({ code, name, last }) => (
            <li key={code} class="lesson-thing">
              <TopicPictogram topic="cash_point" />
              <span>
                {name}
                <br />
                <span class="soft small">{t("Surveyed on {day}", { day: formatDay(last?.on ?? "") })}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <a class="row" href="#/surveys">
        <Sign name="village" size="small" />
        {t("Village survey")}
      </a>
    </section>
  );
}
