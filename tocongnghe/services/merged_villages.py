"""Villages count once each, also after some became one: the cells that have to be added to the counted ones.

Every other figure stays as many, whichever villages are merged: only an
indicator that counts villages would tell two where there is one now. Whoever
adds up cells adds these to them, so that all ways out tell the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import FromClause, Select, Subquery, func, literal, select, union_all

from tocongnghe.catalogue import Counts, load_catalogue
from tocongnghe.models import VillageAchievement

MERGED = 2
"""Villages that are shown as one."""


def correcting_cells(links: FromClause, indicators: Collection[str] | None = None) -> Iterator[Any]:
    """Yield the columns of what, shaped as cells, makes the cells of *links* count each village once.

    Each village of several that are one now loses its first day, and the one that they
    are shown as gets the first of them all: some counts are below nought.

    Args:
        links: The villages (`village_id`) as `villages_in` has them, each beside the one that it is
            shown as (`shown_id`).
        indicators: What is counted; None: everything.
    """
    codes = sorted(of_villages() if indicators is None else of_villages() & set(indicators))
    if codes:
        parts, ones = _of_parts(links, codes, MERGED).subquery(), first_days(links, codes, MERGED).subquery()
        yield (
            union_all(
                _cells(parts.c.village_id, parts, "provisional_on", (-1, 0)),
                _cells(parts.c.village_id, parts, "official_on", (0, -1)),
                _cells(ones.c.shown_id, ones, "provisional_on", (1, 0)),
                _cells(ones.c.shown_id, ones, "official_on", (0, 1)),
            )
            .subquery()
            .c
        )


def first_days(links: FromClause, codes: Collection[str], least: int = 1) -> Select[Any]:
    """Select (shown_id, indicator, provisional_on, official_on) of what so many villages are shown as."""
    parts = _of_parts(links, codes, least).subquery()
    return select(
        parts.c.shown_id,
        parts.c.indicator,
        func.min(parts.c.provisional_on).label("provisional_on"),
        func.min(parts.c.official_on).label("official_on"),
    ).group_by(parts.c.shown_id, parts.c.indicator)


def of_villages() -> set[str]:
    """Return the codes under which villages are counted."""
    return {one.counted_as for one in load_catalogue().indicators if one.counts is Counts.VILLAGES}


def _of_parts(links: FromClause, codes: Collection[str], least: int) -> Select[Any]:
    together = func.count().over(partition_by=links.c.shown_id).label("together")
    shown, first = select(links.c.village_id, links.c.shown_id, together).subquery(), VillageAchievement
    return (
        select(first.village_id, shown.c.shown_id, first.indicator, first.provisional_on, first.official_on)
        .join(shown, shown.c.village_id == first.village_id)
        .where(shown.c.together >= least, first.indicator.in_(codes))
    )


def _cells(village_id: Any, days: Subquery, day: str, counts: tuple[int, int]) -> Select[Any]:
    return select(
        village_id.label("village_id"),
        days.c[day].label("day"),
        days.c.indicator,
        literal(counts[0]).label("provisional_count"),
        literal(counts[1]).label("official_count"),
    ).where(days.c[day].is_not(None))
