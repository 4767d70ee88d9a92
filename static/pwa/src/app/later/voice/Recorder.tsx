/** Saying it instead of writing it: record, stop, listen, record again, remove. */
import { useEffect, useRef, useState } from "preact/hooks";
import { MOST_SECONDS } from "../../../domain/voices.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { usePhone } from "../../context.ts";
import type { VoiceProblem, VoiceSound } from "../../phone-voice-types.ts";
import { SaveProblemNotice } from "../../SaveProblemNotice.tsx";
import { useSave } from "../../use-save.ts";
import { type MicProblem, type Recording, startRecording } from "./microphone.ts";
import { Player } from "./Player.tsx";
import { clock, recordingProblemWords } from "./voice-words.ts";

type RecorderProps = {
  readonly label: string;
  readonly hint: string;
  /** SHA-256 of the recording; null while there is none. */
  readonly value: string | null;
  /** What the record says already: it may have left this phone. */
  readonly saved?: string | null;
  readonly onChange: (sha256: string | null) => void;
};

type Running = { readonly seconds: number; readonly loudness: number };

export function Recorder({ label, hint, value, saved = null, onChange }: RecorderProps) {
  const phone = usePhone();
  const { busy, problem: saveProblem, run } = useSave();
  const [running, setRunning] = useState<Running | "asking" | null>(null);
  const [problem, setProblem] = useState<MicProblem | VoiceProblem | null>(null);
  const [told, setTold] = useState("");
  const recording = useRef<Recording | null>(null);
  const isGone = useRef(false);
  // The sheet may change while somebody speaks: what ends then must not bring the older one back.
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  useEffect(
    () => () => {
      isGone.current = true;
      recording.current?.discard();
    },
    [],
  );

  const forget = (sha256: string | null) => {
    if (sha256 !== null && sha256 !== saved) void phone.dropVoice(sha256);
  };
  const keep = async (sound: VoiceSound) => {
    recording.current = null;
    setRunning(null);
    await run(async () => {
      const kept = await phone.keepVoice(sound);
      if (!kept.ok) return setProblem(kept.problem);
      forget(latest.current.value);
      latest.current.onChange(kept.sha256);
      setTold(t("Recorded: {count} seconds", { count: sound.seconds }));
    });
  };
  const start = async () => {
    setProblem(null);
    setRunning("asking");
    const begun = await startRecording({
      heard: (seconds, loudness) => setRunning({ seconds, loudness }),
      done: (sound) => void keep(sound),
    });
    if (typeof begun === "string") {
      setRunning(null);
      setProblem(begun);
    } else if (isGone.current) begun.discard();
    else {
      recording.current = begun;
      setRunning({ seconds: 0, loudness: 0 });
      setTold(t("Recording"));
    }
  };
  const remove = () => {
    forget(value);
    onChange(null);
    setTold(t("Recording removed"));
  };

  const isRunning = running !== null && running !== "asking";
  const words = problem === null ? null : recordingProblemWords(problem);
  return (
    <section class="stack recorder" aria-label={label}>
      <p class="field-label">{label}</p>
      <p class="soft small">{hint}</p>
      {value !== null && !isRunning && (
        <Player key={value} sha256={value} {...(value === saved ? {} : { onMissing: () => onChange(null) })} />
      )}
      {isRunning && <Level {...running} />}
      <div class="recorder-buttons">
        <Button
          key="record"
          kind={isRunning ? "danger" : "secondary"}
          sign={isRunning ? "stop" : "voice"}
          busy={busy || running === "asking"}
          onPress={() => (isRunning ? recording.current?.stop() : void start())}
        >
          {isRunning ? t("Stop recording") : value === null ? t("Record") : t("Record again")}
        </Button>
        {value !== null && !isRunning && (
          <Button kind="quiet" onPress={remove}>
            {t("Remove the recording")}
          </Button>
        )}
      </div>
      <p class="hidden-visually" role="status">
        {told}
      </p>
      <SaveProblemNotice problem={saveProblem} />
      {words !== null && (
        <Notice tone="problem" title={words.title} urgent>
          <p>{words.advice}</p>
        </Notice>
      )}
    </section>
  );
}

function Level({ seconds, loudness }: Running) {
  const left = Math.max(0, Math.ceil(MOST_SECONDS - seconds));
  return (
    <div class="recorder-level">
      <span class="recorder-dot" aria-hidden="true" />
      <meter class="recorder-meter" min={0} max={1} value={Math.min(1, loudness * 1.5)} aria-label={t("Loudness")} />
      <span class="tabular" role="timer">
        {t("{time} left", { time: clock(left) })}
      </span>
    </div>
  );
}
