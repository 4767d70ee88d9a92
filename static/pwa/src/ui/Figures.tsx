/** The period in numbers that add up: counted, waiting, not sent, and returned when there is one; a bar of their shares. */
import { formatNumber } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";

type FiguresProps = {
  readonly all: number;
  readonly approved: number;
  readonly waiting: number;
  readonly unsent: number;
  readonly returned: number;
};

export function Figures({ all, approved, waiting, unsent, returned }: FiguresProps) {
  const parts = [
    { state: "approved", count: approved, word: t("counted") },
    { state: "waiting", count: waiting, word: t("waiting for review") },
    { state: "unsent", count: unsent, word: t("not sent") },
    ...(returned > 0 ? [{ state: "returned", count: returned, word: t("returned") }] : []),
  ];
  return (
    <div class="stack">
      <dl class={parts.length > 3 ? "figures figures-four" : "figures"}>
        {parts.map(({ state, count, word }) => (
          <div key={state} class="figure">
            <dt class="figure-label">{word}</dt>
            <dd class={`figure-number figure-${state}`}>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
      {all > 0 && (
        <div class="figure-bar" aria-hidden="true">
          {parts
            .filter(({ count }) => count > 0)
            .map(({ state, count }) => (
              <span key={state} class={`figure-${state}`} style={{ flexGrow: count }} />
            ))}
        </div>
      )}
      <p class="soft small">{t("{count} visits in all", { count: formatNumber(all) })}</p>
    </div>
  );
}
