/** Buttons, and links that look like buttons; every one at least 48 px high. */
import type { ComponentChildren } from "preact";
import { Sign } from "./Pictogram.tsx";

type Look = {
  readonly kind?: "primary" | "secondary" | "danger" | "quiet" | "icon";
  readonly wide?: boolean;
  readonly tall?: boolean;
  readonly sign?: string;
  readonly children?: ComponentChildren;
};

function classOf({ kind = "secondary", wide = false, tall = false }: Look): string {
  return ["button", `button-${kind}`, wide && "button-wide", tall && "button-tall"].filter(Boolean).join(" ");
}

type ButtonProps = Look & {
  readonly onPress: () => void;
  /** Said by screen readers in place of the children; needed when there are none. */
  readonly label?: string;
  /** Looks "not yet", yet can be pressed: the press then says what is missing. */
  readonly waiting?: boolean;
  readonly busy?: boolean;
};

export function Button(props: ButtonProps) {
  const { onPress, label, waiting = false, busy = false, sign, children } = props;
  return (
    <button
      type="button"
      class={waiting ? `${classOf(props)} button-waiting` : classOf(props)}
      aria-label={label}
      aria-disabled={busy ? "true" : undefined}
      aria-busy={busy ? "true" : undefined}
      onClick={() => {
        if (!busy) onPress();
      }}
    >
      {sign !== undefined && <Sign name={sign} />}
      {children}
    </button>
  );
}

type LinkButtonProps = Look & { readonly href: string; readonly label?: string };

export function LinkButton(props: LinkButtonProps) {
  const { href, label, sign, children } = props;
  return (
    <a class={classOf(props)} href={href} aria-label={label}>
      {sign !== undefined && <Sign name={sign} />}
      {children}
    </a>
  );
}
