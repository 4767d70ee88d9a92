/** After a save: that it is kept, on this phone; ten seconds to take it back where that can be done. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { replaceWith } from "../../router.ts";
import { SaveProblemNotice } from "../../SaveProblemNotice.tsx";
import { useSave } from "../../use-save.ts";

const UNDO_MS = 10_000;

type KeptProps = {
  readonly title: string;
  /** Where Done leads. */
  readonly next: string;
  readonly undo?: () => Promise<unknown>;
  /** What was kept. */
  readonly children: ComponentChildren;
};

export function Kept({ title, next, undo, children }: KeptProps) {
  const { busy, problem, run } = useSave();
  const [canUndo, setCanUndo] = useState(undo !== undefined);
  const [isUndone, setIsUndone] = useState(false);
  useEffect(() => {
    window.scrollTo(0, 0);
    const timer = setTimeout(() => setCanUndo(false), UNDO_MS);
    return () => clearTimeout(timer);
  }, []);
  const takeBack = async () => {
    if (undo !== undefined && (await run(undo))) setIsUndone(true);
  };
  return (
    <Page
      title={title}
      onBack={() => replaceWith(next)}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          <Button kind="primary" wide onPress={() => replaceWith(next)}>
            {t("Done")}
          </Button>
        </div>
      }
    >
      <div class="done">
        <span class={isUndone ? "done-mark done-mark-undone" : "done-mark"}>
          <Sign name={isUndone ? "undo" : "check"} size="huge" />
        </span>
        <div role="status">
          <h2>{isUndone ? t("Undone: nothing was kept") : t("Saved and kept on this phone")}</h2>
        </div>
        <div>{children}</div>
        {!isUndone && <p class="soft">{t("It will be sent by itself when there is signal.")}</p>}
        {canUndo && !isUndone && (
          <Button sign="undo" busy={busy} onPress={() => void takeBack()}>
            {t("Undo what was just saved (10 seconds)")}
          </Button>
        )}
      </div>
    </Page>
  );
}
