/** Two versions side by side, and the choice between them. */
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { useSnapshot } from "../context.ts";
import type { Case } from "../phone-types.ts";
import { fieldLabel, valueWords } from "./compare-words.ts";

type ChooseProps = {
  readonly found: Case;
  readonly busy: boolean;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
};

/** Equal in size, neither preselected. */
export function Choose({ found, busy, onMine, onTheirs }: ChooseProps) {
  return (
    <div class="choices-pair">
      {found.canInsist && found.differences.length > 0 && (
        <Button wide busy={busy} onPress={onMine}>
          {t("Keep what I wrote")}
        </Button>
      )}
      <Button wide busy={busy} onPress={onTheirs}>
        {t("Keep the commune's")}
      </Button>
    </div>
  );
}

export function Compare({ found }: { readonly found: Case }) {
  const snapshot = useSnapshot();
  return (
    <section class="stack" aria-label={t("Two versions: compare")}>
      {found.differences.length === 0 && <p>{t("Both versions now say the same.")}</p>}
      {found.differences.map(({ name, mine, theirs }) => (
        <div key={name} class="card stack">
          <h2 class="soft small">{fieldLabel(name, found.kind)}</h2>
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
    </section>
  );
}
