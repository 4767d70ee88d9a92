/** Correcting an assist; for returned work this is also how it is sent again. */
import { useState } from "preact/hooks";
import { dayOf } from "../../domain/days.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { returnReasonLabel } from "../labels.ts";
import { askedOf, extraPatch } from "../log/extra.ts";
import { firstMissing, formOf, type LogForm, type Missing, patchOf } from "../log/form.ts";
import { missingWords } from "../log/missing-words.ts";
import { Steps } from "../log/Steps.tsx";
import type { AssistView } from "../phone-types.ts";
import { goBack } from "../router.ts";
import { SaveProblemNotice } from "../SaveProblemNotice.tsx";
import { now } from "../surroundings.ts";
import { useSheet } from "../use-sheet.ts";
import { useSave } from "../use-save.ts";

export function AssistChange({ id }: { readonly id: string }) {
  const assist = useSnapshot().assists.find((known) => known.id === id);
  return assist === undefined || !assist.canChange ? null : <ChangeForm assist={assist} />;
}

function ChangeForm({ assist }: { readonly assist: AssistView }) {
  const phone = usePhone();
  // The sheet is about the assist as it was opened; news that arrive meanwhile must not move it under the thumb.
  const [opened] = useState(assist);
  const { form, change, drop } = useSheet<LogForm>(`assist.${opened.id}`, () => formOf(opened));
  const [missing, setMissing] = useState<Missing | null>(null);
  const { busy, problem, run } = useSave();
  const today = dayOf(now.value);
  const isReturned = opened.receipt === "returned";
  const back = `#/assist/${opened.id}`;
  const save = async () => {
    const lacks = firstMissing(form, today);
    setMissing(lacks);
    if (lacks !== null) return;
    const topic = phone.snapshot.value.topics.find(({ code }) => code === form.topic);
    const patch = { ...patchOf(opened, form, today), ...extraPatch(opened, form, askedOf(topic, form.outcome)) };
    // Sending returned work again unchanged is an answer, too: "it was right".
    const hasWork = isReturned || Object.keys(patch).length > 0;
    if (hasWork && !(await run(() => phone.amendAssist(opened.id, patch)))) return;
    drop();
    goBack(back);
  };
  return (
    <Page
      title={isReturned ? t("Correct and send again") : t("Correct")}
      onBack={() => goBack(back)}
      foot={
        <div class="save-bar">
          <SaveProblemNotice problem={problem} />
          {missing !== null && (
            <p class="field-error" role="alert">
              {missingWords(missing)}
            </p>
          )}
          <Button kind="primary" wide sign="check" busy={busy} onPress={() => void save()}>
            {isReturned ? t("Send again") : t("Save")}
          </Button>
        </div>
      }
    >
      {isReturned && (
        <Notice tone="problem" title={returnReasonLabel(opened.returnReason ?? "other")}>
          {opened.returnText !== null && <p>{opened.returnText}</p>}
        </Notice>
      )}
      <Steps
        form={form}
        today={today}
        allowsNew={false}
        missing={missing}
        savedVoice={opened.voice}
        onGoOn={() => undefined}
        onChange={change}
      />
    </Page>
  );
}
