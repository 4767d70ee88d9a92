/** One case: what was not taken in, why, and the three things to do: correct, ask the commune, take back. */
import { useState } from "preact/hooks";
import { relativeMoment } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { AskCommune } from "../cases/AskCommune.tsx";
import { aboutWords, titleWords, whatWords } from "../cases/case-words.ts";
import { Choose, Compare } from "../cases/Compare.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { troubleSentence } from "../labels.ts";
import type { Case as CaseOf } from "../phone-types.ts";
import { goBack } from "../router.ts";
import { SaveProblemNotice } from "../SaveProblemNotice.tsx";
import { now } from "../surroundings.ts";
import { useSave } from "../use-save.ts";

const BACK = "#/attention";
const SHEETS = {
  assist: "#/assist-change/",
  household: "#/household-edit/",
  consent: "#/consent/",
  class_session: "#/class-change/",
  feedback: "#/feedback-change/",
  village_survey: "#/survey-new/",
} as const;

export function Case({ id }: { readonly id: string }) {
  const found = useSnapshot().cases.find(({ op }) => op === id);
  if (found !== undefined) return <OpenCase found={found} />;
  return (
    <Page title={t("Needs you")} onBack={() => goBack(BACK)}>
      <Empty sign="check" words={t("This is settled.")} />
    </Page>
  );
}

function OpenCase({ found }: { readonly found: CaseOf }) {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const { busy, problem, run } = useSave();
  const [isAsking, setIsAsking] = useState(false);
  const [isSure, setIsSure] = useState(false);
  const settle = async (work: () => Promise<unknown>) => {
    if (await run(work)) goBack(BACK);
  };
  const takeBack = () => {
    if (isSure) void settle(() => phone.takeBack(found.op));
    else setIsSure(true);
  };
  const isConflict = found.status === "conflict";
  const ask = (
    <Button wide sign="help" onPress={() => setIsAsking(true)}>
      {t("Ask the commune")}
    </Button>
  );
  return (
    <Page
      title={titleWords(found)}
      onBack={() => goBack(BACK)}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          {found.remedy !== null && !isConflict && (
            <LinkButton kind="primary" wide sign="edit" href={`${SHEETS[found.remedy.sheet]}${found.remedy.id}`}>
              {found.remedy.sheet === "household" && !found.kind.startsWith("household.")
                ? t("Correct the household")
                : t("Correct")}
            </LinkButton>
          )}
          {isSure && <p role="alert">{t("It will not count. Press again to withdraw it.")}</p>}
          {isConflict && (
            <Choose
              found={found}
              busy={busy}
              onMine={() => void settle(() => phone.insist(found.op))}
              onTheirs={() => void settle(() => phone.takeBack(found.op))}
            />
          )}
          <div class="choices-pair">
            {!isAsking && !isConflict && ask}
            {found.takeBack !== null && !isConflict && (
              <Button kind="danger" wide sign="undo" busy={busy} onPress={takeBack}>
                {t("Withdraw")}
              </Button>
            )}
          </div>
        </div>
      }
    >
      <div class="card">
        <p class="item-title">{aboutWords(found, snapshot)}</p>
        <p class="soft small sentence">{whatWords(found.kind)}</p>
        <p class="soft small sentence">{relativeMoment(found.at, now.value)}</p>
      </div>
      <Notice tone={found.status === "held" ? "waiting" : "problem"} title={troubleSentence(found.reason ?? found.status)}>
        <p>{t("Nothing is lost.")}</p>
      </Notice>
      {isConflict && <Compare found={found} />}
      {isAsking && <AskCommune found={found} />}
      {isConflict && !isAsking && ask}
    </Page>
  );
}
