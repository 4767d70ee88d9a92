/** The ear: beside what can be heard on this phone, and over the text that is read before consent. */
import type { ComponentProps } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CONSENT_PHRASES, type Way, wayToHear } from "../../../domain/spoken.ts";
import { LANGUAGES } from "../../../i18n/languages.ts";
import { currentLanguage, t } from "../../../i18n/translate.ts";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Button } from "../../../ui/Button.tsx";
import { type ConsentHeardProps, type Ears, GREETING } from "../../heard.tsx";
import type { Keeper } from "./keeper.ts";
import { deviceVoice, play, playing, stop } from "./playing.ts";
import "./spoken.css";

function Ear() {
  return (
    <svg class="pictogram pictogram-medium" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
    </svg>
  );
}

/** Said in words of its own: what stands beside the ear is not what is heard. */
const greeting = (): string => t("Hello. I am from the village's digital technology team.");

/** Whose voice it is, where that is not plain. */
function whose(way: Way, language: string): string | null {
  if (way.kind === "device") return t("machine voice");
  if (way.language === language) return null;
  return LANGUAGES.find(({ code }) => code === way.language)?.name ?? way.language;
}

/** Voices may come a moment after the page. */
function useDeviceVoice(): boolean {
  const [isThere, setIsThere] = useState(() => deviceVoice() !== undefined);
  useEffect(() => {
    if (typeof speechSynthesis === "undefined") return;
    const look = () => setIsThere(deviceVoice() !== undefined);
    speechSynthesis.addEventListener("voiceschanged", look);
    return () => speechSynthesis.removeEventListener("voiceschanged", look);
  }, []);
  return isThere;
}

export function makeEars(keeper: Keeper): Ears {
  function Beside({ says, words: own, children }: ComponentProps<Ears["Beside"]>) {
    const language = currentLanguage();
    const way = wayToHear(says, language, keeper.heard.value, useDeviceVoice());
    if (way === null) return <>{children}</>;
    const isPlaying = playing.value === says;
    const note = whose(way, language);
    const words = own ?? (says === GREETING ? greeting() : t(says));
    return (
      <div class="heard">
        {children}
        <button
          type="button"
          class="ear"
          aria-label={isPlaying ? t("Stop") : t("Listen: {words}", { words })}
          aria-pressed={isPlaying ? "true" : "false"}
          onClick={() => (isPlaying ? stop() : void play(keeper, says, [{ way, words }]))}
        >
          <Ear />
          {says === GREETING && <span>{t("The greeting")}</span>}
          {note !== null && <span class="small">{note}</span>}
        </button>
      </div>
    );
  }

  function Consent({ value, onChange }: ConsentHeardProps) {
    const latest = useRef({ value, onChange });
    latest.current = { value, onChange };
    useEffect(() => stop, []);
    const heard = keeper.heard.value;
    const spoken = LANGUAGES.filter(({ code }) => CONSENT_PHRASES.some((says) => heard.get(code)?.has(says)));
    if (spoken.length === 0) return null;
    const language = spoken.some(({ code }) => code === value.language) ? value.language : (spoken[0]?.code ?? "vi");
    const ways = CONSENT_PHRASES.flatMap((says) => {
      const way = wayToHear(says, language, heard, false);
      return way === null ? [] : [{ way, words: says }];
    });
    const isPlaying = playing.value === "consent";
    const note = (way: Way): void => {
      if (way.kind !== "recording") return;
      const { value: now, onChange: change } = latest.current;
      const before = now.heard ?? [];
      const { sha256 } = way.spoken;
      change({ ...now, language, heard: before.includes(sha256) ? before : [...before, sha256] });
    };
    const isWhole = ways.every(({ way }) => way.kind === "recording" && value.heard?.includes(way.spoken.sha256));
    const missing = CONSENT_PHRASES.length - ways.length;
    return (
      <section class="card stack" aria-label={t("Let the household listen")}>
        {spoken.length > 1 && (
          <Choices label={t("Language of the voice")} layout="pair">
            {spoken.map(({ code, name }) => (
              <Choice
                key={code}
                shape="slim"
                pressed={code === language}
                onPress={() => {
                  stop();
                  onChange({ ...value, language: code });
                }}
              >
                {name}
              </Choice>
            ))}
          </Choices>
        )}
        <Button
          wide
          sign={isPlaying ? "stop" : "play"}
          onPress={() => (isPlaying ? stop() : void play(keeper, "consent", ways, note))}
        >
          {isPlaying ? t("Stop") : t("Let the household listen")}
        </Button>
        {missing > 0 && (
          <p class="soft small">{t("{count} of the sentences have no voice yet: read them aloud.", { count: missing })}</p>
        )}
        <p class="soft small" role="status">
          {isWhole ? t("Heard to the end; it is written down with the answer.") : ""}
        </p>
      </section>
    );
  }

  return { Beside, Consent };
}
