/** The member's own figures and the villages' targets, as screens show them; pure. */
import type { BundleDocument } from "../api/documents";
import { type Day, isWithin } from "../domain/days";
import { type Figures, figuresByTopic, figuresOf } from "../domain/figures";
import { type Folded, type Folding, followAliases } from "../domain/overlay";
import { progressOf } from "../domain/targets";
import type { Snapshot, TopicFigures } from "./phone-types";
import { periodBefore } from "./phone-views";

const NONE: Figures = { all: 0, approved: 0, waiting: 0, unsent: 0, returned: 0 };

type Shown = Pick<Snapshot, "figures" | "ownFigures" | "periodBefore" | "progress" | "links">;

function byTopic(assists: readonly Folded[], me: string, now: Snapshot["period"], before: Snapshot["period"]): TopicFigures[] {
  const [current, last] = [figuresByTopic(assists, me, now), figuresByTopic(assists, me, before)];
  return [...new Set([...current.keys(), ...last.keys()])]
    .map((topic) => ({ topic, now: current.get(topic) ?? NONE, before: last.get(topic) ?? NONE }))
    .sort((a, b) => b.now.all - a.now.all || b.before.all - a.before.all);
}

export function figuresShown(
  records: Folding,
  me: string,
  bundle: Pick<BundleDocument, "targets" | "links">,
  period: Snapshot["period"],
  today: Day,
): Shown {
  const assists = [...records.values()].filter(({ kind }) => kind === "assist");
  const before = periodBefore(period);
  const targets = bundle.targets.filter((target) => isWithin(today, target));
  return {
    figures: figuresOf(assists, me, period),
    ownFigures: byTopic(assists, me, period, before),
    periodBefore: before,
    progress: progressOf(targets, assists, followAliases(records)),
    links: bundle.links,
  };
}
