/** Surveying a village: four questions, the day, and where the answers come from. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { t } from "../../../i18n/translate.ts";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { doneDoubt } from "../../day-doubt.ts";
import { usePhone, useSnapshot } from "../../context.ts";
import { DayField } from "../../log/DayField.tsx";
import type { Day } from "../../phone-types.ts";
import type { SurveyDraft, SurveyedExtent } from "../../phone-village-types.ts";
import { villageName } from "../../places.ts";
import { rememberVillage } from "../../preferences.ts";
import { now } from "../../surroundings.ts";
import { EXTENTS, SURVEY_SOURCES } from "../../village-codes.ts";
import { Kept } from "../sheet/Kept.tsx";
import { Sheet } from "../sheet/Sheet.tsx";
import { useSheet } from "../sheet/use-sheet.ts";
import { answersOf, extentLabel, sourceLabel } from "./survey-words.ts";

type SurveyForm = Omit<SurveyDraft, "village" | "on"> & { readonly on: Day | null; readonly isDaySure: boolean };

const EMPTY: SurveyForm = {
  power: null,
  mobileSignal: null,
  fibre: null,
  cashPoint: null,
  source: null,
  on: null,
  isDaySure: false,
};

function missingWords(form: SurveyForm, today: Day): string | null {
  const { power, mobileSignal, fibre, cashPoint } = form;
  if (power === null && mobileSignal === null && fibre === null && cashPoint === null) {
    return t("Answer at least one question.");
  }
  const isOdd = !form.isDaySure && doneDoubt(form.on, today) !== null;
  return isOdd ? t("Look at the day again, or say that it is right.") : null;
}

export function SurveyNew({ village }: { readonly village: string }) {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const sheet = useSheet(`survey.${village}`, () => EMPTY);
  const [kept, setKept] = useState<SurveyDraft | null>(null);
  const today = dayOf(now.value);
  const { form, change } = sheet;
  const name = villageName(snapshot, village);
  if (kept !== null) {
    return (
      <Kept title={t("Village survey")} next="#/surveys">
        <p>
          <strong>{name}</strong>
        </p>
        {answersOf(kept).map((answer) =>
          answer.said === null ? null : (
            <p key={answer.name}>{t("{name}: {answer}", { name: answer.name, answer: answer.said })}</p>
          ),
        )}
        <p class="soft">{t("Was something wrong? Survey it again: the newest survey holds.")}</p>
      </Kept>
    );
  }
  const save = async () => {
    const { isDaySure: _, on, ...answers } = form;
    const draft = { ...answers, village, on: on ?? today };
    await phone.recordSurvey(draft);
    rememberVillage(village);
    sheet.drop();
    setKept(draft);
  };
  return (
    <Sheet title={t("Village survey")} back="#/surveys" sheet={sheet} missing={missingWords(form, today)} save={save}>
      <p class="item-title">{name}</p>
      <Extent
        sign="power"
        label={t("Who has electricity?")}
        value={form.power}
        onChange={(power) => change({ power })}
      />
      <Extent
        sign="signal"
        label={t("Who has a mobile signal at home?")}
        value={form.mobileSignal}
        onChange={(mobileSignal) => change({ mobileSignal })}
      />
      <YesNo
        sign="fibre"
        label={t("Is there fibre internet?")}
        value={form.fibre}
        onChange={(fibre) => change({ fibre })}
      />
      <YesNo
        sign="wallet"
        label={t("Can people get cash in the village?")}
        value={form.cashPoint}
        onChange={(cashPoint) => change({ cashPoint })}
      />
      <DayField
        label={t("Day of the survey")}
        value={form.on}
        today={today}
        isSure={form.isDaySure}
        onChange={(on, isDaySure) => change({ on, isDaySure })}
      />
      <div class="stack">
        <h3>{t("How do you know?")}</h3>
        <Choices label={t("How do you know?")} layout="pair">
          {SURVEY_SOURCES.map((source) => (
            <Choice key={source} shape="slim" pressed={source === form.source} onPress={() => change({ source: source === form.source ? null : source })}>
              {sourceLabel(source)}
            </Choice>
          ))}
        </Choices>
      </div>
    </Sheet>
  );
}

type QuestionProps = { readonly sign: string; readonly label: string };

function Question({ sign, label, children }: QuestionProps & { readonly children: ComponentChildren }) {
  return (
    <section class="stack" aria-label={label}>
      <div class="step-head">
        <Sign name={sign} />
        <h2>{label}</h2>
      </div>
      {children}
    </section>
  );
}

type AnswerProps<Answer> = QuestionProps & {
  readonly value: Answer | null;
  /** A second tap takes the answer back: not known is an answer, too. */
  readonly onChange: (value: Answer | null) => void;
};

function Extent({ sign, label, value, onChange }: AnswerProps<SurveyedExtent>) {
  return (
    <Question sign={sign} label={label}>
      <Choices label={label} layout="three">
        {EXTENTS.map((extent) => (
          <Choice
            key={extent}
            shape="slim"
            pressed={extent === value}
            onPress={() => onChange(extent === value ? null : extent)}
          >
            {extentLabel(extent)}
          </Choice>
        ))}
      </Choices>
    </Question>
  );
}

function YesNo({ sign, label, value, onChange }: AnswerProps<boolean>) {
  return (
    <Question sign={sign} label={label}>
      <Choices label={label} layout="pair">
        {[true, false].map((answer) => (
          <Choice
            key={String(answer)}
            shape="slim"
            pressed={answer === value}
            onPress={() => onChange(answer === value ? null : answer)}
          >
            {answer ? t("Yes") : t("No")}
          </Choice>
        ))}
      </Choices>
    </Question>
  );
}
