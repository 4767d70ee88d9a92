/** The day of the next visit: a tap for the usual ones, a date for the others; one that looks wrong is asked about. */
import { useState } from "preact/hooks";
import { addDays, type Day } from "../domain/days.ts";
import { daysBetween, formatDay, weekday } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { Choice, Choices } from "../ui/Choice.tsx";
import { TextField } from "../ui/Field.tsx";
import { promiseDoubt } from "./day-doubt.ts";
import { SureDay } from "./SureDay.tsx";

type FollowUpFieldProps = {
  readonly value: Day | null;
  readonly today: Day;
  readonly isSure: boolean;
  readonly onChange: (day: Day | null, isSure: boolean) => void;
};

export function FollowUpField({ value, today, isSure, onChange }: FollowUpFieldProps) {
  const usual = [
    { day: addDays(today, 1), words: t("Tomorrow") },
    { day: addDays(today, 7), words: t("Next week") },
    { day: addDays(today, 14), words: t("In two weeks") },
  ];
  const [isPicking, setIsPicking] = useState(value !== null && !usual.some(({ day }) => day === value));
  const doubt = promiseDoubt(value, today);
  const label = t("Next visit");
  return (
    <div class="stack">
      <h3>{label}</h3>
      <Choices label={label} layout="pair">
        {usual.map(({ day, words }) => (
          <Choice
            key={words}
            shape="slim"
            pressed={!isPicking && value === day}
            onPress={() => {
              onChange(!isPicking && value === day ? null : day, false);
              setIsPicking(false);
            }}
          >
            {words}
          </Choice>
        ))}
        <Choice
          shape="slim"
          pressed={isPicking}
          onPress={() => {
            if (isPicking) onChange(null, false);
            setIsPicking(!isPicking);
          }}
        >
          {t("Another day")}
        </Choice>
      </Choices>
      {isPicking && (
        <TextField
          type="date"
          label={t("Which day?")}
          min={today}
          value={value ?? ""}
          onChange={(typed) => onChange(typed === "" ? null : typed, false)}
        />
      )}
      {value !== null && doubt === null && (
        <div class="soft small" role="status">
          <p class="sentence">{t("{weekday}, {day}", { weekday: weekday(value), day: formatDay(value) })}</p>
          <p>{t("This phone will remind you on that day.")}</p>
        </div>
      )}
      {value !== null && doubt !== null && (
        <SureDay
          title={
            doubt === "past"
              ? t("This day has passed: {day}", { day: formatDay(value) })
              : t("That is {count} days ahead: {day}", { count: daysBetween(today, value), day: formatDay(value) })
          }
          isSure={isSure}
          onSure={(sure) => onChange(value, sure)}
        />
      )}
    </div>
  );
}
