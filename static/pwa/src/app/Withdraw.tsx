/** Withdrawing an assist: a reason, a second tap, and back. */
import { useState } from "preact/hooks";
import { t } from "../i18n/translate.ts";
import { Button } from "../ui/Button.tsx";
import { Choice, Choices } from "../ui/Choice.tsx";
import { Page } from "../ui/Page.tsx";
import { usePhone } from "./context.ts";
import { goBack } from "./router.ts";
import { SaveProblemNotice } from "./SaveProblemNotice.tsx";
import { useSave } from "./use-save.ts";

type WithdrawProps = { readonly assist: string; readonly onClose: () => void };

export function Withdraw({ assist, onClose }: WithdrawProps) {
  const phone = usePhone();
  const { busy, problem, run } = useSave();
  const [reason, setReason] = useState<string | null>(null);
  const reasons = [
    { code: "mistake", words: t("Written by mistake") },
    { code: "duplicate", words: t("Recorded twice") },
    { code: "asked", words: t("The household asked for it") },
  ];
  const withdraw = async () => {
    if (reason !== null && (await run(() => phone.withdrawAssist(assist, reason)))) goBack();
  };
  return (
    <Page
      title={t("Withdraw this assist?")}
      onBack={onClose}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          <Button kind="danger" wide sign="undo" waiting={reason === null} busy={busy} onPress={() => void withdraw()}>
            {t("Withdraw")}
          </Button>
          <Button wide onPress={onClose}>
            {t("Keep it")}
          </Button>
        </div>
      }
    >
      <p>{t("It will no longer count. Why is it withdrawn?")}</p>
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
