/** A day that looks wrong is asked about: a tap says that it is right, a change of the day takes the tap back. */
import { t } from "../i18n/translate.ts";
import { Choice } from "../ui/Choice.tsx";
import { Notice } from "../ui/Notice.tsx";

type SureDayProps = {
  /** What is odd about it. */
  readonly title: string;
  readonly hint?: string;
  readonly isSure: boolean;
  readonly onSure: (isSure: boolean) => void;
};

export function SureDay({ title, hint, isSure, onSure }: SureDayProps) {
  return (
    <Notice tone="waiting" title={title}>
      {hint !== undefined && <p>{hint}</p>}
      <Choice shape="slim" pressed={isSure} onPress={() => onSure(!isSure)}>
        {t("Yes, this day is right")}
      </Choice>
    </Notice>
  );
}
