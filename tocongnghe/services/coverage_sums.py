"""Day cells added up until a day or over a span, whatever the length of the history: a handful of sums."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, FromClause, Select, select, union_all

from tocongnghe.models import ALL_DAYS, LAST_YEAR, Cell, CellSum, month_span, year_span
from tocongnghe.services.merged_villages import correcting_cells

DAY = timedelta(days=1)


def sums_between(
    links: FromClause, from_day: date | None, to_day: date, indicators: list[str]
) -> CompoundSelect[Any]:
    """Select what adds up to the counts from *from_day* (None: the first one) to *to_day*, both included.

    Rows of (village_id, indicator, provisional_count, official_count); some are
    taken away, so only their sums mean anything.

    Args:
        links: The villages as `villages_in` has them; those that are one now count once.
    """
    once = (
        _signed(cell, 1, cell.day.between(from_day or date.min, to_day), indicators)
        for cell in correcting_cells(links, indicators)
    )
    return union_all(*_of_cells(from_day, to_day, indicators), *once)


def _of_cells(from_day: date | None, to_day: date, indicators: list[str]) -> list[Select[int, str, int, int]]:
    if from_day is None:
        return [
            _signed(CellSum, 1, CellSum.span == ALL_DAYS, indicators),
            _signed(CellSum, -1, _years(to_day, None), indicators),
            *_after(-1, to_day, indicators),
        ]
    before = from_day - DAY
    if month_span(before) == month_span(to_day):
        return [_signed(Cell, 1, Cell.day.between(from_day, to_day), indicators)]
    if before.year == to_day.year:
        months = _months(before, to_day)
        return [
            _signed(CellSum, 1, months, indicators),
            _signed(Cell, -1, _rest_of_month(to_day), indicators),
            _signed(Cell, 1, _rest_of_month(before), indicators),
        ]
    return [
        _signed(CellSum, 1, _years(before, to_day), indicators),
        *_after(-1, to_day, indicators),
        *_after(1, before, indicators),
    ]


def _after(sign: int, day: date, indicators: list[str]) -> list[Select[int, str, int, int]]:
    """Select what comes after *day* in its year: the later months, and the later days of its own."""
    return [
        _signed(CellSum, sign, _months(day, day.replace(month=12)), indicators),
        _signed(Cell, sign, _rest_of_month(day), indicators),
    ]


def _years(after: date, until: date | None) -> ColumnElement[bool]:
    last = year_span(until) if until else LAST_YEAR
    return (CellSum.span > year_span(after)) & (CellSum.span <= last)


def _months(after: date, until: date) -> ColumnElement[bool]:
    return (CellSum.span > month_span(after)) & (CellSum.span <= month_span(until))


def _rest_of_month(day: date) -> ColumnElement[bool]:
    next_month = (day.replace(day=1) + 31 * DAY).replace(day=1)
    return (Cell.day > day) & (Cell.day < next_month)


def _signed(
    table: Any, sign: int, within: ColumnElement[bool], indicators: list[str]
) -> Select[int, str, int, int]:
    return select(
        table.village_id,
        table.indicator,
        (sign * table.provisional_count).label("provisional_count"),
        (sign * table.official_count).label("official_count"),
    ).where(within, table.indicator.in_(indicators))
