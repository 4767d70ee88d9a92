/** The one way to enter a number: large buttons, or typed; empty while nobody has counted. */
import { useId } from "preact/hooks";
import { t } from "../i18n/translate.ts";
import { Sign } from "./Pictogram.tsx";

type StepperProps = {
  readonly label: string;
  readonly value: number | null;
  readonly max: number;
  /** Whether so many are counted that ten at once help. */
  readonly hasTens?: boolean;
  readonly onChange: (value: number | null) => void;
};

export function Stepper({ label, value, max, hasTens = true, onChange }: StepperProps) {
  const id = useId();
  const by = (step: number) => () => onChange(Math.min(Math.max((value ?? 0) + step, 0), max));
  return (
    <div class="stepper">
      <label for={id}>{label}</label>
      <div class="stepper-row">
        <button type="button" aria-label={t("One less: {what}", { what: label })} onClick={by(-1)}>
          <Sign name="minus" />
        </button>
        <input
          id={id}
          type="text"
          inputMode="numeric"
          autocomplete="off"
          maxLength={String(max).length}
          placeholder="–"
          value={value ?? ""}
          onInput={({ currentTarget }) => {
            const digits = currentTarget.value.replace(/\D/g, "");
            onChange(digits === "" ? null : Math.min(Number(digits), max));
          }}
        />
        <button type="button" aria-label={t("One more: {what}", { what: label })} onClick={by(1)}>
          <Sign name="plus" />
        </button>
        {hasTens && (
          <button type="button" aria-label={t("+10, ten more: {what}", { what: label })} onClick={by(10)}>
            +10
          </button>
        )}
      </div>
    </div>
  );
}
