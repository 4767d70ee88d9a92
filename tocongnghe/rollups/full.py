"""Everything counted anew: what is stored beside it is compared, or brought up to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import (
    Achievement,
    Cell,
    CellSum,
    CountedAssist,
    CountedEvent,
    Feed,
    RollUpPosition,
    VillageAchievement,
)
from tocongnghe.rollups.fresh import counted_anew, villages_of
from tocongnghe.rollups.fresh_tables import (
    ACHIEVEMENTS,
    CELLS,
    COUNTED,
    EVENTS,
    SUMS,
    VILLAGES,
    table_of,
)
from tocongnghe.services.indicators import CountingRules


@dataclass(frozen=True)
class Figures:
    """A table of figures: its temporary twin, the column that says whose a row is, what a row is called."""

    stored: Table
    fresh: Table
    village: str
    name: str

    def of_province(self, province_id: int) -> ColumnElement[bool]:
        # + 0: one way through the whole table in the order of its key, not through an index on villages
        return (self.stored.c[self.village] + 0).in_(villages_of(province_id))

    def same_key(self) -> ColumnElement[bool]:
        return and_(*(column == self.fresh.c[column.name] for column in self.stored.primary_key))


FIGURES = (
    Figures(table_of(CountedAssist), COUNTED, "village_id", "assist"),
    Figures(table_of(CountedEvent), EVENTS, "village_id", "class or survey"),
    Figures(table_of(Achievement), ACHIEVEMENTS, "provisional_village_id", "achievement"),
    Figures(table_of(VillageAchievement), VILLAGES, "village_id", "village's achievement"),
    Figures(table_of(Cell), CELLS, "village_id", "cell"),
    Figures(table_of(CellSum), SUMS, "village_id", "sum"),
)


def rebuild(session: Session, province_id: int, rules: CountingRules) -> int:
    """Count the whole province anew and write what differs; return its cells.

    All of it in the caller's one transaction: readers see the old figures
    until the new ones are complete.
    """
    feed = session.get_one(Feed, province_id, populate_existing=True)
    head_seq, head_chain = feed.seq, feed.chain
    session.flush()
    with counted_anew(session, province_id, rules):
        for figures in FIGURES:
            _bring_up_to_date(session, province_id, figures)
        cells = session.connection().scalar(select(func.count()).select_from(CELLS)) or 0
    position = session.get(RollUpPosition, province_id) or RollUpPosition(province_id=province_id)
    position.seq, position.chain = head_seq, head_chain
    position.catalogue_version, position.counted_at = rules.version, clock.now()
    session.add(position)
    session.flush()
    session.expire_all()
    return cells


def differing(session: Session, province_id: int, figures: Figures) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the key of each row that is stored otherwise than counted, what is stored, and what was counted.

    Inside `counted_anew()`; each of the two is None where there is no such row.
    """
    stored, fresh = figures.stored, figures.fresh
    keys = [column.name for column in stored.primary_key]
    values = [column.name for column in stored.columns if column.name not in keys]
    is_missing = fresh.c[keys[0]].is_(None)
    differs = or_(*(stored.c[name].is_distinct_from(fresh.c[name]) for name in values))
    wrong = (
        select(
            is_missing,
            *(stored.c[name] for name in keys + values),
            *(fresh.c[name] for name in values),
        )
        .select_from(stored.outerjoin(fresh, figures.same_key()))
        .where(figures.of_province(province_id), or_(is_missing, differs))
    )
    lacking = (
        select(*(fresh.c[name] for name in keys + values))
        .select_from(fresh.outerjoin(stored, figures.same_key()))
        .where(stored.c[keys[0]].is_(None))
    )
    connection, at, end = session.connection(), len(keys), len(keys) + len(values)
    for none_counted, *row in connection.execute(wrong):
        yield tuple(row[:at]), tuple(row[at:end]), None if none_counted else tuple(row[end:])
    for only_counted in connection.execute(lacking):
        yield tuple(only_counted[:at]), None, tuple(only_counted[at:])


def _bring_up_to_date(session: Session, province_id: int, figures: Figures) -> None:
    stored, fresh = figures.stored, figures.fresh
    names = [column.name for column in stored.columns]
    keys = {column.name for column in stored.primary_key}
    same = and_(  # keys are never null; by "=" PostgreSQL finds the other row without a loop
        figures.same_key(),
        *(stored.c[name].is_not_distinct_from(fresh.c[name]) for name in names if name not in keys),
    )
    connection = session.connection()
    connection.execute(
        delete(stored).where(
            figures.of_province(province_id), ~exists().where(same).correlate(stored).select_from(fresh)
        )
    )
    lacking = select(*(fresh.c[name] for name in names)).where(
        ~exists().where(figures.same_key()).correlate(fresh).select_from(stored)
    )
    connection.execute(insert(stored).from_select(names, lacking))
