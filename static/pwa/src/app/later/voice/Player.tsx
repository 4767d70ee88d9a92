/** Plays a recording that is on this phone; says so when it is not (any more). */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone } from "../../context.ts";
import type { VoiceSound } from "../../phone-voice-types.ts";
import { clock } from "./voice-words.ts";

type PlayerProps = {
  readonly sha256: string;
  /** Told once when the recording is not here. */
  readonly onMissing?: () => void;
};

export function Player({ sha256, onMissing }: PlayerProps) {
  const phone = usePhone();
  const [sound, setSound] = useState<VoiceSound | null | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    void phone.hearVoice(sha256).then((found) => {
      if (!isCurrent) return;
      setSound(found);
      if (found === null) onMissing?.();
    });
    return () => {
      isCurrent = false;
    };
  }, [sha256]);
  if (sound === undefined) return null;
  if (sound === null) {
    return (
      <p class="row soft small">
        <Sign name="voice" size="small" />
        {t("The recording is not on this phone; the commune hears it once it has been sent.")}
      </p>
    );
  }
  return <Controls key={sha256} sound={sound} />;
}

function Controls({ sound }: { readonly sound: VoiceSound }) {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [at, setAt] = useState(0);
  const [state, setState] = useState<"still" | "playing" | "failed">("still");
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([sound.bytes], { type: sound.type }));
    const player = new Audio(address);
    const onTime = () => setAt(player.currentTime);
    const onEnd = () => {
      setState("still");
      setAt(0);
    };
    player.addEventListener("timeupdate", onTime);
    player.addEventListener("ended", onEnd);
    audio.current = player;
    return () => {
      player.pause();
      player.removeEventListener("timeupdate", onTime);
      player.removeEventListener("ended", onEnd);
      URL.revokeObjectURL(address);
    };
  }, [sound]);
  const press = () => {
    const player = audio.current;
    if (player === null) return;
    if (state === "playing") {
      player.pause();
      player.currentTime = 0;
      setState("still");
      setAt(0);
      return;
    }
    setState("playing");
    player.play().catch(() => setState("failed"));
  };
  const isPlaying = state === "playing";
  return (
    <div class="player">
      <Button sign={isPlaying ? "stop" : "play"} onPress={press}>
        {isPlaying ? t("Stop") : t("Listen")}
      </Button>
      <progress class="player-bar" max={sound.seconds} value={Math.min(at, sound.seconds)} aria-hidden="true" />
      <span class="tabular soft" aria-hidden="true">
        {clock(isPlaying ? at : sound.seconds)}
      </span>
      <span class="hidden-visually">{t("{count} seconds", { count: sound.seconds })}</span>
      {state === "failed" && (
        <p class="field-error" role="alert">
          {t("This browser cannot play it.")}
        </p>
      )}
    </div>
  );
}
