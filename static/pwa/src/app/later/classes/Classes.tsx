/** The classes of the team's villages, newest first, and the way to write one down. */
import { useState } from "preact/hooks";
import { dayOf, isWithin } from "../../../domain/days.ts";
import { formatNumber, relativeDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { Receipt } from "../../../ui/Receipt.tsx";
import { useSnapshot } from "../../context.ts";
import type { ClassView } from "../../phone-village-types.ts";
import { villageName } from "../../places.ts";
import { now } from "../../surroundings.ts";
import { villageReceipt } from "../sheet/Standing.tsx";
import { classTitle, peopleOf, peopleWords } from "./class-words.ts";

const PAGE = 30;

export function Classes() {
  const snapshot = useSnapshot();
  const [limit, setLimit] = useState(PAGE);
  const held = snapshot.classes.filter(({ receipt }) => receipt !== "withdrawn");
  const hold = (
    <LinkButton kind="primary" wide sign="plus" href="#/class-hold">
      {t("Write down a class")}
    </LinkButton>
  );
  const lessons = (
    <LinkButton wide sign="lesson" href="#/lessons">
      {t("Lessons to hold a class with")}
    </LinkButton>
  );
  if (held.length === 0) {
    return (
      <Page title={t("Classes")}>
        <Empty sign="board" words={t("No classes yet. A class is any meeting at which several people learn together.")}>
          {hold}
          {lessons}
        </Empty>
      </Page>
    );
  }
  const ofPeriod = held.filter(({ on }) => isWithin(on, snapshot.period));
  const people = ofPeriod.reduce((sum, one) => sum + (peopleOf(one) ?? 0), 0);
  return (
    <Page title={t("Classes")}>
      {hold}
      {lessons}
      <div class="stack">
        <p class="soft small">
          {t("This period: {count} classes, {people} people came", {
            count: formatNumber(ofPeriod.length),
            people: formatNumber(people),
          })}
        </p>
        <ul class="list">
          {held.slice(0, limit).map((one) => (
            <ClassItem key={one.id} held={one} />
          ))}
        </ul>
        {held.length > limit && (
          <Button wide onPress={() => setLimit(limit + PAGE)}>
            {t("Show more")}
          </Button>
        )}
      </div>
    </Page>
  );
}

function ClassItem({ held }: { readonly held: ClassView }) {
  const snapshot = useSnapshot();
  const day = relativeDay(held.on, dayOf(now.value));
  return (
    <li>
      <a class="item" href={`#/class/${held.id}`}>
        {held.topic === null ? <Sign name="board" /> : <TopicPictogram topic={held.topic} />}
        <span class="item-text">
          <span class="item-title">{classTitle(held, snapshot)}</span>
          <span class="soft small sentence">
            {snapshot.villages.length > 1
              ? t("{day} · {village}", { day, village: villageName(snapshot, held.village) })
              : day}
          </span>
          <br />
          <span class="small">{peopleWords(held)}</span>
          <br />
          <Receipt state={villageReceipt(held.receipt)} />
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}
