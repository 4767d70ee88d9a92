/** Everything that the server did not simply take: what needs a hand first, then what only waits. */
import { t } from "../../i18n/translate.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Page } from "../../ui/Page.tsx";
import { CaseTask } from "../cases/CaseTask.tsx";
import { useSnapshot } from "../context.ts";
import type { Case } from "../phone-types.ts";
import { goBack } from "../router.ts";

export function Attention() {
  const { cases } = useSnapshot();
  const waiting = cases.filter(({ status }) => status === "held");
  const urgent = cases.filter(({ status }) => status !== "held");
  return (
    <Page title={t("Needs you")} onBack={() => goBack("#/sync")}>
      {cases.length === 0 && <Empty sign="check" words={t("Nothing needs you.")} />}
      <Cases cases={urgent} id="urgent" title={t("To be put right")} />
      <Cases cases={waiting} id="waiting" title={t("Waiting at the commune")} />
    </Page>
  );
}

type CasesProps = { readonly cases: readonly Case[]; readonly id: string; readonly title: string };

function Cases({ cases, id, title }: CasesProps) {
  if (cases.length === 0) return null;
  return (
    <section class="stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <ul class="list">
        {cases.map((found) => (
          <CaseTask key={found.op} found={found} />
        ))}
      </ul>
    </section>
  );
}
