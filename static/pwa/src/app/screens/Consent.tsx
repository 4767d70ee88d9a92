/** Giving or withdrawing the consent of a household that is on the list. */
import { useState } from "preact/hooks";
import { currentLanguage, t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { ConsentAsk } from "../ConsentAsk.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { type ConsentAnswer, consentDraft, unasked } from "../log/form.ts";
import type { HouseholdView } from "../phone-types.ts";
import { communeName } from "../places.ts";
import { goBack } from "../router.ts";
import { SaveProblemNotice } from "../SaveProblemNotice.tsx";
import { useSave } from "../use-save.ts";
import { useSheet } from "../use-sheet.ts";

export function Consent({ id }: { readonly id: string }) {
  const household = useSnapshot().households.find((known) => known.id === id);
  if (household === undefined) return null;
  return household.consent === "given" ? <Withdraw household={household} /> : <Give household={household} />;
}

function Withdraw({ household }: { readonly household: HouseholdView }) {
  const phone = usePhone();
  const { busy, problem, run } = useSave();
  const withdraw = async () => {
    if (await run(() => phone.withdrawConsent(household.id, "asked"))) goBack(`#/household/${household.id}`);
  };
  return (
    <Page
      title={t("Withdraw consent")}
      onBack={() => goBack(`#/household/${household.id}`)}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          <Button kind="danger" wide busy={busy} onPress={() => void withdraw()}>
            {t("Withdraw consent")}
          </Button>
        </div>
      }
    >
      <p class="item-title">{household.headName}</p>
      <p>{t("The household may withdraw its consent at any time, and need not say why.")}</p>
      <p>
        {t(
          "After that nothing new is written down for it by name. The commune is told when this phone has signal. Help goes on just the same.",
        )}
      </p>
    </Page>
  );
}

function Give({ household }: { readonly household: HouseholdView }) {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const { busy, problem, run } = useSave();
  const { form: consent, change, drop } = useSheet<ConsentAnswer>(`consent.${household.id}`, () => unasked(currentLanguage()));
  const [isMissing, setIsMissing] = useState(false);
  const back = `#/household/${household.id}`;
  const save = async () => {
    const given = consentDraft(consent, snapshot.consentVersion);
    setIsMissing(given === null);
    if (given === null || !(await run(() => phone.giveConsent(household.id, given)))) return;
    drop();
    goBack(back);
  };
  return (
    <Page
      title={household.headName}
      publicTitle={t("Household")}
      onBack={() => goBack(back)}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          {isMissing && (
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
      {consent.answer === "refused" && (
        <Notice tone="info" title={t("The household does not agree")} urgent>
          <p>{t("It is helped just the same: log the visit for the village, without a name.")}</p>
        </Notice>
      )}
      <h2 class="hidden-visually">{t("Consent")}</h2>
      <ConsentAsk
        commune={communeName(snapshot, household.village)}
        value={consent}
        onRefuse={() => change({ ...unasked(consent.language), answer: "refused", recording: null })}
        onChange={change}
      />
    </Page>
  );
}
