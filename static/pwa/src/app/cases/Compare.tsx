/** Two versions side by side, and the choice between them: equal in size, neither preselected. */
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { useSnapshot } from "../context.ts";
import type { Case } from "../phone-types.ts";
import { fieldLabel, valueWords } from "./case-words.ts";

type CompareProps = {
  readonly found: Case;
  readonly busy: boolean;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
};

export function Compare({ found, busy, onMine, onTheirs }: CompareProps) {
  const snapshot = useSnapshot();
  return (
    <section class="stack" aria-label={t("Two versions: compare")}>
      {found.differences.length === 0 && <p>{t("Both versions now say the same.")}</p>}
      {found.differences.map(({ name, mine, theirs }) => (
        <div key={name} class="card stack">
          <h2 class="soft small">{fieldLabel(name)}</h2>
          <dl class="choices-pair facts">
            <div>
              <dt>{t("Written here")}</dt>
              <dd>{valueWords(name, mine, snapshot)}</dd>
            </div>
            <div>
              <dt>{t("At the commune")}</dt>
              <dd>{valueWords(name, theirs, snapshot)}</dd>
            </div>
          </dl>
        </div>
      ))}
      <div class="choices-pair">
        {found.canInsist && found.differences.length > 0 && (
          <Button busy={busy} onPress={onMine}>
            {t("Keep what I wrote")}
          </Button>
        )}
        <Button busy={busy} onPress={onTheirs}>
          {t("Keep the commune's")}
        </Button>
      </div>
    </section>
  );
}
