"""One indicator of one place, month by month: what a line of a chart and the table under it show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, literal, select, union_all
from sqlalchemy.orm import Session

from tocongnghe.models import Cell, CellSum, Place, month_span
from tocongnghe.services.areas import villages_in
from tocongnghe.services.merged_villages import correcting_cells

MONTHS = 13
"""The same month of the year before is still to be seen."""
VISITS = "visits"
"""The indicator by whose figures a month is known to have been reported."""


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A calendar month; the last one ends where the figures end."""

    first: date
    official: int | None
    """None: no village reported in the month."""
    provisional: int | None
    official_to_date: int | None
    provisional_to_date: int | None
    """All that was reached until the month's end; None before anything was."""


def find_trend(
    session: Session,
    areas: list[Place],
    indicator: str,
    to_day: date,
    whole: tuple[int, int],
    on: date | None = None,
) -> list[MonthPoint]:
    """Return the MONTHS calendar months up to that of *to_day*, oldest first.

    Args:
        areas: The place, then those in it, as `coverage` has them.
        indicator: The code under which it is counted.
        whole: Provisional and official count until *to_day*; what was reached before the first
            month follows from it.
    """
    firsts = list(_months(to_day))
    found = _by_month(session, areas, indicator, firsts, to_day, on)
    counts = [found[month_span(first), indicator] for first in firsts]
    visits = [found[month_span(first), VISITS][0] for first in firsts]
    before = [total - sum(count[n] for count in counts) for n, total in enumerate(whole)]
    points: list[MonthPoint] = []
    for first, (provisional, official), visited in zip(firsts, counts, visits, strict=True):
        before[0] += provisional
        before[1] += official
        is_told = bool(visited or provisional or official)
        is_reached = is_told or any(before) or (bool(points) and points[-1].official_to_date is not None)
        points.append(
            MonthPoint(
                first,
                official if is_told else None,
                provisional if is_told else None,
                before[1] if is_reached else None,
                before[0] if is_reached else None,
            )
        )
    return points


def _months(to_day: date) -> Iterator[date]:
    number = to_day.year * 12 + to_day.month - 1
    for one in range(number - MONTHS + 1, number + 1):
        yield date(one // 12, one % 12 + 1, 1)


def _by_month(
    session: Session,
    areas: list[Place],
    indicator: str,
    firsts: list[date],
    to_day: date,
    on: date | None,
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (span, indicator) -> provisional and official count; the last month as far as *to_day*."""
    codes = sorted({indicator, VISITS})
    earlier = CellSum.span.in_([month_span(first) for first in firsts[:-1]])
    last = month_span(firsts[-1])
    links = villages_in(areas, on)
    parts = union_all(
        select(
            CellSum.span,
            CellSum.village_id,
            CellSum.indicator,
            CellSum.provisional_count,
            CellSum.official_count,
        ).where(earlier, CellSum.indicator.in_(codes)),
        select(
            literal(last).label("span"),
            Cell.village_id,
            Cell.indicator,
            Cell.provisional_count,
            Cell.official_count,
        ).where(Cell.day.between(firsts[-1], to_day), Cell.indicator.in_(codes)),
        *(
            select(
                case(*((cell.day <= month_end(first), month_span(first)) for first in firsts)),
                cell.village_id,
                cell.indicator,
                cell.provisional_count,
                cell.official_count,
            ).where(cell.day.between(firsts[0], to_day))
            for cell in correcting_cells(links, [indicator])
        ),
    ).subquery()
    rows = session.execute(
        select(
            parts.c.span,
            parts.c.indicator,
            func.sum(parts.c.provisional_count),
            func.sum(parts.c.official_count),
        )
        .join(links, links.c.village_id == parts.c.village_id)
        .group_by(parts.c.span, parts.c.indicator)
    )
    found: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for span, code, provisional, official in rows:
        found[span, code] = (int(provisional), int(official))
    return found


def month_end(first: date) -> date:
    """Return the last day of the month that *first* begins."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
