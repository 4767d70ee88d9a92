/** Households to choose from: recent first, and a search that needs no diacritics. */
import { useState } from "preact/hooks";
import { isFound, searchable } from "../domain/text.ts";
import { t } from "../i18n/translate.ts";
import { TextField } from "../ui/Field.tsx";
import { Sign } from "../ui/Pictogram.tsx";
import { useSnapshot } from "./context.ts";
import type { HouseholdView } from "./phone-types.ts";
import { villageName } from "./places.ts";

const RECENT_COUNT = 4;
const FOUND_COUNT = 20;

/** Names as they are searched for, made once for each household: hundreds are looked through at every letter. */
const names = new WeakMap<HouseholdView, string>();

function nameOf(household: HouseholdView): string {
  const name = names.get(household) ?? searchable(household.headName);
  names.set(household, name);
  return name;
}

export function findHouseholds(households: readonly HouseholdView[], query: string): readonly HouseholdView[] {
  const wanted = searchable(query);
  return wanted === "" ? households : households.filter((household) => isFound(nameOf(household), wanted));
}

type HouseholdPickerProps = { readonly onChoose: (household: HouseholdView) => void };

export function HouseholdPicker({ onChoose }: HouseholdPickerProps) {
  const snapshot = useSnapshot();
  const [query, setQuery] = useState("");
  const isSearching = query.trim() !== "";
  const found = findHouseholds(snapshot.households, query);
  const shown = found.slice(0, isSearching ? FOUND_COUNT : RECENT_COUNT);
  const severalVillages = snapshot.villages.length > 1;
  if (snapshot.households.length === 0) return null;
  return (
    <>
      <TextField type="search" label={t("Find a household by name")} value={query} onChange={setQuery} />
      <ul class="list" aria-label={isSearching ? t("Households found") : t("Recent households")}>
        {shown.map((household) => (
          <li key={household.id}>
            <button type="button" class="item" onClick={() => onChoose(household)}>
              <Sign name="houses" />
              <span class="item-text">
                <span class="item-title">{household.headName}</span>
                {severalVillages && <span class="soft small">{villageName(snapshot, household.village)}</span>}
              </span>
              <Sign name="next" />
            </button>
          </li>
        ))}
      </ul>
      <p role="status" class="soft small">
        {isSearching &&
          found.length === 0 &&
          t("No household by this name. Check the spelling, or add a new household.")}
        {isSearching && found.length > FOUND_COUNT && t("{count} found: type more letters.", { count: found.length })}
      </p>
    </>
  );
}
