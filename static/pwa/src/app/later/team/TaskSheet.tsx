/** Giving a task, or handing a household to somebody: to whom, what, until when. Leaders only. */
import { useState } from "preact/hooks";
import { addDays, type Day, dayOf } from "../../../domain/days.ts";
import { peopleInOrder } from "../../../domain/order.ts";
import { t } from "../../../i18n/translate.ts";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { TextArea, TextField } from "../../../ui/Field.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import type { Snapshot } from "../../phone-types.ts";
import { now } from "../../surroundings.ts";
import { useUsualVillage, VillageChoice } from "../../VillageChoice.tsx";
import { Kept } from "../sheet/Kept.tsx";
import { Sheet } from "../sheet/Sheet.tsx";
import { useSheet } from "../sheet/use-sheet.ts";

/** `to`: "" is not chosen yet, "team" the whole team, else a person's id. */
type TaskForm = { readonly village: string; readonly to: string; readonly text: string; readonly due: Day | null };

const TEAM = "team";

function missingWords(form: TaskForm, today: Day): string | null {
  if (form.to === "") return t("Choose who is to do it.");
  if (form.text.trim() === "") return t("Write what is to be done.");
  if (form.due !== null && form.due < today) return t("This day has passed. Choose another one.");
  return null;
}

const membersOf = ({ team, me }: Snapshot, village: string) =>
  team
    .filter(({ id, villages }) => villages.includes(village) || id === me?.id)
    .sort((a, b) => peopleInOrder(a.name, b.name));

/** *about*: a household to hand over; *to*: a member to begin with. */
export function TaskNew({ about, to }: { readonly about: string | null; readonly to: string | null }) {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const household = snapshot.households.find(({ id }) => id === about);
  const member = snapshot.team.find(({ id }) => id === to);
  const usual = useUsualVillage();
  const village = household?.village ?? member?.villages[0] ?? usual;
  const sheet = useSheet(`task.${about ?? to ?? ""}`, (): TaskForm => ({ village, to: to ?? "", text: "", due: null }));
  const [savedId, setSavedId] = useState<string | null>(null);
  const today = dayOf(now.value);
  const { form, change } = sheet;
  if (savedId !== null) {
    return (
      <Kept title={t("Give a task")} next="#/tasks" undo={() => phone.withdrawTask(savedId, "undo")}>
        <p>
          <strong>{snapshot.tasks.find(({ id }) => id === savedId)?.text}</strong>
        </p>
      </Kept>
    );
  }
  const save = async () => {
    const { id } = await phone.giveTask({
      village: form.village,
      to: form.to === TEAM ? null : form.to,
      text: form.text.trim(),
      ...(household === undefined ? {} : { household: household.id }),
      ...(form.due === null ? {} : { due: form.due }),
    });
    sheet.drop();
    setSavedId(id);
  };
  return (
    <Sheet title={t("Give a task")} back="#/tasks" sheet={sheet} missing={missingWords(form, today)} save={save}>
      {household !== undefined && (
        <div class="chosen">
          <Sign name="houses" />
          <span class="chosen-text">{household.headName}</span>
        </div>
      )}
      {household === undefined && (
        <VillageChoice chosen={form.village} onChoose={(next) => change({ village: next, to: "" })} />
      )}
      <section class="stack" aria-labelledby="task-who">
        <h2 id="task-who">{t("Who is to do it?")}</h2>
        <Choices label={t("Who is to do it?")} layout="list">
          <Choice shape="row" pressed={form.to === TEAM} onPress={() => change({ to: TEAM })}>
            <Sign name="village" />
            {t("Whoever of the team does it first")}
          </Choice>
          {membersOf(snapshot, form.village).map(({ id, name }) => (
            <Choice key={id} shape="row" pressed={form.to === id} onPress={() => change({ to: id })}>
              <Sign name="person" />
              {name}
            </Choice>
          ))}
        </Choices>
      </section>
      <TextArea
        label={t("What is to be done?")}
        hint={t("No passwords, OTP codes or identity numbers.")}
        value={form.text}
        onChange={(text) => change({ text })}
      />
      <DueField value={form.due} today={today} onChange={(due) => change({ due })} />
    </Sheet>
  );
}

type DueProps = { readonly value: Day | null; readonly today: Day; readonly onChange: (day: Day | null) => void };

function DueField({ value, today, onChange }: DueProps) {
  const usual = [
    { day: addDays(today, 3), words: t("In three days") },
    { day: addDays(today, 7), words: t("Next week") },
  ];
  const isUsual = usual.some(({ day }) => day === value);
  const [isPicking, setIsPicking] = useState(value !== null && !isUsual);
  return (
    <div class="stack">
      <h2>{t("Until when?")}</h2>
      <Choices label={t("Until when?")} layout="pair">
        {usual.map(({ day, words }) => (
          <Choice
            key={day}
            shape="slim"
            pressed={!isPicking && value === day}
            onPress={() => {
              setIsPicking(false);
              onChange(value === day ? null : day);
            }}
          >
            {words}
          </Choice>
        ))}
        <Choice shape="slim" pressed={isPicking} onPress={() => setIsPicking(!isPicking)}>
          {t("Another day")}
        </Choice>
        <Choice
          shape="slim"
          pressed={value === null && !isPicking}
          onPress={() => {
            setIsPicking(false);
            onChange(null);
          }}
        >
          {t("No day")}
        </Choice>
      </Choices>
      {isPicking && (
        <TextField
          type="date"
          label={t("Which day?")}
          min={today}
          value={value ?? ""}
          onChange={(typed) => onChange(typed === "" ? null : typed)}
        />
      )}
    </div>
  );
}
