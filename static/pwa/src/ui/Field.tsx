/** Labelled inputs: one line, several lines, a day, a choice from a short list. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Sign } from "./Pictogram.tsx";

type Common = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | null;
};

type FrameProps = Omit<Common, "value" | "onChange"> & {
  readonly id: string;
  readonly className?: string;
  readonly children: ComponentChildren;
};

function Frame({ id, label, hint, error, className, children }: FrameProps) {
  return (
    <div class={className === undefined ? "field" : `field ${className}`}>
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="soft small">
          {hint}
        </p>
      )}
      {children}
      {error != null && (
        <p id={`${id}-error`} class="field-error" role="alert">
          <Sign name="warning" size="small" />
          {error}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: Pick<Common, "hint" | "error">): string | undefined {
  const ids = [hint !== undefined && `${id}-hint`, error != null && `${id}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

type TextFieldProps = Common & {
  readonly type?: "text" | "tel" | "date" | "search";
  readonly className?: string;
  readonly maxLength?: number;
  readonly min?: string;
  readonly onEnter?: () => void;
  readonly autocapitalize?: "words" | "characters" | "sentences";
};

export function TextField(props: TextFieldProps) {
  const { value, onChange, type = "text", className, maxLength = 120, min, onEnter, autocapitalize, ...frame } = props;
  const id = useId();
  const common = {
    id,
    class: className,
    value,
    maxLength,
    autocomplete: "off",
    autocapitalize,
    spellcheck: false,
    "aria-invalid": frame.error != null ? ("true" as const) : undefined,
    "aria-describedby": describedBy(id, frame),
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && !event.isComposing) onEnter?.();
    },
  };
  return (
    <Frame id={id} {...frame} {...(type === "search" ? { className: "search" } : {})}>
      {type === "search" && <Sign name="search" />}
      {type === "search" && <input type="search" {...common} />}
      {type === "date" && <input type="date" min={min} {...common} />}
      {type === "tel" && <input type="tel" {...common} />}
      {type === "text" && <input type="text" {...common} />}
    </Frame>
  );
}

export function TextArea({ value, onChange, ...frame }: Common) {
  const id = useId();
  return (
    <Frame id={id} {...frame}>
      <textarea
        id={id}
        rows={3}
        maxLength={500}
        value={value}
        aria-describedby={describedBy(id, frame)}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </Frame>
  );
}

type SelectProps = Common & { readonly options: readonly { readonly value: string; readonly label: string }[] };

export function Select({ value, onChange, options, ...frame }: SelectProps) {
  const id = useId();
  return (
    <Frame id={id} {...frame}>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}
