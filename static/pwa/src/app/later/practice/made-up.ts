/** What practice begins with: the real lists of topics and villages, and households that are plainly invented. */
import type { Row } from "../../../domain/rows.ts";
import { addDays, dayOf } from "../../../domain/days.ts";
import { t } from "../../../i18n/translate.ts";
import type { Snapshot } from "../../phone-types.ts";

const HOUSEHOLDS = 6;
const HOUR = 3_600_000;

/** The reference data as the server sends it. */
export function bundleOf({ provinceName, villages, topics, reasons, consentVersion, period, links, people }: Snapshot): unknown {
  const communes = [...new Set(villages.map(({ communeName }) => communeName))];
  return {
    demo: false,
    province: { name: provinceName },
    communes: communes.map((name) => ({ code: name, name })),
    villages: villages.map(({ code, name, communeName }) => ({ code, name, commune: communeName })),
    topics,
    reasons,
    consent: { version: consentVersion },
    period,
    links: links.map(({ checkedOn, ...link }) => ({ ...link, checked_on: checkedOn })),
    people,
  };
}

export function rowsOf({ me, villages, topics }: Snapshot, now: number): readonly Row[] {
  const village = villages[0]?.code ?? "";
  const today = dayOf(now);
  const row = (kind: string, id: string, fields: Row["fields"]): Row => ({
    id,
    kind,
    attempt: 1,
    fields: { head_op: `${id}-op`, village, ...fields },
  });
  const homes = Array.from({ length: HOUSEHOLDS }, (_, index) =>
    row("household", `practice-${index + 1}`, {
      state: "active",
      head_name: t("Sample household {number}", { number: index + 1 }),
      people: 3 + (index % 3),
      consent: index === HOUSEHOLDS - 1 ? "not_asked" : "given",
      created_at: now - (index + 1) * HOUR,
    }),
  );
  const states = ["approved", "submitted", "returned"];
  const visits = states.flatMap((state, index) => {
    const topic = topics[index % Math.max(topics.length, 1)];
    if (topic === undefined) return [];
    const returned = state === "returned" ? { review_reason: "wrong_household", review_text: t("This is only for practice.") } : {};
    const visit = {
      state,
      household: `practice-${index + 1}`,
      topic: topic.code,
      outcome: "helped",
      on: addDays(today, -index - 1),
      author: me?.id ?? "",
      logged_at: now - (index + 1) * 24 * HOUR,
      ...returned,
    };
    return [row("assist", `practice-visit-${index + 1}`, visit)];
  });
  return [...homes, ...visits];
}
