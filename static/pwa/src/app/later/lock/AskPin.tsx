/** One person's PIN: the keys, the wait after wrong ones, and the way out when it is forgotten. */
import { useEffect, useState } from "preact/hooks";
import { LONGEST_PIN, SHORTEST_PIN } from "../../../domain/pin.ts";
import { t } from "../../../i18n/translate.ts";
import { LinkButton } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { PinPad } from "./PinPad.tsx";
import type { PhonePerson, PinResult } from "../../phone-lock-types.ts";
import { pinTroubleWords, waitWords } from "./pin-words.ts";

type AskPinProps = {
  readonly person: PhonePerson;
  readonly label: string;
  /** What the last key says; "Open" unless told otherwise. */
  readonly done?: string;
  readonly onPin: (pin: string) => Promise<PinResult>;
};

/** Milliseconds until *notBefore*; the clock is looked at only while there is something to wait for. */
function useWait(notBefore: number): number {
  const [left, setLeft] = useState(() => notBefore - Date.now());
  useEffect(() => {
    setLeft(notBefore - Date.now());
    if (notBefore <= Date.now()) return undefined;
    const timer = setInterval(() => {
      setLeft(notBefore - Date.now());
      if (notBefore <= Date.now()) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [notBefore]);
  return Math.max(0, left);
}

export function AskPin({ person, label, done = t("Open"), onPin }: AskPinProps) {
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Extract<PinResult, { ok: false }>["problem"] | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const wait = useWait(person.notBefore);
  const open = async (pin: string) => {
    setIsBusy(true);
    const result = await onPin(pin);
    setIsBusy(false);
    setTyped("");
    setProblem(result.ok ? null : result.problem);
  };
  if (person.lock === "lost") return <Lost />;
  return (
    <>
      {problem !== null && !(problem === "wait" && wait === 0) && (
        <p class="field-error" role="alert">
          {pinTroubleWords(problem, person.triesLeft)}
        </p>
      )}
      {wait > 0 ? (
        <Notice tone="waiting" title={waitWords(wait)}>
          <p>{t("What was logged is safe and is still being sent.")}</p>
        </Notice>
      ) : (
        <PinPad
          label={label}
          value={typed}
          shortest={SHORTEST_PIN}
          longest={LONGEST_PIN}
          busy={isBusy}
          done={done}
          onChange={(value) => {
            setTyped(value);
            setProblem(null);
          }}
          onDone={(pin) => void open(pin)}
        />
      )}
    </>
  );
}

function Lost() {
  return (
    <Notice tone="problem" title={t("Too many wrong PINs")} urgent>
      <p>{t("The list of households was removed from this phone. What was logged is safe and is still being sent.")}</p>
      <p>{t("Ask the commune for a new code, then choose a new PIN.")}</p>
      <LinkButton href="#/enrol">{t("Type the new code")}</LinkButton>
    </Notice>
  );
}
