/** Withdrawing a record of the village: a reason, a second tap, and back. */
import { useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { goBack } from "../../router.ts";
import { SaveProblemNotice } from "../../SaveProblemNotice.tsx";
import { useSave } from "../../use-save.ts";

type WithdrawSheetProps = {
  readonly title: string;
  readonly withdraw: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
};

export function WithdrawSheet({ title, withdraw, onClose }: WithdrawSheetProps) {
  const { busy, problem, run } = useSave();
  const [reason, setReason] = useState<string | null>(null);
  const reasons = [
    { code: "mistake", words: t("Written by mistake") },
    { code: "duplicate", words: t("Recorded twice") },
    { code: "settled", words: t("Settled meanwhile") },
  ];
  const press = async () => {
    if (reason !== null && (await run(() => withdraw(reason)))) goBack();
  };
  return (
    <Page
      title={title}
      onBack={onClose}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          <Button kind="danger" wide sign="undo" waiting={reason === null} busy={busy} onPress={() => void press()}>
            {t("Withdraw")}
          </Button>
          <Button wide onPress={onClose}>
            {t("Keep it")}
          </Button>
        </div>
      }
    >
      <p>{t("Why is it withdrawn?")}</p>
      <Choices label={t("Reason")} layout="list">
        {reasons.map(({ code, words }) => (
          <Choice key={code} shape="row" pressed={reason === code} onPress={() => setReason(code)}>
            {words}
          </Choice>
        ))}
      </Choices>
    </Page>
  );
}
