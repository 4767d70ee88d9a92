/** Who the new household is: the fewest words that tell it apart. */
import { t } from "../i18n/translate.ts";
import { TextField } from "../ui/Field.tsx";
import { later } from "../ui/Later.tsx";
import type { NewHousehold } from "./log/form.ts";
import { VillageChoice } from "./VillageChoice.tsx";

export const Stepper = later(async () => (await import("../ui/Stepper.tsx")).Stepper);
export const MOST_IN_HOUSE = 50;

type FieldsProps = {
  readonly value: NewHousehold;
  readonly onChange: (value: NewHousehold) => void;
  readonly nameError?: string | null;
};

export function NewHouseholdFields({ value, onChange, nameError = null }: FieldsProps) {
  return (
    <>
      <VillageChoice chosen={value.village} onChoose={(village) => onChange({ ...value, village })} />
      <TextField
        label={t("Head of the household")}
        autocapitalize="words"
        value={value.headName}
        error={nameError}
        onChange={(headName) => onChange({ ...value, headName })}
      />
      <Stepper
        label={t("People in the household (if known)")}
        max={MOST_IN_HOUSE}
        hasTens={false}
        value={value.people === "" ? null : Number(value.people)}
        onChange={(people) => onChange({ ...value, people: people === null ? "" : String(people) })}
      />
      <TextField
        type="tel"
        label={t("Phone number (if they want to give it)")}
        maxLength={20}
        value={value.phone}
        onChange={(phone) => onChange({ ...value, phone })}
      />
    </>
  );
}
