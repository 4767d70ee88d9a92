"""First days, counted anew: one pass finds the first assist of each kind, indicators choose of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)

from tocongnghe.catalogue import Counts, Indicator, Records
from tocongnghe.rollups.fresh_tables import COUNTED, EVENTS, VISITS, kind_of, kinds_of
from tocongnghe.services.indicators import CountingRules

DAY, ID = 10, 22  # characters of a packed assist; the rest is its village
MOST_TERMS = 100
"""Selects that are put together in one statement; SQLite takes 500."""
BYTE_BY_BYTE = {False: "BINARY", True: "C"}
"""SQLite's and PostgreSQL's names: ids are in order as their characters' numbers are, in any language."""


def firsts(rules: CountingRules, *, is_postgres: bool) -> Select[Any]:
    """Select the first assist of each kind, by topic, household, person and shop."""
    row = COUNTED.c
    packed = (day_text(row.happened_on, is_postgres=is_postgres) + row.assist_id).collate(
        BYTE_BY_BYTE[is_postgres]
    ) + cast(row.village_id, String)
    key = (
        row.topic,
        row.household_id,
        func.coalesce(cast(row.slot, String), "").label("slot"),
        func.coalesce(row.shop, "").label("shop"),
    )
    columns: list[ColumnElement[Any]] = []
    for kind in kinds_of(rules):
        holds = _holds(kind)
        columns += [func.min(case((holds, packed))), func.min(case((holds & row.is_official, packed)))]
    return select(*key, *columns).where(row.is_provisional, row.household_id.is_not(None)).group_by(*key)


def achievements(rules: CountingRules, firsts: Table, *, is_postgres: bool) -> Iterator[Any]:
    """Yield statements that together select the achievements; each indicator reads its topics in order."""
    kinds = [kind_of(one) for one in kinds_of(rules)]
    terms = [
        _achievement(one, firsts, kinds.index(kind_of(one)))
        for one in rules.indicators
        if one.needs_household
    ]
    for at in range(0, len(terms), MOST_TERMS):
        first = union_all(*terms[at : at + MOST_TERMS]).subquery().c
        yield select(
            first.household_id,
            first.indicator,
            first.part,
            _day_of(first.provisional, is_postgres=is_postgres),
            _village_of(first.provisional),
            _day_of(first.official, is_postgres=is_postgres),
            _village_of(first.official),
        )


def villages(rules: CountingRules) -> Any:
    """Select the first days of villages, by indicator."""
    none = select(
        EVENTS.c.village_id, literal("").label("indicator"), EVENTS.c.happened_on, EVENTS.c.happened_on
    ).where(~true())
    terms = [
        _of_visits(one) if one.records is Records.ASSISTS else _of_events(rules, one)
        for one in rules.of_villages
    ]
    return union_all(none, *terms)


def day_text(day: ColumnElement[Any], *, is_postgres: bool) -> ColumnElement[str]:
    """Return *day* written YYYY-MM-DD, as SQLite keeps it anyway."""
    return func.to_char(day, "YYYY-MM-DD") if is_postgres else cast(day, String)


def _holds(kind: Indicator) -> ColumnElement[bool]:
    row = COUNTED.c
    holds = row.outcome.in_(kind.outcomes) & (row.happened_on >= kind.valid_from)
    if kind.stages:
        holds &= row.stage.in_(kind.stages)
    if kind.poverty:
        holds &= row.poverty.in_(kind.poverty)
    return holds


def _achievement(indicator: Indicator, firsts: Table, number: int) -> Select[Any]:
    row = firsts.c
    provisional, official = row[f"p{number}"], row[f"o{number}"]
    parts: dict[Counts, ColumnElement[Any]] = {Counts.PEOPLE: row.slot, Counts.SHOPS: row.shop}
    part = parts.get(indicator.counts)
    return (
        select(
            row.household_id,
            literal(indicator.code).label("indicator"),
            (literal("") if part is None else part).label("part"),
            func.min(provisional).label("provisional"),
            func.min(official).label("official"),
        )
        .where(row.topic.in_(sorted(indicator.topics)), provisional.is_not(None))
        .group_by(row.household_id, *([] if part is None else [part]))
    )


def _day_of(packed: ColumnElement[Any], *, is_postgres: bool) -> ColumnElement[Any]:
    day = func.substr(packed, 1, DAY)
    return cast(day, Date) if is_postgres else day


def _village_of(packed: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.substr(packed, DAY + ID + 1), Integer)


def _of_visits(indicator: Indicator) -> Select[Any]:
    row = VISITS.c
    holds: ColumnElement[bool] = row.outcome.in_([str(word) for word in indicator.outcomes])
    if indicator.stages:
        holds &= row.stage.in_([str(word) for word in indicator.stages])
    return (
        select(
            row.village_id,
            literal(indicator.code),
            func.min(row.day),
            func.min(case((row.official_count > 0, row.day))),
        )
        .where(holds, row.topic.in_(sorted(indicator.topics)), row.day >= indicator.valid_from)
        .group_by(row.village_id)
    )


def _of_events(rules: CountingRules, indicator: Indicator) -> Select[Any]:
    row = EVENTS.c
    return (
        select(row.village_id, literal(indicator.code), func.min(row.happened_on), func.min(row.happened_on))
        .where(event_counts(rules, indicator))
        .group_by(row.village_id)
    )


def event_counts(rules: CountingRules, indicator: Indicator) -> ColumnElement[bool]:
    """Return the condition that a class or survey counts in *indicator*."""
    row = EVENTS.c
    holds = (row.records == indicator.records.value) & (row.happened_on >= indicator.valid_from)
    if indicator.records is Records.CLASSES and not rules.takes_class(indicator, None):
        holds &= row.topic.in_(sorted(indicator.topics))
    return holds
