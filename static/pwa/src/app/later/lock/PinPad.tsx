/** A PIN typed with the thumb on large keys of our own, or on a keyboard; how many figures there are shows as dots. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Sign } from "../../../ui/Pictogram.tsx";

const FIGURES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;

type PinPadProps = {
  readonly label: string;
  readonly value: string;
  readonly shortest: number;
  readonly longest: number;
  readonly busy: boolean;
  /** What the last key does. */
  readonly done: string;
  readonly onChange: (value: string) => void;
  readonly onDone: (value: string) => void;
};

export function PinPad({ label, value, shortest, longest, busy, done, onChange, onDone }: PinPadProps) {
  const isEnough = value.length >= shortest;
  // Taps come faster than drawings: each adds to what was typed, not to what is drawn.
  const typed = useRef(value);
  typed.current = value;
  const change = (next: string) => {
    if (busy || next.length > longest) return;
    typed.current = next;
    onChange(next);
  };
  const add = (figure: string) => change(typed.current + figure);
  const erase = () => change(typed.current.slice(0, -1));
  const end = () => {
    if (!busy && typed.current.length >= shortest) onDone(typed.current);
  };
  const keys = useRef({ add, erase, end });
  keys.current = { add, erase, end };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (/^\d$/.test(event.key)) keys.current.add(event.key);
      else if (event.key === "Backspace") keys.current.erase();
      // On a key that has the focus Enter presses that key.
      else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) keys.current.end();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const dots = Math.max(shortest, Math.min(longest, value.length < 6 ? 6 : value.length));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser of these phones
    <div class="pin" role="group" aria-label={label}>
      <p class="pin-dots" aria-hidden="true">
        {Array.from({ length: dots }, (_, place) => (
          <span key={place} class={place < value.length ? "pin-dot pin-dot-full" : "pin-dot"} />
        ))}
      </p>
      <p class="hidden-visually" role="status">
        {t("{count} figures typed", { count: value.length })}
      </p>
      <div class="pin-keys">
        {FIGURES.slice(0, 9).map((figure) => (
          <button key={figure} type="button" class="pin-key" onClick={() => add(figure)}>
            {figure}
          </button>
        ))}
        <button type="button" class="pin-key" aria-label={t("Erase the last figure")} onClick={erase}>
          <Sign name="erase" />
        </button>
        <button type="button" class="pin-key" onClick={() => add("0")}>
          0
        </button>
        <button
          type="button"
          class={isEnough ? "pin-key pin-key-done" : "pin-key pin-key-done button-waiting"}
          aria-label={done}
          aria-disabled={isEnough && !busy ? undefined : "true"}
          aria-busy={busy ? "true" : undefined}
          onClick={end}
        >
          <Sign name={busy ? "clock" : "check"} />
        </button>
      </div>
    </div>
  );
}
