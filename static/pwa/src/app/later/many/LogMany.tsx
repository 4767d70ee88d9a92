/** A meeting in the village hall: topic and outcome once, households ticked, one Save. */
import { useState } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { LANGUAGES } from "../../../i18n/languages.ts";
import { currentLanguage, t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Select, TextArea } from "../../../ui/Field.tsx";
import { Page } from "../../../ui/Page.tsx";
import { OutcomePictogram, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { ConsentWords } from "../../ConsentAsk.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import { outcomeLabel } from "../../labels.ts";
import { DayField } from "../../log/DayField.tsx";
import { OutcomeStep, Reasons } from "../../log/OutcomeStep.tsx";
import { TopicStep } from "../../log/TopicStep.tsx";
import { communeName } from "../../places.ts";
import { rememberVillage } from "../../preferences.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";
import { useUsualVillage, VillageChoice } from "../../VillageChoice.tsx";
import { Kept } from "../sheet/Kept.tsx";
import { Sheet } from "../sheet/Sheet.tsx";
import { type SheetState, useSheet } from "../sheet/use-sheet.ts";
import { chosen, emptyMany, type ManyForm, type ManyMissing, manyDraft, missingInMany, unasked } from "./many-form.ts";
import { ManyList } from "./ManyList.tsx";

function missingWords(missing: ManyMissing | null, waiting: number): string | null {
  switch (missing) {
    case "topic":
      return t("Choose what help it was.");
    case "outcome":
      return t("Choose how it went.");
    case "reason":
      return t("Choose why it was not possible.");
    case "households":
      return t("Tick the households that were there.");
    case "consent":
      return t("{count} households have not been asked: ask them, or take the tick away.", { count: waiting });
    case "day":
      return t("Look at the day again, or say that it is right.");
    case null:
      return null;
  }
}

type Done = { readonly ids: readonly string[]; readonly topic: string };

export function LogMany() {
  const phone = usePhone();
  const { households, consentVersion, topics } = useSnapshot();
  const village = useUsualVillage();
  const sheet = useSheet("many", () => emptyMany(village, currentLanguage()));
  const [done, setDone] = useState<Done | null>(null);
  const today = dayOf(now.value);
  const { form } = sheet;
  if (done !== null) {
    return (
      <Kept
        title={t("Log for many at once")}
        next="#/"
        undo={() => phone.withdrawMany(done.ids, "undo")}
      >
        <p>
          <strong>{t("{count} assists", { count: done.ids.length })}</strong>
        </p>
        <p>{t(topics.find(({ code }) => code === done.topic)?.name ?? done.topic)}</p>
      </Kept>
    );
  }
  if (households.length === 0) {
    return (
      <Page title={t("Log for many at once")} onBack={() => goBack()}>
        <Empty sign="houses" words={t("No households yet. The first one comes with the first assist, or add it here.")}>
          <LinkButton wide sign="plus" href="#/household-new">
            {t("New household")}
          </LinkButton>
        </Empty>
      </Page>
    );
  }
  const save = async () => {
    const draft = manyDraft(form, households, today, consentVersion);
    if (draft === null) return;
    const ids = await phone.logMany(draft);
    rememberVillage(form.village);
    sheet.drop();
    setDone({ ids, topic: draft.assist.topic });
  };
  const missing = missingInMany(form, households, today);
  return (
    <Sheet
      title={t("Log for many at once")}
      back="#/"
      sheet={sheet}
      missing={missingWords(missing, unasked(form, households).length)}
      save={save}
    >
      <What sheet={sheet} />
      {form.topic !== null && form.outcome !== null && <Who sheet={sheet} />}
    </Sheet>
  );
}

type PartProps = { readonly sheet: SheetState<ManyForm> };

function What({ sheet: { form, change } }: PartProps) {
  const { topics, reasons } = useSnapshot();
  const topic = topics.find(({ code }) => code === form.topic);
  if (topic === undefined) {
    return (
      <section class="stack" aria-labelledby="many-topic">
        <h2 id="many-topic">{t("What help was it?")}</h2>
        <TopicStep topics={topics} chosen={null} onChoose={(code) => change({ topic: code })} />
      </section>
    );
  }
  return (
    <>
      <div class="chosen">
        <TopicPictogram topic={topic.code} />
        <span class="chosen-text">{t(topic.name)}</span>
        <Button kind="quiet" label={t("Change: {what}", { what: t("What help was it?") })} onPress={() => change({ topic: null })}>
          {t("Change")}
        </Button>
      </div>
      {form.outcome === null ? (
        <section class="stack" aria-labelledby="many-outcome">
          <h2 id="many-outcome">{t("How did it go?")}</h2>
          <OutcomeStep chosen={null} onChoose={(outcome) => change({ outcome })} />
        </section>
      ) : (
        <div class="chosen">
          <OutcomePictogram outcome={form.outcome} />
          <span class="chosen-text">{outcomeLabel(form.outcome)}</span>
          <Button
            kind="quiet"
            label={t("Change: {what}", { what: t("How did it go?") })}
            onPress={() => change({ outcome: null, reason: null })}
          >
            {t("Change")}
          </Button>
        </div>
      )}
      {form.outcome === "not_possible" && (
        <Reasons reasons={reasons} chosen={form.reason} onChoose={(reason) => change({ reason })} />
      )}
    </>
  );
}

function Who({ sheet: { form, change } }: PartProps) {
  const snapshot = useSnapshot();
  const today = dayOf(now.value);
  const here = snapshot.households.filter(({ village }) => village === form.village);
  const waiting = unasked(form, here);
  const count = chosen(form, snapshot.households).length;
  return (
    <>
      <VillageChoice chosen={form.village} onChoose={(village) => change({ village, ticked: [], agreed: [] })} />
      <section class="stack" aria-labelledby="many-who">
        <h2 id="many-who">{t("Who was there?")}</h2>
        <p role="status" class="tabular">
          <strong>{t("{count} households ticked", { count })}</strong>
        </p>
        {waiting.length > 0 && (
          <details class="fold" open>
            <summary>{t("Read this to those who were not asked yet")}</summary>
            <div class="fold-body stack">
              <ConsentWords commune={communeName(snapshot, form.village)} />
              <Select
                label={t("Read to them in")}
                value={form.language}
                onChange={(language) => change({ language })}
                options={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
              />
            </div>
          </details>
        )}
        <ManyList form={form} households={here} onChange={change} />
      </section>
      <DayField
        label={t("Day of the meeting")}
        value={form.on}
        today={today}
        isSure={form.isDaySure}
        onChange={(on, isDaySure) => change({ on, isDaySure })}
      />
      <TextArea
        label={t("Note")}
        hint={t("No passwords, OTP codes or identity numbers.")}
        value={form.note}
        onChange={(note) => change({ note })}
      />
    </>
  );
}
