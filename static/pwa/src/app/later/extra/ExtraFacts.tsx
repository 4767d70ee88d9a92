/** How far a household has come with what an assist was about, and what it sells, on the page of that assist. */
import { t } from "../../../i18n/translate.ts";
import type { AssistView } from "../../phone-types.ts";
import { lastUseLabel, stageLabel } from "../village-words.ts";
import { SellerLines } from "./SellerFacts.tsx";

export function ExtraFacts({ assist }: { readonly assist: AssistView }) {
  const { stage, lastUsed, seller } = assist;
  return (
    <dl class="facts card">
      {stage !== null && (
        <div>
          <dt>{t("How far they have come")}</dt>
          <dd>{stageLabel(stage)}</dd>
        </div>
      )}
      {lastUsed !== null && (
        <div>
          <dt>{t("Last used")}</dt>
          <dd>{lastUseLabel(lastUsed)}</dd>
        </div>
      )}
      {seller !== null && <SellerLines seller={seller} />}
    </dl>
  );
}
