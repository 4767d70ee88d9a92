/** On which day: today unless changed; a day ahead or long ago is asked about, never changed or kept silently. */
import { useState } from "preact/hooks";
import { addDays, type Day } from "../../domain/days.ts";
import { daysBetween, formatDay, relativeDay, weekday } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useSnapshot } from "../context.ts";
import { doneDoubt } from "../day-doubt.ts";
import { SureDay } from "../SureDay.tsx";

const IS_DAY = /^\d{4}-\d{2}-\d{2}$/;

type DayFieldProps = {
  /** Null is today. */
  readonly value: Day | null;
  readonly today: Day;
  /** Somebody has said that an odd day is right. */
  readonly isSure: boolean;
  readonly onChange: (day: Day | null, isSure: boolean) => void;
  readonly label?: string;
  /** What a day ahead may have been meant for. */
  readonly aheadHint?: string;
};

export function DayField({ value, today, isSure, onChange, label = t("Day of the visit"), aheadHint }: DayFieldProps) {
  const yesterday = addDays(today, -1);
  const isOther = value !== null && value !== today && value !== yesterday;
  const { isClockWrong } = useSnapshot().sync;
  const [picking, setPicking] = useState(isOther);
  const pick = (day: Day | null) => {
    setPicking(false);
    onChange(day, false);
  };
  const doubt = doneDoubt(value, today);
  return (
    <div class="stack">
      <h3>{label}</h3>
      {isClockWrong && (
        <Notice tone="problem" title={t("This phone's date or time is wrong")}>
          <p>{t("For this phone today is {day}. Choose the right day here.", { day: formatDay(today) })}</p>
        </Notice>
      )}
      <Choices label={label} layout="three">
        <Choice shape="slim" pressed={!picking && (value === null || value === today)} onPress={() => pick(null)}>
          {t("Today")}
        </Choice>
        <Choice shape="slim" pressed={!picking && value === yesterday} onPress={() => pick(yesterday)}>
          {t("Yesterday")}
        </Choice>
        <Choice shape="slim" pressed={picking} onPress={() => setPicking(true)}>
          {t("Another day")}
        </Choice>
      </Choices>
      {picking && (
        <TextField
          type="date"
          label={t("Which day?")}
          hint={t("{weekday}, {day}", { weekday: weekday(value ?? today), day: formatDay(value ?? today) })}
          value={value ?? today}
          onChange={(typed) => onChange(IS_DAY.test(typed) ? typed : null, false)}
        />
      )}
      {value !== null && doubt === "ahead" && (
        <SureDay
          title={t("This day has not come yet: {day}", { day: relativeDay(value, today) })}
          {...(aheadHint === undefined ? {} : { hint: aheadHint })}
          isSure={isSure}
          onSure={(sure) => onChange(value, sure)}
        />
      )}
      {value !== null && doubt === "long_ago" && (
        <SureDay
          title={t("That was {count} days ago", { count: daysBetween(value, today) })}
          isSure={isSure}
          onSure={(sure) => onChange(value, sure)}
        />
      )}
    </div>
  );
}
