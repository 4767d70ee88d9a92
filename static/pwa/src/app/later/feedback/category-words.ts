/** The categories of feedback in words and drawings. */
import { t } from "../../../i18n/translate.ts";
import { CATEGORY_LABELS } from "../village-words.ts";

/** By any code: a newer server may know others. */
export function categoryLabel(code: string): string {
  return t(CATEGORY_LABELS[code] ?? code);
}

/** Names of SIGN_DRAWINGS. */
const SIGNS: Readonly<Record<string, string>> = {
  signal: "signal",
  electricity: "power",
  online_service: "office",
  payment: "wallet",
  device: "smartphone",
  scam: "hook",
  training: "board",
  something_else: "talk",
};

export function categorySign(code: string): string {
  return SIGNS[code] ?? "talk";
}
