/** Who was there: tick by tick, by search, or the whole village; who was not asked yet answers in place. */
import { useState } from "preact/hooks";
import { peopleInOrder } from "../../../domain/order.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { TextField } from "../../../ui/Field.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { findHouseholds } from "../../HouseholdPicker.tsx";
import type { HouseholdView } from "../../phone-types.ts";
import { hasTopic, type ManyForm, needsAsking, toggled, wholeVillage } from "./many-form.ts";

/** Drawn at once; a long list stays quick on a slow phone. */
const PAGE = 30;

type ListProps = {
  readonly form: ManyForm;
  /** Of the village of the form. */
  readonly households: readonly HouseholdView[];
  readonly onChange: (change: Partial<ManyForm>) => void;
};

export function ManyList({ form, households, onChange }: ListProps) {
  const [query, setQuery] = useState("");
  const [limit, setLimit] = useState(PAGE);
  const found = [...findHouseholds(households, query)].sort((a, b) => peopleInOrder(a.headName, b.headName));
  const whole = wholeVillage(form, households).filter((id) => !form.ticked.includes(id));
  return (
    <div class="stack">
      <TextField type="search" label={t("Find a household by name")} value={query} onChange={setQuery} />
      {query === "" && whole.length > 1 && (
        <Button wide sign="check" onPress={() => onChange({ ticked: [...form.ticked, ...whole] })}>
          {t("The whole village: {count} more", { count: whole.length })}
        </Button>
      )}
      <ul class="list" aria-label={t("Households that were there")}>
        {found.slice(0, limit).map((household) => (
          <Item
            key={household.id}
            household={household}
            isTicked={form.ticked.includes(household.id)}
            hasAgreed={form.agreed.includes(household.id)}
            isReached={hasTopic(household, form.topic)}
            onToggle={() => onChange(toggled(form, household.id))}
            onAgree={() => onChange({ agreed: [...form.agreed, household.id] })}
          />
        ))}
      </ul>
      {found.length === 0 && <p role="status">{t("No household by this name. Check the spelling, or add a new household.")}</p>}
      {found.length > limit && (
        <Button wide onPress={() => setLimit(limit + PAGE)}>
          {t("Show more")}
        </Button>
      )}
    </div>
  );
}

type ItemProps = {
  readonly household: HouseholdView;
  readonly isTicked: boolean;
  readonly hasAgreed: boolean;
  readonly isReached: boolean;
  readonly onToggle: () => void;
  readonly onAgree: () => void;
};

function Item({ household, isTicked, hasAgreed, isReached, onToggle, onAgree }: ItemProps) {
  const asks = needsAsking(household);
  return (
    <li>
      <button type="button" class="item item-tick" role="checkbox" aria-checked={isTicked} onClick={onToggle}>
        <span class="tick-box">{isTicked && <Sign name="check" size="small" />}</span>
        <span class="item-text">
          <span class="item-title">{household.headName}</span>
          {isReached && <span class="soft small">{t("Has this topic already")}</span>}
          {asks && <span class="chip chip-off">{hasAgreed ? t("Has just agreed") : t("Consent not asked")}</span>}
        </span>
      </button>
      {isTicked && asks && !hasAgreed && (
        <div class="choices-pair item-answer">
          <Button onPress={onAgree} label={t("{name} agrees", { name: household.headName })}>
            {t("Agree")}
          </Button>
          <Button onPress={onToggle} label={t("{name} does not agree", { name: household.headName })}>
            {t("Do not agree")}
          </Button>
        </div>
      )}
    </li>
  );
}
