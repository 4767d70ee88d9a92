/** Draws one of our pictograms. Always decoration beside a word: hidden from screen readers. */
import { OUTCOME_DRAWINGS, SIGN_DRAWINGS } from "./sign-drawings.ts";
import { TOPIC_DRAWINGS, UNKNOWN_TOPIC } from "./topic-drawings.ts";

type Size = "small" | "medium" | "large" | "huge";
type DrawingProps = { readonly path: string; readonly size: Size };

function Drawing({ path, size }: DrawingProps) {
  return (
    <svg class={`pictogram pictogram-${size}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

export function TopicPictogram({ topic, size = "medium" }: { readonly topic: string; readonly size?: Size }) {
  return <Drawing path={TOPIC_DRAWINGS[topic] ?? UNKNOWN_TOPIC} size={size} />;
}

export function OutcomePictogram({ outcome, size = "medium" }: { readonly outcome: string; readonly size?: Size }) {
  return <Drawing path={OUTCOME_DRAWINGS[outcome] ?? UNKNOWN_TOPIC} size={size} />;
}

export function Sign({ name, size = "medium" }: { readonly name: string; readonly size?: Size }) {
  return <Drawing path={SIGN_DRAWINGS[name] ?? UNKNOWN_TOPIC} size={size} />;
}
