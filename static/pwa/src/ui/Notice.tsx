/** Something to know, in colour, sign and words: what happened, that nothing is lost, what to do. */
import type { ComponentChildren } from "preact";
import { Sign } from "./Pictogram.tsx";

export type Tone = "info" | "good" | "waiting" | "problem";

const SIGNS: Readonly<Record<Tone, string>> = { info: "info", good: "check", waiting: "clock", problem: "warning" };

type NoticeProps = {
  readonly tone: Tone;
  readonly title: string;
  /** Read out at once; for what the reader's own tap has caused. */
  readonly urgent?: boolean;
  readonly children?: ComponentChildren;
};

export function Notice({ tone, title, urgent = false, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={urgent ? "alert" : undefined}>
      <Sign name={SIGNS[tone]} />
      <div>
        <p class="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
}
