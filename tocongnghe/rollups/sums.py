"""Cells added up over months, years and all days, so that a figure at a date costs the same in every year.

Each span is written anew as the sum of what lies in it: a month of its cells,
a year of its months, all of its years. Nothing is ever added to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from tocongnghe.models import ALL_DAYS, LAST_YEAR, Cell, CellSum, month_span, year_span
from tocongnghe.rollups.batches import VillageDay, in_batches


def add_up(session: Session, days: Iterable[VillageDay]) -> None:
    """Write anew the sums of every span around *days*, after their cells were written."""
    months: dict[date, set[int]] = defaultdict(set)
    years: dict[date, set[int]] = defaultdict(set)
    villages: set[int] = set()
    for village_id, day in days:
        months[day.replace(day=1)].add(village_id)
        years[day.replace(month=1, day=1)].add(village_id)
        villages.add(village_id)
    for first, touched in months.items():
        _write(session, month_span(first), Cell, Cell.day.between(first, _last_of_month(first)), touched)
    for first, touched in years.items():
        in_year = CellSum.span.between(month_span(first), month_span(first.replace(month=12)))
        _write(session, year_span(first), CellSum, in_year, touched)
    _write(session, ALL_DAYS, CellSum, CellSum.span.between(year_span(date.min), LAST_YEAR), villages)


def _last_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _write(
    session: Session, span: str, parts: type[Cell] | type[CellSum], within: ColumnElement[bool], of: set[int]
) -> None:
    for villages in in_batches(sorted(of)):
        session.connection().execute(
            delete(CellSum).where(CellSum.span == span, CellSum.village_id.in_(villages))
        )
        added = (
            select(
                literal(span),
                parts.indicator,
                parts.village_id,
                func.sum(parts.provisional_count),
                func.sum(parts.official_count),
            )
            .where(parts.village_id.in_(villages), within)
            .group_by(parts.indicator, parts.village_id)
        )
        columns = ["span", "indicator", "village_id", "provisional_count", "official_count"]
        session.connection().execute(insert(CellSum).from_select(columns, added))
