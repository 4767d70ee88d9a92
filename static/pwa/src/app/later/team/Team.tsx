/** The leader's page: who has unsent work, who was not heard of, what is due, and handing something on. */
import { useState } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { peopleInOrder } from "../../../domain/order.ts";
import { daysBetween, relativeDay, relativeMoment } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import { openFollowUps } from "../../follow-ups.ts";
import type { TeamMemberView } from "../../phone-team-types.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";

/** Longer without a word from a phone than a member is usually out of reach. */
const SILENT_DAYS = 7;

export function Team() {
  const phone = usePhone();
  const { team, assists, households, tasks } = useSnapshot();
  const [asking, setAsking] = useState<"no" | "now" | "failed">("no");
  const today = dayOf(now.value);
  const due = openFollowUps(assists, households).filter(({ followUpOn }) => followUpOn <= today).length;
  const open = tasks.filter(({ state }) => state === "open").length;
  const ask = async () => {
    setAsking("now");
    setAsking((await phone.askForLists()) ? "no" : "failed");
  };
  return (
    <Page title={t("My team")} onBack={() => goBack()}>
      {team.length === 0 ? (
        <Empty sign="village" words={t("Members come with the next contact.")} />
      ) : (
        <ul class="list">
          {[...team].sort((a, b) => peopleInOrder(a.name, b.name)).map((member) => (
            <Member key={member.id} member={member} />
          ))}
        </ul>
      )}
      {asking === "failed" && (
        <Notice tone="waiting" title={t("No contact just now")} urgent>
          <p>{t("The list stays as it was. Try again where there is signal.")}</p>
        </Notice>
      )}
      <Button wide sign="sync" busy={asking === "now"} onPress={() => void ask()}>
        {t("Ask again now")}
      </Button>
      <LinkButton wide sign="calendar" href="#/follow-ups">
        {t("{count} visits of the team are due", { count: due })}
      </LinkButton>
      <LinkButton wide sign="task" href="#/tasks">
        {t("{count} tasks are open", { count: open })}
      </LinkButton>
      <LinkButton kind="primary" wide sign="plus" href="#/task-new/team">
        {t("Give a task")}
      </LinkButton>
    </Page>
  );
}

function Member({ member }: { readonly member: TeamMemberView }) {
  const today = dayOf(now.value);
  const { id, name, lastContactAt, unsent, oldestUnsentAt } = member;
  const isSilent = lastContactAt !== null && daysBetween(dayOf(lastContactAt), today) > SILENT_DAYS;
  return (
    <li>
      <a class="item" href={`#/task-new/${id}`}>
        <Sign name="person" />
        <span class="item-text">
          <span class="item-title">{name}</span>
          <span class="hidden-visually">{t("Give {name} a task", { name })}</span>
          <span class={isSilent ? "task-urgent small sentence" : "soft small sentence"}>
            {lastContactAt === null
              ? t("no phone heard of yet")
              : t("last heard of {moment}", { moment: relativeMoment(lastContactAt, now.value) })}
          </span>
          {unsent !== null && unsent > 0 && (
            <span class="chip chip-off">
              {oldestUnsentAt === null
                ? t("{count} not sent", { count: unsent })
                : t("{count} not sent, oldest {day}", { count: unsent, day: relativeDay(dayOf(oldestUnsentAt), today) })}
            </span>
          )}
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}
