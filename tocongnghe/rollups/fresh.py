"""Everything counted anew from a province's records, set by set inside the database, into tables of its own.

The other way, `follow`, counts the little that a piece of the log touches, row
by row. The two share the catalogue and nothing else: what one gets wrong, the
other does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from tocongnghe.catalogue import Records
from tocongnghe.catalogue.indicators import SHOPS
from tocongnghe.models import Assist, ClassSession, Household, PlaceParent, VillageSurvey
from tocongnghe.rollups import fresh_cells, fresh_firsts
from tocongnghe.rollups.facts import PROVISIONAL
from tocongnghe.rollups.fresh_tables import (
    ACHIEVEMENTS,
    CELLS,
    COUNTED,
    EVENTS,
    RULES,
    SUMS,
    VILLAGES,
    VISITS,
    firsts_of,
)
from tocongnghe.services.indicators import CountingRules
from tocongnghe.vocabulary import AssistState, ClassState, HouseholdState

SORTING_MEMORY = "64MB"
"""What PostgreSQL may take for each sort while it counts a whole province."""
CACHE_KIB, TEMPORARY_KIB = 65_536, 262_144
"""What SQLite may keep of the tables, and of the temporary ones, in memory while it counts."""


@contextmanager
def counted_anew(session: Session, province_id: int, rules: CountingRules) -> Iterator[None]:
    """Fill the tables of `fresh_tables` with what the records of the province say.

    They are the connection's own, hold what the transaction sees, and are gone
    at the end.
    """
    connection = session.connection()
    is_postgres = connection.dialect.name == "postgresql"
    firsts = firsts_of(rules)
    tables = (RULES, COUNTED, EVENTS, VISITS, firsts, ACHIEVEMENTS, VILLAGES, CELLS, SUMS)
    cache = 0
    if is_postgres:
        connection.execute(text(f"SET LOCAL work_mem = '{SORTING_MEMORY}'"))
    else:
        cache = connection.scalar(text("PRAGMA cache_size")) or 0
        connection.execute(text(f"PRAGMA cache_size = -{CACHE_KIB}"))
        connection.execute(text(f"PRAGMA temp.cache_size = -{TEMPORARY_KIB}"))
    _drop(session, tables)
    for table in tables:
        table.create(connection)
        if is_postgres and table.primary_key.columns:
            # whole tables are joined: an index filled row by row would cost more than all the rest
            connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {table.name}_pkey"))
    try:
        _fill(session, RULES, None, fresh_cells.rule_rows(rules))
        _fill(session, COUNTED, _counted(province_id))
        _fill(session, EVENTS, _events(province_id))
        _fill(session, VISITS, fresh_cells.visits())
        _fill(session, firsts, fresh_firsts.firsts(rules, is_postgres=is_postgres))
        for achievements in fresh_firsts.achievements(rules, firsts, is_postgres=is_postgres):
            _fill(session, ACHIEVEMENTS, achievements)
        firsts.drop(connection)
        _fill(session, VILLAGES, fresh_firsts.villages(rules))
        _fill(session, CELLS, fresh_cells.cells(rules))
        for sums in fresh_cells.sums(is_postgres=is_postgres):
            _fill(session, SUMS, sums)
        if is_postgres:  # whole tables are compared next: a loop over one reads the other once for each row
            connection.execute(text("SET LOCAL enable_nestloop = off"))
        yield
        if is_postgres:
            connection.execute(text("SET LOCAL enable_nestloop TO DEFAULT"))
    finally:
        if cache:
            connection.execute(text(f"PRAGMA cache_size = {cache}"))
    _drop(session, tables)


def villages_of(province_id: int) -> Select[int]:
    """Select every village that ever lay in the province."""
    communes = select(PlaceParent.place_id).where(PlaceParent.parent_id == province_id)
    return select(PlaceParent.place_id).where(PlaceParent.parent_id.in_(communes))


def _drop(session: Session, tables: tuple[Table, ...]) -> None:
    for table in tables:
        session.connection().execute(text(f"DROP TABLE IF EXISTS {table.name}"))


def _fill(session: Session, table: Table, rows: Any, values: list[dict[str, Any]] | None = None) -> None:
    """Put what *rows* selects, or *values*, into *table*; tell the database how much that is."""
    if rows is None:
        if values:
            session.connection().execute(insert(table), values)
    else:
        session.connection().execute(insert(table).from_select([one.name for one in table.columns], rows))
    session.execute(text(f"ANALYZE {table.name}"))  # else the planner takes a new table for a small one


def _counted(province_id: int) -> Select[Any]:
    """Select the assists as they count; mergers are followed to their winners, withdrawn assists left out."""
    winners = (
        select(
            Household.id.label("id"),
            Household.id.label("winner_id"),
            Household.state.label("state"),
            Household.poverty.label("poverty"),
        )
        .where(Household.state != HouseholdState.MERGED)
        .cte("winners", recursive=True)
    )
    merged = aliased(Household)
    winners = winners.union_all(
        select(merged.id, winners.c.winner_id, winners.c.state, winners.c.poverty).join(
            winners, merged.merged_into_id == winners.c.id
        )
    )
    is_gone = winners.c.state == HouseholdState.WITHDRAWN
    platform = Assist.details["platform"].as_string()
    return (
        select(
            Assist.id,
            Assist.village_id,
            case((is_gone, null()), else_=winners.c.winner_id),
            Assist.topic,
            Assist.outcome,
            Assist.stage,
            Assist.slot,
            case((Assist.details.is_(None), null()), (platform.in_(SHOPS), platform), else_=null()),
            case((is_gone, null()), else_=winners.c.poverty),
            Assist.happened_on,
            Assist.state.in_(PROVISIONAL),
            Assist.state == AssistState.APPROVED,
        )
        .outerjoin(winners, winners.c.id == Assist.household_id)
        # + 0: one way through the whole table, not a million through its index
        .where((Assist.village_id + 0).in_(villages_of(province_id)), Assist.state != AssistState.WITHDRAWN)
    )


def _events(province_id: int) -> Any:
    held, survey = ClassSession, VillageSurvey
    return union_all(
        select(
            held.id,
            literal(Records.CLASSES.value),
            held.village_id,
            held.topic,
            held.held_on,
            func.coalesce(held.women_count, 0) + func.coalesce(held.men_count, 0),
        ).where(held.village_id.in_(villages_of(province_id)), held.state == ClassState.HELD),
        select(
            survey.id,
            literal(Records.SURVEYS.value),
            survey.village_id,
            cast(null(), held.topic.type),
            survey.surveyed_on,
            literal(0, Integer),
        ).where(survey.village_id.in_(villages_of(province_id))),
    )
