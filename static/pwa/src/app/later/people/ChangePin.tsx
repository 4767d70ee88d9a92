/** A new PIN for who is in: the old one first, for the phone may lie open on a table. */
import { useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { AskPin } from "../lock/AskPin.tsx";
import { ChoosePin } from "../lock/ChoosePin.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import type { PinResult } from "../../phone-lock-types.ts";
import { goBack } from "../../router.ts";

export function ChangePin() {
  const phone = usePhone();
  const me = useSnapshot().lock.people.find(({ isMe }) => isMe);
  const [old, setOld] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<PinResult | null>(null);
  const [isDone, setIsDone] = useState(false);
  const back = () => goBack("#/people");
  if (me === undefined) return null;
  if (isDone)
    return (
      <Page title={t("Change my PIN")} onBack={back}>
        <Notice tone="good" title={t("The new PIN is in use")} urgent />
      </Page>
    );
  if (old !== null)
    return (
      <ChoosePin
        title={t("Change my PIN")}
        why={t("From now on this one opens your work.")}
        onBack={() => setOld(null)}
        onChosen={async (pin) => {
          const result = await phone.changePin(old, pin);
          if (result.ok) setIsDone(true);
          else {
            setRefusal(result);
            setOld(null);
          }
          return result;
        }}
      />
    );
  return (
    <Page title={t("Change my PIN")} onBack={back}>
      <p>{t("Type the PIN that you have now.")}</p>
      {refusal !== null && !refusal.ok && refusal.problem === "wrong" && (
        <p class="field-error" role="alert">
          {t("The old PIN was not right. {count} tries are left.", { count: me.triesLeft })}
        </p>
      )}
      <AskPin
        person={me}
        label={t("The PIN that you have now")}
        onPin={async (pin) => {
          setOld(pin);
          return { ok: true };
        }}
      />
    </Page>
  );
}
