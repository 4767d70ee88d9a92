/** For whom: a recent household, one found by name, a new one with its consent, or nobody by name. */
import { currentLanguage, t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { ConsentAsk } from "../ConsentAsk.tsx";
import { useSnapshot } from "../context.ts";
import { HouseholdPicker } from "../HouseholdPicker.tsx";
import { NewHouseholdFields } from "../NewHouseholdFields.tsx";
import type { HouseholdView } from "../phone-types.ts";
import { communeName } from "../places.ts";
import { useUsualVillage, VillageChoice } from "../VillageChoice.tsx";
import { type Missing, unasked, type Who } from "./form.ts";

type HouseholdStepProps = {
  readonly who: Who | null;
  readonly onChange: (who: Who | null) => void;
  /** A new household is complete, as far as its reader thinks. */
  readonly onGoOn: () => void;
  /** False while an existing assist is corrected: it can move to a household that is known, not found a new one. */
  readonly allowsNew: boolean;
  readonly missing: Missing | null;
};

/** Who a tap on *household* chooses; one that has not agreed is asked first. */
export function chooseKnown(household: HouseholdView): Who {
  const consent = household.consent === "given" ? null : unasked(currentLanguage());
  return { kind: "known", id: household.id, consent };
}

function newHousehold(village: string): Who {
  const household = { village, headName: "", people: "", phone: "" };
  return { kind: "new", household, isSettled: false, consent: unasked(currentLanguage()) };
}

export function HouseholdStep(props: HouseholdStepProps) {
  const { who, onChange } = props;
  if (who === null) return <Choosing {...props} />;
  return (
    <>
      {who.kind === "village" && <Unnamed who={who} onChange={onChange} />}
      {who.kind === "known" && <Known who={who} onChange={onChange} />}
      {who.kind === "new" && <New {...props} who={who} />}
      <Button kind="quiet" sign="back" onPress={() => onChange(null)}>
        {t("Choose another household")}
      </Button>
    </>
  );
}

function Choosing({ onChange, allowsNew }: Pick<HouseholdStepProps, "onChange" | "allowsNew">) {
  const village = useUsualVillage();
  const isOnlyVillage = useSnapshot().villages.length < 2;
  return (
    <>
      <HouseholdPicker onChoose={(household) => onChange(chooseKnown(household))} />
      {allowsNew && (
        <>
          <Button wide sign="plus" onPress={() => onChange(newHousehold(village))}>
            {t("New household")}
          </Button>
          <Button wide sign="village" onPress={() => onChange({ kind: "village", village, isSettled: isOnlyVillage })}>
            {t("The household does not want to be named")}
          </Button>
        </>
      )}
    </>
  );
}

type PartProps<Kind extends Who["kind"]> = {
  readonly who: Extract<Who, { readonly kind: Kind }>;
  readonly onChange: (who: Who) => void;
};

function Unnamed({ who, onChange }: PartProps<"village">) {
  return (
    <>
      <VillageChoice chosen={who.village} onChoose={(village) => onChange({ ...who, village })} />
      <Notice tone="info" title={t("No name will be written down")}>
        <p>{t("The visit counts for the village. The household is helped just the same.")}</p>
      </Notice>
      <Button kind="primary" wide onPress={() => onChange({ ...who, isSettled: true })}>
        {t("Go on")}
      </Button>
    </>
  );
}

/** A household on the list that has not agreed, or no longer does. */
function Known({ who, onChange }: PartProps<"known">) {
  const snapshot = useSnapshot();
  const household = snapshot.households.find(({ id }) => id === who.id);
  if (household === undefined || who.consent === null) return null;
  const { consent } = who;
  const name = household.headName;
  return (
    <>
      <Notice
        tone="waiting"
        title={
          household.consent === "withdrawn"
            ? t("{name} has withdrawn consent", { name })
            : t("{name} has not been asked yet", { name })
        }
      />
      <ConsentAsk
        commune={communeName(snapshot, household.village)}
        value={consent}
        onRefuse={() => onChange({ kind: "village", village: household.village, isSettled: false })}
        onChange={(next) => onChange({ ...who, consent: next })}
      />
    </>
  );
}

function New({ who, onChange, onGoOn, missing }: PartProps<"new"> & HouseholdStepProps) {
  const snapshot = useSnapshot();
  const { household, consent } = who;
  return (
    <>
      <NewHouseholdFields
        value={household}
        onChange={(next) => onChange({ ...who, household: next })}
        nameError={missing === "name" ? t("Enter the name of the head of the household.") : null}
      />
      <ConsentAsk
        commune={communeName(snapshot, household.village)}
        value={consent}
        // What was typed is dropped here and now: nobody agreed to it.
        onRefuse={() => onChange({ kind: "village", village: household.village, isSettled: false })}
        onChange={(next) => onChange({ ...who, consent: next })}
      />
      {missing === "consent" && (
        <p class="field-error" role="alert">
          {t("Ask the household, then choose its answer.")}
        </p>
      )}
      {missing === "method" && (
        <p class="field-error" role="alert">
          {t("Choose how they agreed.")}
        </p>
      )}
      {consent.answer === "agreed" && (
        <Button kind="primary" wide onPress={onGoOn}>
          {t("Go on")}
        </Button>
      )}
    </>
  );
}
