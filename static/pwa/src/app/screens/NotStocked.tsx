/** Shown in place of the sheets until the lists of topics and villages have come once: without them nothing right can be saved. */
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Page } from "../../ui/Page.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import type { Snapshot } from "../phone-types.ts";
import { goBack } from "../router.ts";

export function isStocked({ topics, villages }: Pick<Snapshot, "topics" | "villages">): boolean {
  return topics.length > 0 && villages.length > 0;
}

export function NotStocked() {
  const phone = usePhone();
  const { sync } = useSnapshot();
  return (
    <Page title={t("Almost ready")} onBack={() => goBack()}>
      <Empty
        sign="signal"
        words={t(
          "The lists of villages and topics have not come yet. Signal is needed once more; then it works without.",
        )}
      >
        <Button kind="primary" sign="sync" busy={sync.running} onPress={() => void phone.syncNow()}>
          {sync.running ? t("Fetching…") : t("Fetch them now")}
        </Button>
      </Empty>
    </Page>
  );
}
