/** Tasks of the team: what is open, for whom, until when; done with one tap and a word if there is one. */
import { useState } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { TextArea } from "../../../ui/Field.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import type { TaskView } from "../../phone-team-types.ts";
import { goBack } from "../../router.ts";
import { SaveProblemNotice } from "../../SaveProblemNotice.tsx";
import { now } from "../../surroundings.ts";
import { useSave } from "../../use-save.ts";
import { useSheet } from "../sheet/use-sheet.ts";
import { Standing } from "../sheet/Standing.tsx";
import { WithdrawSheet } from "../sheet/WithdrawSheet.tsx";
import { forWhom, isLate, whenWords } from "./task-words.ts";

const DONE_SHOWN = 20;

export function Tasks() {
  const { tasks, me } = useSnapshot();
  const open = tasks.filter(({ state }) => state === "open");
  const done = tasks.filter(({ state }) => state === "done").slice(0, DONE_SHOWN);
  const give = me?.role === "leader" && (
    <LinkButton wide sign="plus" href="#/task-new/team">
      {t("Give a task")}
    </LinkButton>
  );
  return (
    <Page title={t("Tasks")} onBack={() => goBack()}>
      {open.length === 0 && <Empty sign="check" words={t("No open task.")} />}
      {open.length > 0 && (
        <ul class="list" aria-label={t("Open tasks")}>
          {open.map((task) => (
            <Item key={task.id} task={task} />
          ))}
        </ul>
      )}
      {give}
      {done.length > 0 && (
        <section class="stack" aria-labelledby="done-tasks">
          <h2 id="done-tasks">{t("Done")}</h2>
          <ul class="list">
            {done.map((task) => (
              <Item key={task.id} task={task} />
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}

function Item({ task }: { readonly task: TaskView }) {
  const today = dayOf(now.value);
  return (
    <li>
      <a class="item" href={`#/task/${task.id}`}>
        <Sign name={task.state === "done" ? "check" : "task"} />
        <span class="item-text">
          <span class="item-title line-clamp">{task.text}</span>
          {task.householdName !== null && <span>{task.householdName}</span>}
          <span class={isLate(task, today) ? "task-urgent small" : "soft small"}>
            {forWhom(task)} · {whenWords(task, today)}
          </span>
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}

export function TaskPage({ id }: { readonly id: string }) {
  const phone = usePhone();
  const task = useSnapshot().tasks.find((known) => known.id === id);
  const [isWithdrawing, setIsWithdrawing] = useState(false);
  if (task === undefined) {
    return (
      <Page title={t("Task")} onBack={() => goBack("#/tasks")}>
        <Empty sign="task" words={t("This task was taken back.")} />
      </Page>
    );
  }
  if (isWithdrawing) {
    return (
      <WithdrawSheet
        title={t("Take this task back?")}
        withdraw={(reason) => phone.withdrawTask(id, reason)}
        onClose={() => setIsWithdrawing(false)}
      />
    );
  }
  return <Sheet task={task} onWithdraw={() => setIsWithdrawing(true)} />;
}

function Sheet({ task, onWithdraw }: { readonly task: TaskView; readonly onWithdraw: () => void }) {
  const phone = usePhone();
  const { me } = useSnapshot();
  const { busy, problem, run } = useSave();
  const { form, change, drop } = useSheet(`done.${task.id}`, () => ({ words: "" }));
  const words = form.words.trim();
  const finish = async () => {
    if (await run(() => phone.finishTask(task.id, words === "" ? null : words))) drop();
  };
  const isOpen = task.state === "open";
  const isLeader = me?.role === "leader";
  const mayFinish = isOpen && (task.isMine || isLeader);
  const foot = (
    <div class="save-bar">
      <SaveProblemNotice problem={problem} />
      <Button
        kind="primary"
        wide
        sign="check"
        busy={busy}
        onPress={() => void finish()}
      >
        {t("It is done")}
      </Button>
    </div>
  );
  return (
    <Page title={t("Task")} onBack={() => goBack("#/tasks")} {...(mayFinish ? { foot } : {})}>
      {(task.receipt === "attention" || task.receipt === "held") && <Standing record={task} />}
      <p class="card said">{task.text}</p>
      <p class="soft">
        {forWhom(task)} · {whenWords(task, dayOf(now.value))}
        {task.giverName !== null && (
          <>
            {" · "}
            {t("given by {name}", { name: task.giverName })}
          </>
        )}
      </p>
      {task.doneText !== null && <p class="answer">{task.doneText}</p>}
      {task.household !== null && (
        <LinkButton wide sign="houses" href={`#/household/${task.household}`}>
          {task.householdName ?? t("Household")}
        </LinkButton>
      )}
      {mayFinish && (
        <TextArea label={t("A word about it (optional)")} value={form.words} onChange={(next) => change({ words: next })} />
      )}
      {isOpen && isLeader && task.isGiven && (
        <Button kind="danger" wide sign="undo" onPress={onWithdraw}>
          {t("Take back")}
        </Button>
      )}
    </Page>
  );
}
