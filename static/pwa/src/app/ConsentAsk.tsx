/**
 * Asking a household whether it may be written down: who, what, why, how long, which rights; two equal answers,
 * none chosen beforehand. Source: Law 91/2025/QH15 and Decree 356/2025 (design.md §10).
 */
import { CONSENT_METHODS } from "../domain/words.ts";
import { LANGUAGES } from "../i18n/languages.ts";
import { currentLanguage, isDraft, t } from "../i18n/translate.ts";
import { Choice, Choices } from "../ui/Choice.tsx";
import { Select } from "../ui/Field.tsx";
import { Sign } from "../ui/Pictogram.tsx";
import { later } from "../ui/Later.tsx";
import { ConsentHeard } from "./heard.tsx";
import { consentMethodLabel } from "./labels.ts";
import type { ConsentAnswer } from "./log/form.ts";

const Recorder = later(async () => (await import("./later/voice/Recorder.tsx")).Recorder);

type ConsentAskProps = {
  /** As it stands within a sentence: "xã Bắc Sơn". */
  readonly commune: string;
  readonly value: ConsentAnswer;
  readonly onRefuse: () => void;
  readonly onChange: (value: ConsentAnswer) => void;
};

const linesToRead = (commune: string) => [
  { sign: "person", words: t("Who keeps it: the People's Committee of {commune}.", { commune }) },
  {
    sign: "paper",
    words: t(
      "What is kept: the name of the head of the household, how many people, the phone number if given, and which help was given.",
    ),
  },
  {
    sign: "houses",
    words: t(
      "Why: so that the village team helps with the right things, and the commune and the province know how many households were reached.",
    ),
  },
  {
    sign: "clock",
    words: t(
      "How long: while the village team works with the household, or until consent is withdrawn, whichever comes first.",
    ),
  },
  {
    sign: "shield",
    words: t(
      "Rights: to see it, to have it corrected, to withdraw consent, to ask for it to be erased. Tell a team member or the commune.",
    ),
  },
  { sign: "check", words: t("Whether the household agrees or not, help is given just the same.") },
];

/** What is read aloud before anybody is asked. */
export function ConsentWords({ commune }: { readonly commune: string }) {
  return (
    <ul class="consent-words card">
      {linesToRead(commune).map(({ sign, words }) => (
        <li key={sign}>
          <Sign name={sign} />
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}

export function ConsentAsk({ commune, value, onRefuse, onChange }: ConsentAskProps) {
  const spoken = LANGUAGES.find(({ code }) => code === currentLanguage());
  const read = [t("Agree"), t("Do not agree"), ...linesToRead(commune).map(({ words }) => words)];
  return (
    <div class="stack">
      <h3>{t("Ask the household")}</h3>
      <p class="soft">{t("Read this to the household, in the language they understand best.")}</p>
      {spoken && read.some(isDraft) && (
        <p class="small">
          <span class="draft" lang={spoken.lang}>
            {spoken.name}
          </span>
          : {t("draft, not yet checked by speakers")}
        </p>
      )}
      <ConsentHeard value={value} onChange={onChange} />
      <ConsentWords commune={commune} />
      <h3>{t("Does the household agree to be written down?")}</h3>
      <div class="choices-pair" data-testid="consent-answers">
        <Choice
          pressed={value.answer === "agreed"}
          shape="tile"
          onPress={() => onChange({ ...value, answer: "agreed" })}
        >
          <span>{t("Agree")}</span>
        </Choice>
        <Choice pressed={value.answer === "refused"} shape="tile" onPress={onRefuse}>
          <span>{t("Do not agree")}</span>
        </Choice>
      </div>
      {value.answer === "agreed" && <ConsentMethodAsk value={value} onChange={onChange} />}
    </div>
  );
}

function ConsentMethodAsk({ value, onChange }: Pick<ConsentAskProps, "value" | "onChange">) {
  return (
    <div class="stack appears">
      <Select
        label={t("Read to them in")}
        value={value.language}
        onChange={(language) => onChange({ ...value, language })}
        options={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <h3>{t("How did they agree?")}</h3>
      <Choices label={t("How did they agree?")} layout="list">
        {CONSENT_METHODS.map((method) => (
          <Choice
            key={method}
            shape="row"
            pressed={value.method === method}
            onPress={() => onChange({ ...value, method })}
          >
            <Sign name={method} />
            {consentMethodLabel(method)}
          </Choice>
        ))}
      </Choices>
      {value.method === "voice" && (
        <Recorder
          label={t("Record their yes (if they like)")}
          hint={t("Without a recording it holds just the same.")}
          value={value.recording ?? null}
          onChange={(recording) => onChange({ ...value, recording })}
        />
      )}
    </div>
  );
}
