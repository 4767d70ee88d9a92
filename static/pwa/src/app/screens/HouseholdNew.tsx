/** A new household without an assist: asked first, kept only after it agreed. */
import { useState } from "preact/hooks";
import { currentLanguage, t } from "../../i18n/translate.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { ConsentAsk } from "../ConsentAsk.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { consentDraft, householdDraft, unasked } from "../log/form.ts";
import { NewHouseholdFields } from "../NewHouseholdFields.tsx";
import { communeName } from "../places.ts";
import { rememberVillage } from "../preferences.ts";
import { goBack, replaceWith } from "../router.ts";
import { SaveProblemNotice } from "../SaveProblemNotice.tsx";
import { useSheet } from "../use-sheet.ts";
import { useSave } from "../use-save.ts";
import { useUsualVillage } from "../VillageChoice.tsx";

const NOTHING = { headName: "", people: "", phone: "" };

export function HouseholdNew() {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const usualVillage = useUsualVillage();
  const { busy, problem, run } = useSave();
  const { form, change, drop } = useSheet("household-new", () => ({
    household: { ...NOTHING, village: usualVillage },
    consent: unasked(currentLanguage()),
  }));
  const { household, consent } = form;
  const [hasRefused, setHasRefused] = useState(false);
  const [lacks, setLacks] = useState<"name" | "consent" | null>(null);
  const save = async () => {
    const given = consentDraft(consent, snapshot.consentVersion);
    const isNameless = household.headName.trim() === "";
    setLacks(isNameless ? "name" : given === null ? "consent" : null);
    if (isNameless || given === null) return;
    const isSaved = await run(async () => {
      const { id } = await phone.addHousehold(householdDraft(household), given);
      drop();
      rememberVillage(household.village);
      replaceWith(`#/household/${id}`);
    });
    if (isSaved) window.scrollTo(0, 0);
  };
  if (hasRefused) {
    return (
      <Page title={t("New household")} onBack={() => goBack("#/households")}>
        <Notice tone="info" title={t("Nothing was kept")} urgent>
          <p>
            {t("The household is helped just the same. When you help, log the visit for the village, without a name.")}
          </p>
        </Notice>
        <LinkButton kind="primary" wide sign="plus" href="#/log">
          {t("Log an assist")}
        </LinkButton>
      </Page>
    );
  }
  return (
    <Page
      title={t("New household")}
      onBack={() => goBack("#/households")}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          {lacks === "consent" && (
            <p class="field-error" role="alert">
              {consent.answer === null ? t("Ask the household, then choose its answer.") : t("Choose how they agreed.")}
            </p>
          )}
          <Button kind="primary" wide sign="check" busy={busy} onPress={() => void save()}>
            {t("Save")}
          </Button>
        </div>
      }
    >
      <h2 class="hidden-visually">{t("What is known")}</h2>
      <NewHouseholdFields
        value={household}
        onChange={(next) => change({ household: next })}
        nameError={lacks === "name" ? t("Enter the name of the head of the household.") : null}
      />
      <ConsentAsk
        commune={communeName(snapshot, household.village)}
        value={consent}
        onRefuse={() => {
          change({ household: { ...NOTHING, village: household.village } });
          setHasRefused(true);
        }}
        onChange={(next) => change({ consent: next })}
      />
    </Page>
  );
}
