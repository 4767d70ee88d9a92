/** One of several things to tap: pictogram and word. Pressed shows as a filled shape, so it also shows without colour. */
import type { ComponentChildren } from "preact";

type ChoiceProps = {
  readonly pressed: boolean;
  readonly onPress: () => void;
  readonly shape?: "tile" | "row" | "slim";
  readonly children: ComponentChildren;
};

export function Choice({ pressed, onPress, shape = "tile", children }: ChoiceProps) {
  return (
    <button
      type="button"
      class={shape === "tile" ? "choice" : `choice choice-${shape}`}
      aria-pressed={pressed ? "true" : "false"}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

type ChoicesProps = {
  readonly label: string;
  readonly layout?: "grid" | "pair" | "three" | "list";
  readonly children: ComponentChildren;
};

const LAYOUTS = { grid: "choices", pair: "choices-pair", three: "choices-three", list: "list" } as const;

export function Choices({ label, layout = "grid", children }: ChoicesProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser of these phones
    <div class={LAYOUTS[layout]} role="group" aria-label={label}>
      {children}
    </div>
  );
}
