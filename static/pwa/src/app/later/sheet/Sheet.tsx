/** The frame of a form about the village: its Save within the thumb's reach, and a question before anything is dropped. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { goBack } from "../../router.ts";
import { SaveProblemNotice } from "../../SaveProblemNotice.tsx";
import { useSave } from "../../use-save.ts";
import type { SheetState } from "./use-sheet.ts";

type SheetProps = {
  readonly title: string;
  /** Where Back leads when the app was opened right here. */
  readonly back: string;
  readonly sheet: Pick<SheetState<object>, "isTouched" | "isRecalled" | "drop">;
  /** The first thing without which the sheet cannot be saved, in words; null when it can. */
  readonly missing: string | null;
  /** Resolves when the work is durable. */
  readonly save: () => Promise<unknown>;
  readonly children: ComponentChildren;
};

export function Sheet({ title, back, sheet, missing, save, children }: SheetProps) {
  const { busy, problem, run } = useSave();
  const [isAsked, setIsAsked] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const press = () => {
    setIsAsked(missing !== null);
    if (missing === null) void run(save);
  };
  if (isLeaving) return <Leaving back={back} onDrop={sheet.drop} onStay={() => setIsLeaving(false)} />;
  return (
    <Page
      title={title}
      onBack={() => (sheet.isTouched ? setIsLeaving(true) : goBack(back))}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          {isAsked && missing !== null && (
            <p class="field-error" role="alert">
              {missing}
            </p>
          )}
          <Button kind="primary" wide sign="check" waiting={missing !== null} busy={busy} onPress={press}>
            {t("Save")}
          </Button>
        </div>
      }
    >
      {sheet.isRecalled && (
        <Notice tone="info" title={t("This sheet was half filled")}>
          <Button onPress={sheet.drop}>{t("Start a new one")}</Button>
        </Notice>
      )}
      {children}
    </Page>
  );
}

type LeavingProps = { readonly back: string; readonly onDrop: () => void; readonly onStay: () => void };

function Leaving({ back, onDrop, onStay }: LeavingProps) {
  return (
    <Page
      title={t("Leave this sheet?")}
      onBack={onStay}
      foot={
        <div class="save-bar">
          <Button kind="primary" wide onPress={() => goBack(back)}>
            {t("Keep it for later")}
          </Button>
          <Button
            kind="danger"
            wide
            onPress={() => {
              onDrop();
              goBack(back);
            }}
          >
            {t("Discard it")}
          </Button>
          <Button wide onPress={onStay}>
            {t("Go on writing")}
          </Button>
        </div>
      }
    >
      <Notice tone="waiting" title={t("It is half filled and not saved yet")}>
        <p>{t("Kept, it waits until the app is closed.")}</p>
      </Notice>
    </Page>
  );
}
