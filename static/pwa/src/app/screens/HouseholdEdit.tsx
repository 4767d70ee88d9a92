/** Correcting what is known of a household. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { peopleCount } from "../log/form.ts";
import { MOST_IN_HOUSE, Stepper } from "../NewHouseholdFields.tsx";
import type { HouseholdView } from "../phone-types.ts";
import { goBack } from "../router.ts";
import { SaveProblemNotice } from "../SaveProblemNotice.tsx";
import { useSheet } from "../use-sheet.ts";
import { useSave } from "../use-save.ts";

type Fact = "hasSmartphone" | "hasElectricity" | "hasSignal";

function YesNo(props: {
  readonly label: string;
  readonly value: boolean | null;
  readonly onChange: (value: boolean) => void;
}) {
  const { label, value, onChange } = props;
  return (
    <div class="stack">
      <h2 class="field-label">{label}</h2>
      <Choices label={label} layout="pair">
        <Choice shape="slim" pressed={value === true} onPress={() => onChange(true)}>
          {t("Yes")}
        </Choice>
        <Choice shape="slim" pressed={value === false} onPress={() => onChange(false)}>
          {t("No")}
        </Choice>
      </Choices>
    </div>
  );
}

export function HouseholdEdit({ id }: { readonly id: string }) {
  const household = useSnapshot().households.find((known) => known.id === id);
  return household === undefined ? null : <EditForm household={household} />;
}

function EditForm({ household }: { readonly household: HouseholdView }) {
  const phone = usePhone();
  const { busy, problem, run } = useSave();
  const { form, change, drop } = useSheet(`household.${household.id}`, () => ({
    headName: household.headName,
    people: household.people === null ? "" : String(household.people),
    number: household.phone ?? "",
    facts: {} as Partial<Record<Fact, boolean>>,
  }));
  const { headName, people, number, facts } = form;
  const [isNameMissing, setIsNameMissing] = useState(false);
  const factOf = (fact: Fact) => facts[fact] ?? household[fact];
  const save = async () => {
    const name = headName.trim().replace(/\s+/g, " ");
    setIsNameMissing(name === "");
    if (name === "") return;
    const count = peopleCount(people);
    const phoneNumber = number.trim() === "" ? null : number.trim();
    const patch = {
      ...(name === household.headName ? {} : { headName: name }),
      ...(count === household.people ? {} : { people: count }),
      ...(phoneNumber === household.phone ? {} : { phone: phoneNumber }),
      ...facts,
    };
    const isSaved = Object.keys(patch).length === 0 || (await run(() => phone.amendHousehold(household.id, patch)));
    if (!isSaved) return;
    drop();
    goBack(`#/household/${household.id}`);
  };
  return (
    <Page
      title={t("Edit the household")}
      onBack={() => goBack(`#/household/${household.id}`)}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          <Button kind="primary" wide sign="check" busy={busy} onPress={() => void save()}>
            {t("Save")}
          </Button>
        </div>
      }
    >
      <TextField
        label={t("Head of the household")}
        autocapitalize="words"
        value={headName}
        onChange={(typed) => change({ headName: typed })}
        error={isNameMissing ? t("Enter the name of the head of the household.") : null}
      />
      <Stepper
        label={t("People in the household (if known)")}
        max={MOST_IN_HOUSE}
        hasTens={false}
        value={people === "" ? null : Number(people)}
        onChange={(counted) => change({ people: counted === null ? "" : String(counted) })}
      />
      <TextField
        type="tel"
        label={t("Phone number (if they want to give it)")}
        maxLength={20}
        value={number}
        onChange={(typed) => change({ number: typed })}
      />
      <YesNo
        label={t("Is there a smartphone in the house?")}
        value={factOf("hasSmartphone")}
        onChange={(hasSmartphone) => change({ facts: { ...facts, hasSmartphone } })}
      />
      <YesNo
        label={t("Is there electricity?")}
        value={factOf("hasElectricity")}
        onChange={(hasElectricity) => change({ facts: { ...facts, hasElectricity } })}
      />
      <YesNo
        label={t("Is there a phone signal at home?")}
        value={factOf("hasSignal")}
        onChange={(hasSignal) => change({ facts: { ...facts, hasSignal } })}
      />
    </Page>
  );
}
