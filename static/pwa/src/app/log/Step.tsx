/** One step of the sheet: to come, open, or folded to one line that says what was chosen. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";

type StepProps = {
  readonly number: number;
  readonly title: string;
  readonly state: "later" | "open" | "done";
  /** Shown in place of the children once done. */
  readonly chosen: ComponentChildren;
  readonly onReopen: () => void;
  /** Brings the step to the top when it opens; false while the page has only just been drawn. */
  readonly comesIntoView: boolean;
  readonly children: ComponentChildren;
};

export function Step({ number, title, state, chosen, onReopen, comesIntoView, children }: StepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (state !== "open" || !comesIntoView) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest("section")?.scrollIntoView({ block: "start", behavior: "instant" });
  }, [state]);
  return (
    <section class={`step step-${state}`}>
      <div class={state === "done" ? "hidden-visually" : "step-head"}>
        <span class="step-number" aria-hidden="true">
          {number}
        </span>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
      </div>
      {state === "open" && <div class="stack appears">{children}</div>}
      {state === "done" && (
        <div class="chosen">
          {chosen}
          <Button kind="quiet" label={t("Change: {what}", { what: title })} onPress={onReopen}>
            {t("Change")}
          </Button>
        </div>
      )}
    </section>
  );
}
