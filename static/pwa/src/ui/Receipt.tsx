/** The receipt of a record: the same sign and the same words wherever it stands. */
import { t } from "../i18n/translate.ts";
import { STATE_DRAWINGS } from "./state-drawings.ts";

/** `arrived`: on the server's disk, and nobody reviews it. */
export type ReceiptState = keyof typeof STATE_DRAWINGS;

/** The words; in each the part after the sign is what a volunteer asks for: where is my work now? */
export function receiptWords(state: ReceiptState): string {
  switch (state) {
    case "saved":
      return t("Saved on this phone");
    case "received":
      return t("Received, waiting for review");
    case "arrived":
      return t("Received by the commune");
    case "approved":
      return t("Approved, counted");
    case "returned":
      return t("Returned");
    case "withdrawn":
      return t("Withdrawn");
    case "held":
      return t("Kept at the commune, not yet decided");
    case "attention":
      return t("Needs a look");
  }
}

function ReceiptMark({ state }: { readonly state: ReceiptState }) {
  return (
    <svg class="receipt-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {STATE_DRAWINGS[state].map(([manner, path]) => (
        <path key={path} class={manner} d={path} />
      ))}
    </svg>
  );
}

export function Receipt({ state }: { readonly state: ReceiptState }) {
  return (
    <span class={`receipt receipt-${state}`}>
      <ReceiptMark state={state} />
      <span>{receiptWords(state)}</span>
    </span>
  );
}
