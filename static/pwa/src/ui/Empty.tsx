/** An empty list, with what to do about it. */
import type { ComponentChildren } from "preact";
import { Sign } from "./Pictogram.tsx";

type EmptyProps = { readonly sign: string; readonly words: string; readonly children?: ComponentChildren };

export function Empty({ sign, words, children }: EmptyProps) {
  return (
    <div class="empty">
      <Sign name={sign} size="huge" />
      <p>{words}</p>
      {children}
    </div>
  );
}
