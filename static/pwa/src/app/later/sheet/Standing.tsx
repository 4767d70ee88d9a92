/** Where a record of the village stands: its receipt, or why it was not taken in and what to do. */
import { t } from "../../../i18n/translate.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { Receipt, type ReceiptState } from "../../../ui/Receipt.tsx";
import { CaseLink } from "../../cases/CaseLink.tsx";
import { troubleSentence } from "../../labels.ts";
import type { Receipt as ReceiptOf } from "../../phone-types.ts";

/** Nobody reviews these records: on the commune's server they have arrived. */
export function villageReceipt(receipt: ReceiptOf): ReceiptState {
  return receipt === "received" ? "arrived" : receipt;
}

type StandingProps = { readonly record: { readonly id: string; readonly receipt: ReceiptOf; readonly trouble: string | null } };

export function Standing({ record: { id, receipt, trouble } }: StandingProps) {
  if (receipt === "attention" || receipt === "held") {
    return (
      <Notice tone={receipt === "held" ? "waiting" : "problem"} title={t("Not taken in yet")}>
        <p>{troubleSentence(trouble ?? "")}</p>
        <CaseLink record={id} />
      </Notice>
    );
  }
  return (
    <p class="card">
      <Receipt state={villageReceipt(receipt)} />
    </p>
  );
}
