/** The receipt of a record: the same sign and the same words wherever it stands. */
import { t } from "../i18n/translate.ts";

/** `arrived`: on the server's disk, and nobody reviews it. */
export type ReceiptState = "saved" | "received" | "arrived" | "approved" | "returned" | "withdrawn" | "held" | "attention";

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

/** Shapes differ without colour: empty, half, full with tick, arrow back, struck out, paused, exclamation. */
function ReceiptMark({ state }: { readonly state: ReceiptState }) {
  return (
    <svg class="receipt-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {state !== "returned" && state !== "attention" && (
        <circle cx="8" cy="8" r="6.5" class={state === "approved" ? "filled" : "hollow"} />
      )}
      {state === "arrived" && <path class="stroke" d="M4.8 8.2l2.2 2.3 4.2-4.7" />}
      {state === "received" && <path class="filled" d="M8 1.5a6.5 6.5 0 0 0 0 13z" />}
      {state === "approved" && <path class="cut" d="M4.8 8.2l2.2 2.3 4.2-4.7" />}
      {state === "returned" && <path class="stroke" d="M6 2L2.5 5.5 6 9M2.5 5.5H10a4 4 0 0 1 0 8H6" />}
      {state === "withdrawn" && <path class="stroke" d="M3.5 12.5l9-9" />}
      {state === "held" && <path class="stroke" d="M6.3 5.5v5M9.7 5.5v5" />}
      {state === "attention" && <path class="stroke" d="M8 1.5L15 14.5H1zM8 6.5v3.5M8 12.2h.01" />}
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
