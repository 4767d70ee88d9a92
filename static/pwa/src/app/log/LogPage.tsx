/** Logging an assist: the sheet, its draft, its Save, and what comes after. */
import { useLayoutEffect, useState } from "preact/hooks";
import { dayOf } from "../../domain/days.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { usePhone } from "../context.ts";
import type { Phone } from "../phone-types.ts";
import { rememberVillage } from "../preferences.ts";
import { goBack } from "../router.ts";
import { SaveProblemNotice } from "../SaveProblemNotice.tsx";
import { now } from "../surroundings.ts";
import { useSave } from "../use-save.ts";
import { dropDraft, keepDraft, recallDraft } from "./draft.ts";
import { EMPTY_FORM, firstMissing, isUntouched, type LogForm, type Missing } from "./form.ts";
import { chooseKnown } from "./HouseholdStep.tsx";
import { missingWords } from "./missing-words.ts";
import { OtherSheet } from "./OtherSheet.tsx";
import { SavedPage } from "./SavedPage.tsx";
import { saveSheet } from "./save-sheet.ts";
import { Steps } from "./Steps.tsx";

/** An untouched sheet for *household*, or for nobody yet. */
function freshForm(phone: Phone, household: string | null): LogForm {
  const known = phone.snapshot.value.households.find(({ id }) => id === household);
  return known === undefined ? EMPTY_FORM : { ...EMPTY_FORM, who: chooseKnown(known) };
}

/** `other`: what is half filled for somebody else; nothing happens to it before the reader has chosen. */
type Start = { readonly form: LogForm; readonly isRecalled: boolean; readonly other: LogForm | null };

function startingForm(phone: Phone, household: string | null): Start {
  const draft = recallDraft(phone);
  const who = draft?.who;
  // The household may have left this phone since: a sheet about nobody cannot be saved.
  const isGone = who?.kind === "known" && !phone.snapshot.value.households.some(({ id }) => id === who.id);
  const kept = draft === null || isGone ? null : draft;
  if (kept !== null && (household === null || (who?.kind === "known" && who.id === household))) {
    return { form: kept, isRecalled: true, other: null };
  }
  return { form: freshForm(phone, household), isRecalled: false, other: kept };
}

export function LogPage({ household }: { readonly household: string | null }) {
  const phone = usePhone();
  const [start, setStart] = useState(() => startingForm(phone, household));
  const { other, form } = start;
  if (other === null) return <Sheet household={household} start={start} />;
  return (
    <OtherSheet
      other={other}
      wanted={form}
      onGoOn={() => setStart({ form: other, isRecalled: false, other: null })}
      onDiscard={() => setStart({ ...start, other: null })}
    />
  );
}

function Sheet({ household, start }: { readonly household: string | null; readonly start: Start }) {
  const phone = usePhone();
  const [form, setForm] = useState(start.form);
  const [isRecalled, setIsRecalled] = useState(start.isRecalled);
  const [missing, setMissing] = useState<Missing | null>(null);
  const [savedId, setSavedId] = useState<string | null>(null);
  const { busy, problem, run } = useSave();
  const today = dayOf(now.value);
  const lacks = firstMissing(form, today);

  // Nothing chosen is nothing to keep: opening the sheet and leaving it must not count as half filled.
  // At once, not after the drawing: whoever types and leaves in one breath loses no letter.
  useLayoutEffect(() => {
    if (savedId !== null) return;
    if (isUntouched(form)) dropDraft(phone);
    else keepDraft(phone, form);
  }, [form, savedId]);

  const change = (part: Partial<LogForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setMissing(null);
  };
  const begin = (id: string | null) => {
    dropDraft(phone);
    setForm(freshForm(phone, id));
    setSavedId(null);
    setMissing(null);
    setIsRecalled(false);
    window.scrollTo(0, 0);
  };
  const goOn = () => {
    const whoLacks = lacks === "name" || lacks === "consent" || lacks === "method" ? lacks : null;
    if (whoLacks !== null) setMissing(whoLacks);
    else if (form.who?.kind === "new") change({ who: { ...form.who, isSettled: true } });
  };
  const save = async () => {
    setMissing(lacks);
    if (lacks !== null) return;
    await run(async () => {
      const saved = await saveSheet(phone, form, today);
      if (saved === null) return;
      const { who } = form;
      if (who?.kind === "new") rememberVillage(who.household.village);
      if (who?.kind === "village") rememberVillage(who.village);
      dropDraft(phone);
      setSavedId(saved.id);
    });
  };

  if (savedId !== null) return <SavedPage key={savedId} assist={savedId} onAnother={begin} />;
  return (
    <Page
      title={t("Log an assist")}
      onBack={() => goBack()}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          {missing !== null && (
            <p class="field-error" role="alert">
              {missingWords(missing)}
            </p>
          )}
          <Button kind="primary" wide sign="check" waiting={lacks !== null} busy={busy} onPress={() => void save()}>
            {t("Save")}
          </Button>
        </div>
      }
    >
      {isRecalled && (
        <Notice tone="info" title={t("This sheet was half filled")}>
          <Button onPress={() => begin(household)}>{t("Start a new one")}</Button>
        </Notice>
      )}
      <Steps form={form} today={today} allowsNew missing={missing} onGoOn={goOn} onChange={change} />
    </Page>
  );
}
