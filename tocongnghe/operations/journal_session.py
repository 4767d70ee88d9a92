"""The session that journals what it writes: ordinary rows, as they are when it commits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, event, select, tuple_
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, object_mapper
from sqlalchemy.orm.unitofwork import UOWTransaction

from tocongnghe.models import (
    Achievement,
    Base,
    Cell,
    CellSum,
    CountedAssist,
    CountedEvent,
    DeskSession,
    ExportJob,
    JobPlan,
    JobRequest,
    JobRun,
    JobsBeat,
    ReportDraft,
    RollUpPosition,
    VillageAchievement,
)
from tocongnghe.operations.journal import note_rows
from tocongnghe.operations.words import Row

COUNTED_AGAIN: set[type[Base]] = {
    Achievement,
    Cell,
    CellSum,
    CountedAssist,
    CountedEvent,
    DeskSession,
    ExportJob,
    JobPlan,
    JobRequest,
    JobRun,
    JobsBeat,
    ReportDraft,
    RollUpPosition,
    VillageAchievement,
}
"""What need not be remembered: figures follow from records, runs are over, a restore ends files, logins."""
_WRITTEN, _GONE = "journal_written", "journal_gone"

Key = tuple[Any, ...]


class JournaledSession(Session):
    """A session for ordinary rows; all that a restore must not forget goes into the journal.

    Rows are written as objects: a bulk `update()` or `delete()` would pass the
    journal by and is refused.
    """


@event.listens_for(JournaledSession, "after_flush")
def _remember(session: Session, _context: UOWTransaction) -> None:
    """Note which rows a flush wrote; their values are read once, at the end."""
    written: dict[tuple[Mapper[Any], Key], None] = session.info.setdefault(_WRITTEN, {})
    gone: dict[tuple[Mapper[Any], Key], None] = session.info.setdefault(_GONE, {})
    for one in (*session.new, *(dirty for dirty in session.dirty if session.is_modified(dirty))):
        mapper = object_mapper(one)
        if mapper.class_ not in COUNTED_AGAIN:
            written[mapper, mapper.primary_key_from_instance(one)] = None
    for one in session.deleted:
        mapper = object_mapper(one)
        if mapper.class_ not in COUNTED_AGAIN:
            gone[mapper, mapper.primary_key_from_instance(one)] = None


@event.listens_for(JournaledSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    is_write = state.is_insert or state.is_update or state.is_delete
    mapper = state.bind_mapper
    if is_write and (mapper is None or mapper.class_ not in COUNTED_AGAIN):
        raise TypeError("write these rows as objects: a bulk statement passes the journal by")


@event.listens_for(JournaledSession, "before_commit")
def _journal(session: Session) -> None:
    session.flush()
    written, gone = session.info.pop(_WRITTEN, {}), session.info.pop(_GONE, {})
    rows = list(_rows(session, [pair for pair in written if pair not in gone]))
    keys = [(_table(mapper).name, _named(mapper, key)) for mapper, key in gone]
    if rows or keys:
        note_rows(session.connection(), rows, keys)


@event.listens_for(JournaledSession, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_WRITTEN, None)
    session.info.pop(_GONE, None)


def _rows(session: Session, pairs: list[tuple[Mapper[Any], Key]]) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) as the database has them now, parents before children."""
    by_table: dict[Table, list[Key]] = {}
    for mapper, key in pairs:
        by_table.setdefault(_table(mapper), []).append(tuple(key))
    for table in Base.metadata.sorted_tables:
        keys = by_table.get(table, [])
        columns = tuple_(*table.primary_key.columns)
        for start in range(0, len(keys), 200):
            query = select(table).where(columns.in_(keys[start : start + 200]))
            for row in session.connection().execute(query).mappings():
                yield table.name, dict(row)


def _table(mapper: Mapper[Any]) -> Table:
    table = mapper.local_table
    if not isinstance(table, Table):
        raise TypeError("only tables are journaled")
    return table


def _named(mapper: Mapper[Any], key: Key) -> Row:
    return {column.name: value for column, value in zip(mapper.primary_key, key, strict=True)}
