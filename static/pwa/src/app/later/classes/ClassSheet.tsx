/** Writing down a class, and correcting one: what about, who came, when. */
import { useState } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { LANGUAGES } from "../../../i18n/languages.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Select, TextArea } from "../../../ui/Field.tsx";
import { TopicPictogram } from "../../../ui/Pictogram.tsx";
import { Stepper } from "../../../ui/Stepper.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import { DayField } from "../../log/DayField.tsx";
import { TopicStep } from "../../log/TopicStep.tsx";
import type { ClassView } from "../../phone-village-types.ts";
import { rememberVillage } from "../../preferences.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";
import { useUsualVillage, VillageChoice } from "../../VillageChoice.tsx";
import { ClassLesson } from "../lessons/ClassLesson.tsx";
import { Kept } from "../sheet/Kept.tsx";
import { Sheet } from "../sheet/Sheet.tsx";
import { type SheetState, useSheet } from "../sheet/use-sheet.ts";
import {
  type ClassForm,
  type ClassMissing,
  classDraft,
  classFormOf,
  classPatch,
  emptyClass,
  missingInClass,
} from "./class-form.ts";
import { classTitle, peopleWords } from "./class-words.ts";

const MOST_PEOPLE = 1000;

function missingWords(missing: ClassMissing | null): string | null {
  switch (missing) {
    case "topic":
      return t("Choose what the class was about.");
    case "people":
      return t("Say how many came.");
    case "over60":
      return t("More over 60 than people who came: count again.");
    case "day":
      return t("Look at the day again, or say that it is right.");
    case null:
      return null;
  }
}

export function ClassHold() {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const village = useUsualVillage();
  const sheet = useSheet("class", () => emptyClass(village));
  const [savedId, setSavedId] = useState<string | null>(null);
  const today = dayOf(now.value);
  const { form } = sheet;
  const saved = snapshot.classes.find(({ id }) => id === savedId);
  if (savedId !== null) {
    return (
      <Kept
        key={savedId}
        title={t("Write down a class")}
        next="#/classes"
        undo={() => phone.withdrawClass(savedId, "undo")}
      >
        {saved !== undefined && (
          <>
            <p>
              <strong>{classTitle(saved, snapshot)}</strong>
            </p>
            <p>{peopleWords(saved)}</p>
          </>
        )}
      </Kept>
    );
  }
  const save = async () => {
    const { id } = await phone.holdClass(classDraft(form, today));
    rememberVillage(form.village);
    sheet.drop();
    setSavedId(id);
  };
  return (
    <Sheet
      title={t("Write down a class")}
      back="#/classes"
      sheet={sheet}
      missing={missingWords(missingInClass(form, today))}
      save={save}
    >
      <Fields sheet={sheet} />
    </Sheet>
  );
}

export function ClassChange({ id }: { readonly id: string }) {
  const held = useSnapshot().classes.find((known) => known.id === id);
  return held === undefined || !held.canChange ? null : <ChangeSheet held={held} />;
}

function ChangeSheet({ held }: { readonly held: ClassView }) {
  const phone = usePhone();
  // News that arrive meanwhile must not move the sheet under the thumb.
  const [opened] = useState(held);
  const sheet = useSheet(`class.${opened.id}`, () => classFormOf(opened), true);
  const today = dayOf(now.value);
  const back = `#/class/${opened.id}`;
  const save = async () => {
    const patch = classPatch(opened, sheet.form, today);
    if (Object.keys(patch).length > 0) await phone.amendClass(opened.id, patch);
    sheet.drop();
    goBack(back);
  };
  return (
    <Sheet
      title={t("Correct")}
      back={back}
      sheet={sheet}
      missing={missingWords(missingInClass(sheet.form, today))}
      save={save}
    >
      <Fields sheet={sheet} />
    </Sheet>
  );
}

function Fields({ sheet: { form, change } }: { readonly sheet: SheetState<ClassForm> }) {
  const { topics } = useSnapshot();
  return (
    <>
      <section class="stack" aria-labelledby="about-title">
        <h2 id="about-title">{t("What was the class about?")}</h2>
        {form.topic === null ? (
          <TopicStep topics={topics} chosen={form.topic} onChoose={(topic) => change({ topic, lesson: null, steps: null })} />
        ) : (
          <div class="chosen">
            <TopicPictogram topic={form.topic} />
            <span class="chosen-text">{classTitle(form, { topics })}</span>
            <Button
              kind="quiet"
              label={t("Change: {what}", { what: t("What was the class about?") })}
              onPress={() => change({ topic: null, lesson: null, steps: null })}
            >
              {t("Change")}
            </Button>
          </div>
        )}
        <ClassLesson about={form} onChange={change} />
      </section>
      <section class="stack" aria-labelledby="came-title">
        <h2 id="came-title">{t("Who came?")}</h2>
        <Stepper label={t("Women")} value={form.women} max={MOST_PEOPLE} onChange={(women) => change({ women })} />
        <Stepper label={t("Men")} value={form.men} max={MOST_PEOPLE} onChange={(men) => change({ men })} />
        <Stepper
          label={t("Of these over 60")}
          value={form.over60}
          max={MOST_PEOPLE}
          onChange={(over60) => change({ over60 })}
        />
      </section>
      <VillageChoice chosen={form.village} onChoose={(village) => change({ village })} />
      <DayField
        label={t("Day of the class")}
        value={form.on}
        today={dayOf(now.value)}
        isSure={form.isDaySure}
        onChange={(on, isDaySure) => change({ on, isDaySure })}
      />
      <details class="fold" open={form.language !== null || form.note !== ""}>
        <summary>{t("Language, note")}</summary>
        <div class="fold-body stack">
          <Select
            label={t("Language spoken")}
            value={form.language ?? ""}
            onChange={(language) => change({ language: language === "" ? null : language })}
            options={[
              { value: "", label: t("not said") },
              ...LANGUAGES.map(({ code, name }) => ({ value: code, label: name })),
            ]}
          />
          <TextArea
            label={t("Note")}
            hint={t("No passwords, OTP codes or identity numbers.")}
            value={form.note}
            onChange={(note) => change({ note })}
          />
        </div>
      </details>
    </>
  );
}
