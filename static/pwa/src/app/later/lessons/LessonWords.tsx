/** Ready texts of a lesson: for the loudspeaker, for Zalo, and as a short message with and without marks. */
import { useState } from "preact/hooks";
import { sizeOfMessage } from "../../../domain/short-messages.ts";
import type { LessonOut, LessonTextOut } from "../../../domain/wire.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Page } from "../../../ui/Page.tsx";
import { goBack } from "../../router.ts";
import { canShareText, copyText, shareText } from "../../sharing.ts";
import { WithLesson } from "./Frame.tsx";
import { Said } from "./Said.tsx";

export function LessonWords({ code }: { readonly code: string }) {
  return (
    <WithLesson code={code} back={`#/lesson/${code}`}>
      {(lesson) => <Texts lesson={lesson} />}
    </WithLesson>
  );
}

function sizeWords({ text }: LessonTextOut): string {
  const { units, parts, plain } = sizeOfMessage(text);
  const values = { units, parts };
  if (plain) return t("{units} characters without marks; sent as {parts} short messages (160 fit into one)", values);
  return t("{units} characters with marks; sent as {parts} short messages (70 fit into one)", values);
}

function Texts({ lesson }: { readonly lesson: LessonOut }) {
  const { spoken, post, sms, plain } = lesson.words;
  return (
    <Page title={t("Words to pass on")} onBack={() => goBack(`#/lesson/${lesson.code}`)}>
      <p>
        <strong>
          <Said text={lesson.title} />
        </strong>
      </p>
      <Text name="spoken" title={t("For the loudspeaker")} hint={t("Read it slowly, twice.")} text={spoken} />
      <Text name="post" title={t("For Zalo")} text={post} />
      <Text name="sms" title={t("Short message (SMS) with marks")} hint={sizeWords(sms)} text={sms} />
      <Text name="plain" title={t("Short message (SMS) without marks")} hint={sizeWords(plain)} text={plain} />
    </Page>
  );
}

type TextProps = {
  readonly name: string;
  readonly title: string;
  readonly hint?: string;
  readonly text: LessonTextOut;
};

function Text({ name, title, hint, text }: TextProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <section class="card stack" aria-labelledby={`text-${name}`}>
      <h2 id={`text-${name}`}>{title}</h2>
      <p class="said">
        <Said text={text} />
      </p>
      {hint !== undefined && <p class="soft small">{hint}</p>}
      <div class="row">
        <Button sign="copy" label={t("Copy: {what}", { what: title })} onPress={async () => setCopied(await copyText(text.text))}>
          {t("Copy")}
        </Button>
        {canShareText() && (
          <Button sign="outside" label={t("Share: {what}", { what: title })} onPress={() => void shareText(text.text)}>
            {t("Pass it on")}
          </Button>
        )}
      </div>
      <p class="small" role="status">
        {copied === true && t("Copied. Paste it where you want to send it.")}
        {copied === false && t("It could not be copied here. Press the text long to choose it.")}
      </p>
    </section>
  );
}
