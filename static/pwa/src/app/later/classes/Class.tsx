/** One class: what was written down, where it stands, and what may still be done with it. */
import { useState } from "preact/hooks";
import { formatDay, formatNumber, relativeMoment } from "../../../i18n/formats.ts";
import { LANGUAGES } from "../../../i18n/languages.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import type { ClassView } from "../../phone-village-types.ts";
import { villageName } from "../../places.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";
import { useLessons } from "../lessons/lessons.ts";
import { lessonWords } from "../lessons/lesson-words.ts";
import { Standing } from "../sheet/Standing.tsx";
import { WithdrawSheet } from "../sheet/WithdrawSheet.tsx";
import { classTitle } from "./class-words.ts";

const BACK = "#/classes";

export function Class({ id }: { readonly id: string }) {
  const phone = usePhone();
  const held = useSnapshot().classes.find((known) => known.id === id);
  const [isWithdrawing, setIsWithdrawing] = useState(false);
  if (held === undefined) {
    return (
      <Page title={t("Class")} onBack={() => goBack(BACK)}>
        <Empty sign="board" words={t("This class is not on this phone any more.")} />
      </Page>
    );
  }
  if (isWithdrawing) {
    return (
      <WithdrawSheet
        title={t("Withdraw this class?")}
        withdraw={(reason) => phone.withdrawClass(id, reason)}
        onClose={() => setIsWithdrawing(false)}
      />
    );
  }
  const actions = (
    <div class="save-bar">
      <LinkButton kind="primary" wide sign="edit" href={`#/class-change/${id}`}>
        {t("Correct")}
      </LinkButton>
      <Button kind="danger" wide sign="undo" onPress={() => setIsWithdrawing(true)}>
        {t("Withdraw")}
      </Button>
    </div>
  );
  return (
    <Page title={t("Class")} onBack={() => goBack(BACK)} {...(held.canChange ? { foot: actions } : {})}>
      <Standing record={held} />
      <Facts held={held} />
    </Page>
  );
}

function Facts({ held }: { readonly held: ClassView }) {
  const snapshot = useSnapshot();
  const lessons = useLessons();
  const language = LANGUAGES.find(({ code }) => code === held.language)?.name ?? held.language;
  const counts = [
    { name: t("Women"), count: held.women },
    { name: t("Men"), count: held.men },
    { name: t("Over 60"), count: held.over60 },
  ];
  const lines = [
    { name: t("Day of the class"), said: formatDay(held.on) },
    { name: t("Village"), said: villageName(snapshot, held.village) },
    { name: t("Lesson"), said: lessonWords(held, lessons) },
    ...counts.map(({ name, count }) => ({ name, said: count === null ? null : formatNumber(count) })),
    { name: t("Language spoken"), said: language },
    { name: t("Note"), said: held.note },
    { name: t("Written down"), said: relativeMoment(held.loggedAt, now.value) },
  ];
  return (
    <section class="stack" aria-label={t("What was written")}>
      <div class="chosen">
        {held.topic === null ? <Sign name="board" size="large" /> : <TopicPictogram topic={held.topic} size="large" />}
        <span class="chosen-text">{classTitle(held, snapshot)}</span>
      </div>
      <dl class="facts card">
        {lines.map(({ name, said }) =>
          said === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="sentence">{said}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}
