/** What may be added and need not be: why not, which day, the next visit, a note. */
import { t } from "../../i18n/translate.ts";
import { TextArea, TextField } from "../../ui/Field.tsx";
import type { Day } from "../phone-types.ts";
import { DayField } from "./DayField.tsx";
import type { LogForm } from "./form.ts";
import { Reasons } from "./OutcomeStep.tsx";

type DetailsStepProps = {
  readonly form: LogForm;
  readonly reasons: readonly string[];
  readonly today: Day;
  readonly onChange: (change: Partial<LogForm>) => void;
};

export function DetailsStep({ form, reasons, today, onChange }: DetailsStepProps) {
  return (
    <>
      {form.outcome === "not_possible" && (
        <Reasons reasons={reasons} chosen={form.reason} onChoose={(reason) => onChange({ reason })} />
      )}
      <DayField value={form.on} today={today} onChange={(on) => onChange({ on })} />
      <details class="fold" open={form.followUpOn !== null || form.note !== ""}>
        <summary>{t("Next visit, note")}</summary>
        <div class="fold-body stack">
          <TextField
            type="date"
            label={t("Next visit")}
            hint={t("This phone will remind you on that day.")}
            min={today}
            value={form.followUpOn ?? ""}
            onChange={(day) => onChange({ followUpOn: day === "" ? null : day })}
          />
          <TextArea
            label={t("Note")}
            hint={t("No passwords, OTP codes or identity numbers.")}
            value={form.note}
            onChange={(note) => onChange({ note })}
          />
        </div>
      </details>
    </>
  );
}
