/** What may be added and need not be: why not, which day, the next visit, a note. */
import { t } from "../../i18n/translate.ts";
import { TextArea } from "../../ui/Field.tsx";
import { later } from "../../ui/Later.tsx";
import { FollowUpField } from "../FollowUpField.tsx";
import type { Day, TopicView } from "../phone-types.ts";
import { DayField } from "./DayField.tsx";
import { askedOf } from "./extra.ts";
import type { LogForm } from "./form.ts";
import { Reasons } from "./OutcomeStep.tsx";

const Recorder = later(async () => (await import("../later/voice/Recorder.tsx")).Recorder);
const ExtraFields = later(async () => (await import("../later/extra/ExtraFields.tsx")).ExtraFields);

type DetailsStepProps = {
  readonly form: LogForm;
  readonly reasons: readonly string[];
  readonly topic: TopicView | undefined;
  readonly today: Day;
  /** The spoken note that the assist has already. */
  readonly savedVoice: string | null;
  readonly onChange: (change: Partial<LogForm>) => void;
};

export function DetailsStep({ form, reasons, topic, today, savedVoice, onChange }: DetailsStepProps) {
  const asked = askedOf(topic, form.outcome);
  return (
    <>
      {form.outcome === "not_possible" && (
        <Reasons reasons={reasons} chosen={form.reason} onChoose={(reason) => onChange({ reason })} />
      )}
      {(asked.stage || asked.lastUsed || asked.seller) && (
        <ExtraFields asked={asked} value={form} onChange={onChange} />
      )}
      <DayField
        value={form.on}
        today={today}
        isSure={form.isDaySure}
        aheadHint={t("Is the day right? If it is the next visit, put it under “Next visit” below.")}
        onChange={(on, isDaySure) => onChange({ on, isDaySure })}
      />
      <details class="fold" open={form.followUpOn !== null || form.note !== "" || form.voice !== null}>
        <summary>{t("Next visit, note")}</summary>
        <div class="fold-body stack">
          <FollowUpField
            value={form.followUpOn}
            today={today}
            isSure={form.isFollowUpSure}
            onChange={(followUpOn, isFollowUpSure) => onChange({ followUpOn, isFollowUpSure })}
          />
          <TextArea
            label={t("Note")}
            hint={t("No passwords, OTP codes or identity numbers.")}
            value={form.note}
            onChange={(note) => onChange({ note })}
          />
          <Recorder
            label={t("Or say the note")}
            hint={t("At most a minute. No passwords, OTP codes or identity numbers.")}
            value={form.voice}
            saved={savedVoice}
            onChange={(voice) => onChange({ voice })}
          />
        </div>
      </details>
    </>
  );
}
