/** The day of the visit: today unless changed; a day ahead or long ago is questioned, never changed silently. */
import { useState } from "preact/hooks";
import { addDays, type Day } from "../../domain/days.ts";
import { daysBetween, formatDay, relativeDay, weekday } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";

/** Days after which a day is worth a second look; work of an earlier period may come late but is taken. */
const LONG_AGO_DAYS = 60;
const IS_DAY = /^\d{4}-\d{2}-\d{2}$/;

type DayFieldProps = { readonly value: Day | null; readonly today: Day; readonly onChange: (day: Day | null) => void };

export function DayField({ value, today, onChange }: DayFieldProps) {
  const yesterday = addDays(today, -1);
  const isOther = value !== null && value !== today && value !== yesterday;
  const [picking, setPicking] = useState(isOther);
  const pick = (day: Day | null) => {
    setPicking(false);
    onChange(day);
  };
  return (
    <div class="stack">
      <h3>{t("Day of the visit")}</h3>
      <Choices label={t("Day of the visit")} layout="three">
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
          onChange={(typed) => onChange(IS_DAY.test(typed) ? typed : null)}
        />
      )}
      {value !== null && <DayWarning day={value} today={today} />}
    </div>
  );
}

function DayWarning({ day, today }: { readonly day: Day; readonly today: Day }) {
  const ahead = daysBetween(today, day);
  if (ahead > 0) {
    return (
      <Notice tone="waiting" title={t("This day has not come yet: {day}", { day: relativeDay(day, today) })}>
        <p>{t("Is the day right? If it is the next visit, put it under “Next visit” below.")}</p>
      </Notice>
    );
  }
  if (ahead >= -LONG_AGO_DAYS) return null;
  return (
    <Notice tone="waiting" title={t("That was {count} days ago", { count: -ahead })}>
      <p>{t("If the day is right, just save it.")}</p>
    </Notice>
  );
}
