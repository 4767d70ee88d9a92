/** The four steps of the sheet, one open at a time; used for a new assist and for correcting one. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { OutcomePictogram, Sign, TopicPictogram } from "../../ui/Pictogram.tsx";
import { useSnapshot } from "../context.ts";
import { outcomeLabel } from "../labels.ts";
import type { Day, Snapshot } from "../phone-types.ts";
import { villageName } from "../places.ts";
import { DetailsStep } from "./DetailsStep.tsx";
import { currentStep, type LogForm, type Missing, type Step as StepName, type Who } from "./form.ts";
import { HouseholdStep } from "./HouseholdStep.tsx";
import { OutcomeStep } from "./OutcomeStep.tsx";
import { Step } from "./Step.tsx";
import { TopicStep } from "./TopicStep.tsx";

const ORDER: readonly StepName[] = ["household", "topic", "outcome", "details"];

type StepsProps = {
  readonly form: LogForm;
  readonly today: Day;
  readonly allowsNew: boolean;
  /** What a press on Save or Go on has found missing. */
  readonly missing: Missing | null;
  /** The spoken note that the assist has already. */
  readonly savedVoice?: string | null;
  readonly onGoOn: () => void;
  readonly onChange: (change: Partial<LogForm>) => void;
};

/** For whom a sheet is, in words; empty while nobody is chosen. */
export function whoWords(who: Who | null, snapshot: Snapshot): string {
  if (who === null) return "";
  if (who.kind === "new") return who.household.headName;
  if (who.kind === "village") return t("{village}, nobody by name", { village: villageName(snapshot, who.village) });
  return snapshot.households.find(({ id }) => id === who.id)?.headName ?? t("Household");
}

export function Steps({ form, today, allowsNew, missing, savedVoice = null, onGoOn, onChange }: StepsProps) {
  const snapshot = useSnapshot();
  const [reopened, setReopened] = useState<StepName | null>(null);
  const [isDrawn, setIsDrawn] = useState(false);
  useEffect(() => setIsDrawn(true), []);
  const current = currentStep(form);
  const open = reopened ?? current;
  const stateOf = (step: StepName): "later" | "open" | "done" => {
    if (step === open) return "open";
    return ORDER.indexOf(step) < ORDER.indexOf(current) ? "done" : "later";
  };
  const common = (step: StepName) => ({
    number: ORDER.indexOf(step) + 1,
    state: stateOf(step),
    comesIntoView: isDrawn,
    onReopen: () => setReopened(step),
  });
  const settle = (change: Partial<LogForm>) => {
    setReopened(null);
    onChange(change);
  };
  const topic = snapshot.topics.find(({ code }) => code === form.topic);
  return (
    <div class="steps">
      <Step
        {...common("household")}
        title={t("Which household?")}
        onReopen={() => settle({ who: form.who?.kind === "new" ? { ...form.who, isSettled: false } : null })}
        chosen={
          <>
            <Sign name={form.who?.kind === "village" ? "village" : "houses"} />
            <span class="chosen-text">{whoWords(form.who, snapshot)}</span>
          </>
        }
      >
        <HouseholdStep
          who={form.who}
          onChange={(who) => onChange({ who })}
          onGoOn={onGoOn}
          allowsNew={allowsNew}
          missing={missing}
        />
      </Step>
      <Step
        {...common("topic")}
        title={t("Which help?")}
        chosen={
          <>
            <TopicPictogram topic={form.topic ?? ""} />
            <span class="chosen-text">{topic === undefined ? form.topic : t(topic.name)}</span>
          </>
        }
      >
        <TopicStep topics={snapshot.topics} chosen={form.topic} onChoose={(code) => settle({ topic: code })} />
      </Step>
      <Step
        {...common("outcome")}
        title={t("How did it go?")}
        chosen={
          <>
            <OutcomePictogram outcome={form.outcome ?? ""} />
            <span class="chosen-text">{form.outcome === null ? "" : outcomeLabel(form.outcome)}</span>
          </>
        }
      >
        <OutcomeStep
          chosen={form.outcome}
          onChoose={(outcome) => settle({ outcome, ...(outcome === "not_possible" ? {} : { reason: null }) })}
        />
      </Step>
      <Step {...common("details")} title={t("When, and what else?")} chosen={null}>
        <DetailsStep
          form={form}
          reasons={snapshot.reasons}
          topic={topic}
          today={today}
          savedVoice={savedVoice}
          onChange={onChange}
        />
        {topic !== undefined && (
          <a class="row" href={`#/lesson/${topic.code}`}>
            <Sign name="lesson" size="small" />
            {t("Lesson on this topic")}
          </a>
        )}
      </Step>
    </div>
  );
}
