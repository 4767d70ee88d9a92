/** After a save: that it is kept, on this phone; ten seconds to take it back; the next thing to do. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { Heard } from "../heard.tsx";
import { outcomeLabel } from "../labels.ts";
import { replaceWith } from "../router.ts";
import { SaveProblemNotice } from "../SaveProblemNotice.tsx";
import { useSave } from "../use-save.ts";

const UNDO_MS = 10_000;

type SavedPageProps = {
  readonly assist: string;
  /** Begins the next sheet, for a household or for nobody yet. */
  readonly onAnother: (household: string | null) => void;
};

export function SavedPage({ assist, onAnother }: SavedPageProps) {
  const phone = usePhone();
  const { assists, topics } = useSnapshot();
  const [canUndo, setCanUndo] = useState(true);
  const [isUndone, setIsUndone] = useState(false);
  const { busy, problem, run } = useSave();
  useEffect(() => {
    window.scrollTo(0, 0);
    const timer = setTimeout(() => setCanUndo(false), UNDO_MS);
    return () => clearTimeout(timer);
  }, []);
  const view = assists.find(({ id }) => id === assist);
  const topic = topics.find(({ code }) => code === view?.topic);
  const undo = async () => {
    if (await run(() => phone.withdrawAssist(assist, "undo"))) setIsUndone(true);
  };
  const title = isUndone ? t("Taken back") : t("Saved and kept on this phone");
  return (
    <Page
      title={t("Log an assist")}
      onBack={() => replaceWith("#/")}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          {view?.household != null && (
            <Button wide sign="plus" onPress={() => onAnother(view.household)}>
              {t("Another one for this household")}
            </Button>
          )}
          <Button kind="primary" wide onPress={() => replaceWith("#/")}>
            {t("Done")}
          </Button>
        </div>
      }
    >
      <div class="done">
        <span class={isUndone ? "done-mark done-mark-undone" : "done-mark"}>
          <Sign name={isUndone ? "undo" : "check"} size="huge" />
        </span>
        <Heard says={isUndone ? "Taken back" : "Saved and kept on this phone"}>
          <div role="status">
            <h2>{title}</h2>
          </div>
        </Heard>
        {view !== undefined && (
          <p>
            <strong>{view.householdName ?? t("Nobody by name")}</strong>
            <br />
            {topic === undefined ? view.topic : t(topic.name)}
            <br />
            {outcomeLabel(view.outcome)}
          </p>
        )}
        {!isUndone && <p class="soft">{t("It will be sent by itself when there is signal.")}</p>}
        {canUndo && !isUndone && (
          <Button sign="undo" busy={busy} onPress={() => void undo()}>
            {t("Take back (10 seconds)")}
          </Button>
        )}
      </div>
    </Page>
  );
}
