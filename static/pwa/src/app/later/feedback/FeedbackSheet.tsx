/** Passing on what somebody in the village asks for or complains about, and correcting it until it is answered. */
import { useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { TextArea } from "../../../ui/Field.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import { HouseholdPicker } from "../../HouseholdPicker.tsx";
import type { FeedbackView } from "../../phone-village-types.ts";
import { rememberVillage } from "../../preferences.ts";
import { goBack } from "../../router.ts";
import { useUsualVillage, VillageChoice } from "../../VillageChoice.tsx";
import { CATEGORIES } from "../../village-codes.ts";
import { Kept } from "../sheet/Kept.tsx";
import { Sheet } from "../sheet/Sheet.tsx";
import { type SheetState, useSheet } from "../sheet/use-sheet.ts";
import { Recorder } from "../voice/Recorder.tsx";
import { categoryLabel, categorySign } from "./category-words.ts";
import {
  emptyFeedback,
  type FeedbackForm,
  type FeedbackMissing,
  feedbackDraft,
  feedbackFormOf,
  feedbackPatch,
  missingInFeedback,
} from "./feedback-form.ts";

function missingWords(missing: FeedbackMissing | null): string | null {
  switch (missing) {
    case "category":
      return t("Choose what it is about.");
    case "text":
      return t("Write what people say, or record it.");
    case null:
      return null;
  }
}

export function FeedbackNew() {
  const phone = usePhone();
  const village = useUsualVillage();
  const sheet = useSheet("feedback", () => emptyFeedback(village));
  const [saved, setSaved] = useState<{ readonly id: string; readonly category: string } | null>(null);
  const { form } = sheet;
  if (saved !== null) {
    return (
      <Kept
        key={saved.id}
        title={t("Pass on feedback")}
        next="#/feedback"
        undo={() => phone.withdrawFeedback(saved.id, "undo")}
      >
        <p>
          <strong>{categoryLabel(saved.category)}</strong>
        </p>
        <p>{t("The commune's answer will come back to this phone.")}</p>
      </Kept>
    );
  }
  const save = async () => {
    const draft = feedbackDraft(form);
    if (draft === null) return;
    const { id } = await phone.raiseFeedback(draft);
    rememberVillage(form.village);
    sheet.drop();
    setSaved({ id, category: draft.category });
  };
  return (
    <Sheet
      title={t("Pass on feedback")}
      back="#/feedback"
      sheet={sheet}
      missing={missingWords(missingInFeedback(form))}
      save={save}
    >
      <Fields sheet={sheet} savedVoice={null} />
    </Sheet>
  );
}

export function FeedbackChange({ id }: { readonly id: string }) {
  const feedback = useSnapshot().feedback.find((known) => known.id === id);
  return feedback === undefined || !feedback.canChange ? null : <ChangeSheet feedback={feedback} />;
}

function ChangeSheet({ feedback }: { readonly feedback: FeedbackView }) {
  const phone = usePhone();
  // News that arrive meanwhile must not move the sheet under the thumb.
  const [opened] = useState(feedback);
  const sheet = useSheet(`feedback.${opened.id}`, () => feedbackFormOf(opened), true);
  const back = `#/feedback-item/${opened.id}`;
  const save = async () => {
    const patch = feedbackPatch(opened, sheet.form);
    if (Object.keys(patch).length > 0) await phone.amendFeedback(opened.id, patch);
    sheet.drop();
    goBack(back);
  };
  return (
    <Sheet
      title={t("Correct")}
      back={back}
      sheet={sheet}
      missing={missingWords(missingInFeedback(sheet.form))}
      save={save}
    >
      <Fields sheet={sheet} savedVoice={opened.voice} />
    </Sheet>
  );
}

type FieldsProps = { readonly sheet: SheetState<FeedbackForm>; readonly savedVoice: string | null };

function Fields({ sheet: { form, change }, savedVoice }: FieldsProps) {
  return (
    <>
      <section class="stack" aria-labelledby="about-title">
        <h2 id="about-title">{t("What is it about?")}</h2>
        <Choices label={t("What is it about?")}>
          {CATEGORIES.map((category) => (
            <Choice key={category} pressed={category === form.category} onPress={() => change({ category })}>
              <Sign name={categorySign(category)} size="large" />
              {categoryLabel(category)}
            </Choice>
          ))}
        </Choices>
      </section>
      <TextArea
        label={t("What people say")}
        hint={t("In their own words. No passwords, OTP codes or identity numbers.")}
        value={form.text}
        onChange={(text) => change({ text })}
      />
      <Recorder
        label={t("Or let them say it")}
        hint={t("At most a minute, if they agree. The commune hears it.")}
        value={form.voice}
        saved={savedVoice}
        onChange={(voice) => change({ voice })}
      />
      <Whom form={form} onChange={change} />
    </>
  );
}

type WhomProps = { readonly form: FeedbackForm; readonly onChange: (part: Partial<FeedbackForm>) => void };

/** Nobody needs to be named: feedback is the village's unless a household is chosen. */
function Whom({ form, onChange }: WhomProps) {
  const { households } = useSnapshot();
  const [isPicking, setIsPicking] = useState(false);
  const chosen = households.find(({ id }) => id === form.household);
  if (chosen !== undefined) {
    return (
      <section class="stack" aria-label={t("From")}>
        <div class="chosen">
          <Sign name="houses" />
          <span class="chosen-text">{chosen.headName}</span>
          <Button
            kind="quiet"
            label={t("Leave out: {what}", { what: chosen.headName })}
            onPress={() => onChange({ household: null })}
          >
            {t("Leave out")}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <section class="stack" aria-label={t("From")}>
      <VillageChoice chosen={form.village} onChoose={(village) => onChange({ village })} />
      {isPicking ? (
        <HouseholdPicker
          onChoose={(household) => {
            setIsPicking(false);
            onChange({ household: household.id, village: household.village });
          }}
        />
      ) : (
        households.length > 0 && (
          <Button wide sign="houses" onPress={() => setIsPicking(true)}>
            {t("It comes from one household (if it wants that)")}
          </Button>
        )
      )}
    </section>
  );
}
