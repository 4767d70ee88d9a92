/** How it went: four large choices, and why when it was not possible. */
import { OUTCOME_LABELS, OUTCOMES } from "../../domain/words.ts";
import { t } from "../../i18n/translate.ts";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { OutcomePictogram } from "../../ui/Pictogram.tsx";
import { Heard } from "../heard.tsx";
import { outcomeLabel, reasonLabel } from "../labels.ts";
import type { Outcome } from "../phone-types.ts";

type OutcomeStepProps = { readonly chosen: Outcome | null; readonly onChoose: (outcome: Outcome) => void };

export function OutcomeStep({ chosen, onChoose }: OutcomeStepProps) {
  return (
    <Choices label={t("How did it go?")}>
      {OUTCOMES.map((outcome) => (
        <Heard key={outcome} says={OUTCOME_LABELS[outcome]}>
          <Choice pressed={outcome === chosen} onPress={() => onChoose(outcome)}>
            <OutcomePictogram outcome={outcome} size="large" />
            {outcomeLabel(outcome)}
          </Choice>
        </Heard>
      ))}
    </Choices>
  );
}

type ReasonsProps = {
  readonly reasons: readonly string[];
  readonly chosen: string | null;
  readonly onChoose: (reason: string) => void;
};

export function Reasons({ reasons, chosen, onChoose }: ReasonsProps) {
  return (
    <div class="stack">
      <h3>{t("Why was it not possible?")}</h3>
      <Choices label={t("Why was it not possible?")} layout="pair">
        {reasons.map((reason) => (
          <Choice key={reason} shape="slim" pressed={reason === chosen} onPress={() => onChoose(reason)}>
            {reasonLabel(reason)}
          </Choice>
        ))}
      </Choices>
    </div>
  );
}
