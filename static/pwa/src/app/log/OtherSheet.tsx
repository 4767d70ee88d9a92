/** Asked before a sheet is begun while another one is half filled: go on with that one, or throw it away. */
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { useSnapshot } from "../context.ts";
import { goBack } from "../router.ts";
import type { LogForm } from "./form.ts";
import { whoWords } from "./Steps.tsx";

type OtherSheetProps = {
  readonly other: LogForm;
  readonly wanted: LogForm;
  readonly onGoOn: () => void;
  readonly onDiscard: () => void;
};

export function OtherSheet({ other, wanted, onGoOn, onDiscard }: OtherSheetProps) {
  const snapshot = useSnapshot();
  const topic = snapshot.topics.find(({ code }) => code === other.topic);
  const who = whoWords(other.who, snapshot) || t("Nobody by name");
  return (
    <Page
      title={t("Log an assist")}
      onBack={() => goBack()}
      foot={
        <div class="save-bar">
          <Button kind="danger" wide sign="undo" onPress={onDiscard}>
            {t("Throw it away, begin one for {household}", { household: whoWords(wanted.who, snapshot) })}
          </Button>
          <Button kind="primary" wide sign="edit" onPress={onGoOn}>
            {t("Go on with that sheet")}
          </Button>
        </div>
      }
    >
      <Notice tone="waiting" title={t("Another sheet is half filled")}>
        <p>{topic === undefined ? who : t("{household} – {topic}", { household: who, topic: t(topic.name) })}</p>
        <p>{t("It is kept as it is until you choose.")}</p>
      </Notice>
    </Page>
  );
}
