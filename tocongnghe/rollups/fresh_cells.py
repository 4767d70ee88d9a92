"""Day cells and their sums, counted anew from the first days, the visits and the classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Integer, Select, String, and_, case, cast, func, literal, not_, select, union_all

from tocongnghe.catalogue import Counts, Records
from tocongnghe.models import ALL_DAYS
from tocongnghe.rollups.fresh_firsts import day_text, event_counts
from tocongnghe.rollups.fresh_tables import (
    ACHIEVEMENTS,
    CELLS,
    COUNTED,
    EVENTS,
    RULES,
    SUMS,
    VILLAGES,
    VISITS,
)
from tocongnghe.services.indicators import CountingRules
from tocongnghe.vocabulary import AssistStage

ONE, NONE = literal(1, Integer), literal(0, Integer)


def rule_rows(rules: CountingRules) -> list[dict[str, Any]]:
    """Return the rows of `RULES`."""
    return [
        {
            "topic": topic,
            "outcome": outcome.value,
            "stage": stage,
            "indicator": indicator.code,
            "valid_from": indicator.valid_from,
        }
        for indicator in rules.indicators
        if indicator.counts is Counts.ASSISTS
        for topic in indicator.topics
        for outcome in indicator.outcomes
        for stage in (indicator.stages or ("", *AssistStage))
    ]


def visits() -> Select[Any]:
    """Select the rows of `VISITS`."""
    row = COUNTED.c
    key = (
        row.village_id,
        row.happened_on,
        row.topic,
        cast(row.outcome, String(32)),
        func.coalesce(cast(row.stage, String(32)), ""),
    )
    return (
        select(*key, func.count(), func.sum(case((row.is_official, 1), else_=0)))
        .where(row.is_provisional)
        .group_by(*key)
    )


def cells(rules: CountingRules) -> Select[Any]:
    """Select the cells: most first days are official at once, and are read once for both counts."""
    parts = union_all(*_of_firsts(), _of_visits(), *_of_villages(), *_of_classes(rules)).subquery()
    key = (parts.c.village_id, parts.c.day, parts.c.indicator)
    return select(*key, func.sum(parts.c.provisional_count), func.sum(parts.c.official_count)).group_by(*key)


def sums(*, is_postgres: bool) -> Iterator[Any]:
    """Yield the cells added up over months, the months over years, the years over all days."""
    cell, whole = CELLS.c, SUMS.c
    month = literal("m") + func.substr(day_text(cell.day, is_postgres=is_postgres), 1, 7)
    key = (cell.indicator, cell.village_id)
    counts = (func.sum(cell.provisional_count), func.sum(cell.official_count))
    yield select(month, *key, *counts).group_by(month, *key)
    key = (whole.indicator, whole.village_id)
    counts = (func.sum(whole.provisional_count), func.sum(whole.official_count))
    year = literal("y") + func.substr(whole.span, 2, 4)
    yield select(year, *key, *counts).where(whole.span.like("m%")).group_by(year, *key)
    yield select(literal(ALL_DAYS), *key, *counts).where(whole.span.like("y%")).group_by(*key)


def _of_firsts() -> list[Select[Any]]:
    row = ACHIEVEMENTS.c
    at_once = and_(
        row.official_on.is_not(None),
        row.official_on == row.provisional_on,
        row.official_village_id == row.provisional_village_id,
    )
    later = row.official_on.is_not(None) & not_(at_once)
    on_provisional = (
        row.provisional_village_id.label("village_id"),
        row.provisional_on.label("day"),
        row.indicator.label("indicator"),
        ONE.label("provisional_count"),
    )
    return [
        select(*on_provisional, case((at_once, 1), else_=0).label("official_count")),
        select(row.official_village_id, row.official_on, row.indicator, NONE, ONE).where(later),
    ]


def _of_visits() -> Select[Any]:
    visit, rule = VISITS.c, RULES.c
    applies = and_(
        rule.topic == visit.topic,
        rule.outcome == visit.outcome,
        rule.stage == visit.stage,
        rule.valid_from <= visit.day,
    )
    return select(
        visit.village_id, visit.day, rule.indicator, visit.provisional_count, visit.official_count
    ).select_from(VISITS.join(RULES, applies))


def _of_villages() -> list[Select[Any]]:
    row = VILLAGES.c
    return [
        select(row.village_id, row.provisional_on, row.indicator, ONE, NONE),
        select(row.village_id, row.official_on, row.indicator, NONE, ONE).where(row.official_on.is_not(None)),
    ]


def _of_classes(rules: CountingRules) -> Iterator[Select[Any]]:
    row = EVENTS.c
    for one in rules.indicators:
        if one.records is Records.CLASSES and one.counts is not Counts.VILLAGES:
            count = ONE if one.counts is Counts.SESSIONS else row.attendee_count
            yield select(row.village_id, row.happened_on, literal(one.code), count, count).where(
                event_counts(rules, one), count > 0
            )
