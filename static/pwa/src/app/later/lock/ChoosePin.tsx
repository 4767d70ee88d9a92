/** The first PIN: chosen and typed once more. */
import { useState } from "preact/hooks";
import { LONGEST_PIN, pinProblem, SHORTEST_PIN } from "../../../domain/pin.ts";
import { t } from "../../../i18n/translate.ts";
import { Page } from "../../../ui/Page.tsx";
import { PinPad } from "./PinPad.tsx";
import type { PinResult } from "../../phone-lock-types.ts";
import { pinTroubleWords } from "./pin-words.ts";

type ChoosePinProps = {
  readonly title: string;
  readonly why: string;
  readonly onBack?: () => void;
  readonly onChosen: (pin: string) => Promise<PinResult>;
};

export function ChoosePin({ title, why, onBack, onChosen }: ChoosePinProps) {
  const [first, setFirst] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const again = (words: string | null) => {
    setFirst(null);
    setTyped("");
    setTrouble(words);
  };
  const next = async (pin: string) => {
    if (first === null) {
      if (pinProblem(pin) !== null) return again(pinTroubleWords("simple", 0));
      setFirst(pin);
      setTyped("");
      return setTrouble(null);
    }
    if (pin !== first) return again(t("The two were not the same. Please choose again."));
    setIsBusy(true);
    const result = await onChosen(pin);
    setIsBusy(false);
    if (!result.ok) again(pinTroubleWords(result.problem, 0));
  };
  const asks = first === null ? t("Choose a PIN") : t("Type the PIN once more");
  return (
    <Page title={title} publicTitle={t("PIN")} {...(onBack === undefined ? {} : { onBack })}>
      <div class="stack">
        <h2>{asks}</h2>
        <p>{why}</p>
        <p class="soft">{t("Four to eight figures; six are good. Not a birthday.")}</p>
        {trouble !== null && (
          <p class="field-error" role="alert">
            {trouble}
          </p>
        )}
      </div>
      <PinPad
        label={asks}
        value={typed}
        shortest={SHORTEST_PIN}
        longest={LONGEST_PIN}
        busy={isBusy}
        done={first === null ? t("Go on") : t("Save the PIN")}
        onChange={(value) => {
          setTyped(value);
          setTrouble(null);
        }}
        onDone={(pin) => void next(pin)}
      />
    </Page>
  );
}
