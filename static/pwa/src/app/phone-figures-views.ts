/** The member's own figures and the villages' targets, as screens show them; pure. */
import type { BundleDocument } from "../api/documents";
import { type Day, isWithin } from "../domain/days";
import { add, type Figures, figuresByTopic, NO_FIGURES, subtract } from "../domain/figures";
import type { Base, Folding } from "../domain/folding";
import { progressOf } from "../domain/targets";
import type { Snapshot, TopicFigures } from "./phone-types";
import { periodBefore } from "./phone-views";

type Shown = Pick<Snapshot, "figures" | "ownFigures" | "periodBefore" | "progress" | "links">;
type Period = Snapshot["period"];
type ByTopic = ReadonlyMap<string, Figures>;

/** What the rows alone count, by person and period. */
const countedBelow = new WeakMap<Base, Map<string, ByTopic>>();

export function countBelow(base: Base, me: string, period: Period): ByTopic {
  const known = countedBelow.get(base) ?? new Map<string, ByTopic>();
  countedBelow.set(base, known);
  const key = `${me} ${period.from} ${period.to}`;
  const counted = known.get(key) ?? figuresByTopic(base.byKind.get("assist") ?? [], me, period);
  known.set(key, counted);
  return counted;
}

/** Only what own ops say is counted anew: figures are sums. */
function count({ base, over }: Folding, me: string, period: Period): ByTopic {
  const above = [...over.values()].filter(({ kind }) => kind === "assist");
  const before = above.flatMap(({ id }) => base.byId.get(id)?.record ?? []);
  const counted = new Map(countBelow(base, me, period));
  for (const [topic, figures] of figuresByTopic(before, me, period)) {
    counted.set(topic, subtract(counted.get(topic) ?? NO_FIGURES, figures));
  }
  for (const [topic, figures] of figuresByTopic(above, me, period)) {
    counted.set(topic, add(counted.get(topic) ?? NO_FIGURES, figures));
  }
  return new Map([...counted].filter(([, { all }]) => all > 0));
}

function byTopic(current: ByTopic, last: ByTopic): TopicFigures[] {
  return [...new Set([...current.keys(), ...last.keys()])]
    .map((topic) => ({ topic, now: current.get(topic) ?? NO_FIGURES, before: last.get(topic) ?? NO_FIGURES }))
    .sort((a, b) => b.now.all - a.now.all || b.before.all - a.before.all);
}

export function figuresShown(
  records: Folding,
  me: string,
  bundle: Pick<BundleDocument, "targets" | "links">,
  period: Period,
  today: Day,
): Shown {
  const before = periodBefore(period);
  const targets = bundle.targets.filter((target) => isWithin(today, target));
  const current = count(records, me, period);
  return {
    figures: [...current.values()].reduce(add, NO_FIGURES),
    ownFigures: byTopic(current, count(records, me, before)),
    periodBefore: before,
    progress: progressOf(targets, records),
    links: bundle.links,
  };
}
