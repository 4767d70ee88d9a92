/** The assists of each household, found once for as long as the rows are the same; own ops lie over them. Pure. */
import { type Base, type Folded, type Folding, followAliases, followInRows, movesHouseholds } from "./folding";
import { textOf } from "./rows";

export type Visits = {
  /** Those that were visited. */
  households(): readonly string[];
  /** Of the household that stands now under *id*, in no order. */
  of(id: string): readonly Folded[];
  /** Own ops say something of this household or of a visit to it. */
  isTouched(id: string): boolean;
};

function group(assists: readonly Folded[], resolve: (id: string) => string): Map<string, Folded[]> {
  const groups = new Map<string, Folded[]>();
  for (const assist of assists) {
    const named = textOf(assist.fields, "household");
    if (named === null) continue;
    const household = resolve(named);
    const those = groups.get(household);
    if (those === undefined) groups.set(household, [assist]);
    else those.push(assist);
  }
  return groups;
}

const below = new WeakMap<Base, ReadonlyMap<string, readonly Folded[]>>();

function inRows(base: Base): ReadonlyMap<string, readonly Folded[]> {
  const known = below.get(base) ?? group(base.byKind.get("assist") ?? [], followInRows(base));
  below.set(base, known);
  return known;
}

export function visitsByHousehold(records: Folding): Visits {
  const resolve = followAliases(records);
  if (movesHouseholds(records)) {
    const all = group(records.ofKind("assist"), resolve);
    return { households: () => [...all.keys()], of: (id) => all.get(id) ?? [], isTouched: () => true };
  }
  const { base, over } = records;
  const rows = inRows(base);
  const above = [...over.values()].filter(({ kind }) => kind === "assist");
  const added = group(above, resolve);
  // A corrected visit may have gone from one household to another: both have changed.
  const before = group(above.flatMap(({ id }) => base.byId.get(id)?.record ?? []), resolve);
  return {
    households: () => [...new Set([...rows.keys(), ...added.keys()])],
    isTouched: (id) => over.has(id) || added.has(id) || before.has(id),
    of(id) {
      const still = before.has(id) ? (rows.get(id) ?? []).filter((assist) => !over.has(assist.id)) : (rows.get(id) ?? []);
      const more = added.get(id);
      return more === undefined ? still : [...still, ...more];
    },
  };
}
