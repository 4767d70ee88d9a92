"""Everything counted anew from a province's records, set by set inside the database, into tables of its own.

The other way, `follow`, counts the little that a piece of the log touches, row
by row. The two share the catalogue and nothing else: what one gets wrong, the
other does not.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from tocongnghe.catalogue import Counts
from tocongnghe.models import (
    ALL_DAYS,
    Achievement,
    Assist,
    Base,
    Cell,
    CellSum,
    CountedAssist,
    Household,
    PlaceParent,
    month_span,
    year_span,
)
from tocongnghe.rollups.facts import PROVISIONAL
from tocongnghe.services.indicators import CountingRules
from tocongnghe.vocabulary import AssistState, HouseholdState

SORTING_MEMORY = "64MB"
"""What PostgreSQL may take for each sort while it counts a whole province."""
TEMPORARY_KIB = 65_536
"""What SQLite may keep of the temporary tables in memory; the rest lies in a file."""
BYTE_BY_BYTE = {"sqlite": "BINARY", "postgresql": "C"}
"""Ids are in order as their characters' numbers are, whatever the language of the database."""


def table_of(model: type[Base]) -> Table:
    """Return the table of *model*."""
    return typing.cast("Table", model.__table__)


def _twin(model: type[Base]) -> Table:
    """Return a temporary table with the columns and the key of *model*, and nothing that refers to others."""
    table = table_of(model)
    columns = [
        Column(one.name, one.type, primary_key=one.primary_key, nullable=True) for one in table.columns
    ]
    return Table(f"fresh_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])


COUNTED, ACHIEVEMENTS, CELLS, SUMS = map(_twin, (CountedAssist, Achievement, Cell, CellSum))
RULES = Table(
    "fresh_rule",
    MetaData(),
    Column("counts", String(16), primary_key=True),
    Column("topic", String(32), primary_key=True),
    Column("outcome", String(32), primary_key=True),
    Column("indicator", String(60), primary_key=True),
    Column("valid_from", Date),
    prefixes=["TEMPORARY"],
)
SPANS = Table(
    "fresh_span",
    MetaData(),
    Column("day", Date, primary_key=True),
    Column("month", String(8)),
    Column("year", String(8)),
    prefixes=["TEMPORARY"],
)
_ALL = (RULES, SPANS, COUNTED, ACHIEVEMENTS, CELLS, SUMS)


@contextmanager
def counted_anew(session: Session, province_id: int, rules: CountingRules) -> Iterator[None]:
    """Fill `COUNTED`, `ACHIEVEMENTS`, `CELLS` and `SUMS` with what the records of the province say.

    They are the connection's own, hold what the transaction sees, and are gone
    at the end.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL work_mem = '{SORTING_MEMORY}'"))
    else:
        connection.execute(text(f"PRAGMA temp.cache_size = -{TEMPORARY_KIB}"))
    _drop(session)
    for table in _ALL:
        table.create(connection)
    _fill(session, RULES, None, _rule_rows(rules))
    _fill(session, COUNTED, _counted(province_id))
    _fill(session, ACHIEVEMENTS, _achievements(BYTE_BY_BYTE[connection.dialect.name]))
    _fill(session, CELLS, _cells())
    _fill(session, SPANS, None, _span_rows(session))
    _fill(session, SUMS, _sums())
    yield
    _drop(session)


def villages_of(province_id: int) -> Select[int]:
    """Select every village that ever lay in the province."""
    communes = select(PlaceParent.place_id).where(PlaceParent.parent_id == province_id)
    return select(PlaceParent.place_id).where(PlaceParent.parent_id.in_(communes))


def _drop(session: Session) -> None:
    for table in _ALL:
        session.connection().execute(text(f"DROP TABLE IF EXISTS {table.name}"))


def _fill(
    session: Session, table: Table, source: Select[Any] | Any, rows: list[dict[str, Any]] | None = None
) -> None:
    connection = session.connection()
    if rows is None:
        connection.execute(insert(table).from_select([column.name for column in table.columns], source))
    elif rows:
        connection.execute(insert(table), rows)
    connection.execute(text(f"ANALYZE {table.name}"))  # else the planner takes a new table for a small one


def _rule_rows(rules: CountingRules) -> list[dict[str, Any]]:
    return [
        {
            "counts": indicator.counts.value,
            "topic": topic,
            "outcome": outcome.value,
            "indicator": indicator.code,
            "valid_from": indicator.valid_from,
        }
        for indicator in rules.catalogue.indicators
        for topic in indicator.topics
        for outcome in indicator.outcomes
    ]


def _span_rows(session: Session) -> list[dict[str, Any]]:
    days = session.connection().execute(select(CELLS.c.day).distinct()).scalars()
    return [{"day": day, "month": month_span(day), "year": year_span(day)} for day in days]


def _counted(province_id: int) -> Select[Any]:
    """Select the assists as they count; mergers are followed to their winners, withdrawn assists left out."""
    winners = (
        select(Household.id.label("id"), Household.id.label("winner_id"), Household.state.label("state"))
        .where(Household.state != HouseholdState.MERGED)
        .cte("winners", recursive=True)
    )
    merged = aliased(Household)
    winners = winners.union_all(
        select(merged.id, winners.c.winner_id, winners.c.state).join(
            winners, merged.merged_into_id == winners.c.id
        )
    )
    return (
        select(
            Assist.id,
            Assist.village_id,
            case((winners.c.state == HouseholdState.WITHDRAWN, null()), else_=winners.c.winner_id),
            Assist.topic,
            Assist.outcome,
            Assist.happened_on,
            Assist.state.in_(PROVISIONAL),
            Assist.state == AssistState.APPROVED,
        )
        .outerjoin(winners, winners.c.id == Assist.household_id)
        # + 0: one way through the whole table, not a million through its index
        .where((Assist.village_id + 0).in_(villages_of(province_id)), Assist.state != AssistState.WITHDRAWN)
    )


def _counting(counts: Counts) -> Any:
    """Join each assist that counts to the indicators that it moves."""
    applies = and_(
        RULES.c.topic == COUNTED.c.topic,
        RULES.c.outcome == cast(COUNTED.c.outcome, String(32)),
        RULES.c.valid_from <= COUNTED.c.happened_on,
        RULES.c.counts == counts.value,
        COUNTED.c.is_provisional,
    )
    return COUNTED.join(RULES, applies)


def _achievements(byte_by_byte: str) -> Select[Any]:
    """Select the first day of each household and indicator, on one day by the smaller id of an assist.

    One sort finds the first of those approved and of those that wait; the
    earlier of the two is provisional.
    """
    key = (COUNTED.c.household_id.label("household_id"), RULES.c.indicator.label("indicator"))
    id = COUNTED.c.assist_id.collate(byte_by_byte)
    in_order = func.row_number().over(
        partition_by=(*key, COUNTED.c.is_official), order_by=(COUNTED.c.happened_on, id)
    )
    ranked = (
        select(
            *key,
            COUNTED.c.happened_on.label("day"),
            id.label("id"),
            COUNTED.c.village_id.label("village"),
            COUNTED.c.is_official.label("approved"),
            in_order.label("nth"),
        )
        .select_from(_counting(Counts.HOUSEHOLDS))
        .where(COUNTED.c.household_id.is_not(None))
        .subquery()
    )
    row = ranked.c
    firsts = (
        select(
            row.household_id,
            row.indicator,
            *(
                func.max(case((of_these, row[what]))).label(f"{whose}_{what}")
                for whose, of_these in (("approved", row.approved), ("waiting", not_(row.approved)))
                for what in ("day", "id", "village")
            ),
        )
        .where(row.nth == 1)
        .group_by(row.household_id, row.indicator)
        .subquery()
    )
    first = firsts.c
    approved_first = or_(
        first.waiting_day.is_(None),
        first.approved_day < first.waiting_day,
        and_(first.approved_day == first.waiting_day, first.approved_id < first.waiting_id),
    )
    return select(
        first.household_id,
        first.indicator,
        case((approved_first, first.approved_day), else_=first.waiting_day),
        case((approved_first, first.approved_village), else_=first.waiting_village),
        first.approved_day,
        first.approved_village,
    )


def _cells() -> Select[Any]:
    first = ACHIEVEMENTS.c
    one, none = literal(1, Integer), literal(0, Integer)
    parts = union_all(
        select(
            first.provisional_village_id.label("village_id"),
            first.provisional_on.label("day"),
            first.indicator.label("indicator"),
            one.label("provisional_count"),
            none.label("official_count"),
        ),
        select(first.official_village_id, first.official_on, first.indicator, none, one).where(
            first.official_on.is_not(None)
        ),
        select(
            COUNTED.c.village_id,
            COUNTED.c.happened_on,
            RULES.c.indicator,
            one,
            cast(COUNTED.c.is_official, Integer),
        ).select_from(_counting(Counts.ASSISTS)),
    ).subquery()
    key = (parts.c.village_id, parts.c.day, parts.c.indicator)
    return select(*key, func.sum(parts.c.provisional_count), func.sum(parts.c.official_count)).group_by(*key)


def _sums() -> Any:
    """Select the cells added up: months and years through `SPANS`, and all days."""
    cell = CELLS.c
    counts = (func.sum(cell.provisional_count), func.sum(cell.official_count))
    whose = (cell.indicator, cell.village_id)
    by_day = CELLS.join(SPANS, SPANS.c.day == cell.day)
    return union_all(
        *(
            select(span, *whose, *counts).select_from(by_day).group_by(span, *whose)
            for span in (SPANS.c.month, SPANS.c.year)
        ),
        select(literal(ALL_DAYS), *whose, *counts).group_by(*whose),
    )
