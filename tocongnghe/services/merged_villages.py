"""Villages count once each, also after some became one: by how much a sum over the former ones is too high.

Every other figure stays as many, whichever villages are merged: only an
indicator that counts villages would tell two where there is one now.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Counts, load_catalogue
from tocongnghe.services.coverage_sums import DAY, sums_between

Excess = dict[tuple[int, str], tuple[int, int]]
"""(Area, indicator) -> provisional and official count to be taken away."""


def excess_between(
    session: Session, links: Subquery, from_day: date | None, to_day: date, indicators: Collection[str]
) -> Excess:
    """Return what the counts of *from_day* (None: the first one) to *to_day* hold too often.

    Args:
        links: The villages as `villages_in` has them, each beside the one that it is shown as.
    """
    ours = sorted(_of_villages() & set(indicators))
    merged = select(links.c.shown_id).group_by(links.c.shown_id).having(func.count() > 1)
    shown = list(session.scalars(merged)) if ours else []
    found: Excess = {}
    for sign, until in ((1, to_day), (-1, from_day - DAY if from_day else None)):
        if not shown or until is None:
            continue
        parts = sums_between(None, until, ours).subquery()
        rows = session.execute(
            select(
                links.c.area_id,
                parts.c.indicator,
                func.sum(parts.c.provisional_count),
                func.sum(parts.c.official_count),
            )
            .join(links, links.c.village_id == parts.c.village_id)
            .where(links.c.shown_id.in_(shown))
            .group_by(links.c.area_id, links.c.shown_id, parts.c.indicator)
        )
        for area_id, code, *counts in rows:
            one, two = (sign * max(int(count) - 1, 0) for count in counts)
            before = found.get((area_id, code), (0, 0))
            found[area_id, code] = (before[0] + one, before[1] + two)
    return found


def _of_villages() -> set[str]:
    """Return the codes under which villages are counted."""
    return {one.counted_as for one in load_catalogue().indicators if one.counts is Counts.VILLAGES}
