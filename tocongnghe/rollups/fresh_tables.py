"""The temporary tables in which a province is counted anew: twins of the stored, and steps between."""

from __future__ import annotations

import typing

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

from tocongnghe.catalogue import Indicator
from tocongnghe.models import (
    Achievement,
    Base,
    Cell,
    CellSum,
    CountedAssist,
    CountedEvent,
    VillageAchievement,
)
from tocongnghe.services.indicators import CountingRules


def table_of(model: type[Base]) -> Table:
    """Return the table of *model*."""
    return typing.cast("Table", model.__table__)


def _twin(model: type[Base]) -> Table:
    """Return a temporary table with the columns and the key of *model*, referring to no other."""
    table = table_of(model)
    columns = [
        Column(one.name, one.type, primary_key=one.primary_key, nullable=True) for one in table.columns
    ]
    return Table(f"fresh_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=False)


COUNTED, EVENTS, ACHIEVEMENTS, VILLAGES, CELLS, SUMS = map(
    _twin, (CountedAssist, CountedEvent, Achievement, VillageAchievement, Cell, CellSum)
)

VISITS = Table(
    "fresh_visit",
    MetaData(),
    Column("village_id", Integer),
    Column("day", Date),
    Column("topic", String(32)),
    Column("outcome", String(32)),
    Column("stage", String(32)),
    Column("provisional_count", Integer),
    Column("official_count", Integer),
    prefixes=["TEMPORARY"],
)
"""The assists added up, by all that decides in which indicators they count as visits; no stage is ''."""

RULES = Table(
    "fresh_rule",
    MetaData(),
    Column("topic", String(32), primary_key=True),
    Column("outcome", String(32), primary_key=True),
    Column("stage", String(32), primary_key=True),
    Column("indicator", String(60), primary_key=True),
    Column("valid_from", Date),
    prefixes=["TEMPORARY"],
)
"""In which indicators which visits count."""


def kinds_of(rules: CountingRules) -> list[Indicator]:
    """Return one indicator for each kind of assist that they ask for, whatever the topic."""
    found: dict[object, Indicator] = {}
    for one in rules.indicators:
        if one.needs_household:
            found.setdefault(kind_of(one), one)
    return list(found.values())


def kind_of(indicator: Indicator) -> tuple[object, ...]:
    """Return what *indicator* asks of an assist beside its topic."""
    return indicator.outcomes, indicator.stages, indicator.poverty, indicator.valid_from


def firsts_of(rules: CountingRules) -> Table:
    """Return the table of the first assist of each kind, by topic and the parts of a household.

    `p0` and `o0` are of the first kind, provisional and official, each an
    assist packed so that the smallest is the first: day, id, village.
    """
    columns = [
        Column(f"{state}{number}", String) for number in range(len(kinds_of(rules))) for state in ("p", "o")
    ]
    return Table(
        "fresh_first",
        MetaData(),
        *(Column(name, String(32), primary_key=True) for name in ("topic", "household_id", "slot", "shop")),
        *columns,
        prefixes=["TEMPORARY"],
        sqlite_with_rowid=False,
    )
