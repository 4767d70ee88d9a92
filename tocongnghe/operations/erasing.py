"""Erasing what was said of a household, or in one record: ids, hashes, chain and figures stay.

What a household was helped with is still counted, for its village and as one
household that nobody can name. One way for the server at work and for one that
comes back from a backup (`recovery`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from tocongnghe.models import Blob, Departed, Household, Operation, Quarantined, Review, SpotCheck
from tocongnghe.operations.erased import REFUSED
from tocongnghe.operations.erasures import is_erased, recording_of
from tocongnghe.operations.journal import WRITING
from tocongnghe.operations.ledger import Ledger
from tocongnghe.operations.release import Release, is_held
from tocongnghe.operations.submit import lock_feed
from tocongnghe.operations.words import Row
from tocongnghe.operations.world import TABLES, World
from tocongnghe.vocabulary import (
    AssistState,
    ConsentStanding,
    FeedbackState,
    OperationOutcome,
    RecordType,
    TaskState,
)

SILENT = {
    "head_name",
    "phone",
    "roster",
    "note",
    "details",
    "witness",
    "withdraw_reason",
    "review_text",
    "text",
    "title",
    "answer",
    "done_text",
    "voice",
    "follow_up_on",
}
"""Columns that may speak of a person, and a visit that nobody can make; emptied in what was erased."""
ENDED: dict[RecordType, tuple[StrEnum, StrEnum]] = {
    RecordType.ASSIST: (AssistState.RETURNED, AssistState.WITHDRAWN),
    RecordType.FEEDBACK: (FeedbackState.OPEN, FeedbackState.WITHDRAWN),
    RecordType.TASK: (TaskState.OPEN, TaskState.WITHDRAWN),
}
"""What waited for somebody to do what can no longer be done, and as what it ends; none of it was counted."""
OF_A_CARD = {
    "people_count",
    "children_under_16_count",
    "language",
    "has_smartphone",
    "has_electricity",
    "has_signal",
    "poverty",
    "poverty_year",
}
"""What a card says of a household besides; in a small village it would tell who it was."""
AT_ONCE = 500
_H: Any = Household.__table__


@dataclass(frozen=True, slots=True)
class Reach:
    """What an erasure is about."""

    province_id: int
    kind: str
    """Of the operation that made the record."""
    records: frozenset[str]
    cards: frozenset[str]
    """Those of *records* that are the household's cards: one, or several that were merged."""
    operations: tuple[str, ...]
    """Ids, in the order in which each device made them."""
    recordings: frozenset[str]
    kept: int
    """How many of the operations still have their content."""


def reach_of(connection: Connection, record_id: str) -> Reach | None:
    """Return what erasing *record_id* takes along; None for what nobody knows."""
    first = connection.execute(select(Operation).where(Operation.id == record_id)).mappings().first()
    return None if first is None else _reach(connection, record_id)


def erase(engine: Engine, province_id: int, record_id: str) -> Reach:
    """Erase *record_id* and what it takes along, in one transaction; return what that was.

    Repeating it finds nothing left to do and does no harm. Files of recordings are
    for the caller to remove, once this has returned.
    """
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        ledger = Ledger(lock_feed(connection, province_id), "")
        reach = _reach(connection, record_id)
        world = World(connection)
        release = Release(world, ledger)
        world.fetch_operations(set(reach.operations))
        release.expect(reach.operations)
        woken = [row for id in reach.operations if (row := _forget(world, ledger, id)) is not None]
        if ledger.erased:
            _part(connection, reach.cards, ledger.seq)
            silence(connection, reach.operations, ledger.seq)
        for row in woken:
            release.note(row)
        ledger.write(connection)
        _forget_bytes(connection, reach)
    return reach


def silence(connection: Connection, ids: Collection[str], seq: int | None = None) -> None:
    """Empty what the records made by the operations *ids*, and notes on them, still say of a person."""
    for table in (*TABLES.values(), Review.__table__):
        emptied: dict[str, Any] = {
            c.name: None if c.nullable else "" for c in table.columns if c.name in SILENT
        }
        if table is TABLES[RecordType.HOUSEHOLD]:
            emptied |= dict.fromkeys(OF_A_CARD) | {"consent": ConsentStanding.WITHDRAWN}
        if seq is not None and "seq" in table.c:
            emptied["seq"] = seq
        for some in _portions(ids):
            if emptied:
                connection.execute(update(table).where(table.c.id.in_(some)).values(**emptied))
    for record, (waiting, ended) in ENDED.items():
        table = TABLES[record]
        for some in _portions(ids):
            of_these = table.c.id.in_(some) & (table.c.state == waiting)
            connection.execute(update(table).where(of_these).values(state=ended))
    for some in _portions(ids):
        connection.execute(update(SpotCheck).where(SpotCheck.assist_id.in_(some)).values(note=None))


def _reach(connection: Connection, record_id: str) -> Reach:
    cards = _one_household(connection, record_id)
    records = {record_id} | cards | _about(connection, cards)
    rows = _operations_of(connection, records, cards)
    records |= _made_by(rows)
    ordered = sorted(rows.values(), key=lambda row: (row["device_id"], row["device_n"], row["id"]))
    recordings = {name for row in ordered if (name := recording_of(row)) is not None}
    first = rows[record_id]
    return Reach(
        province_id=first["province_id"],
        kind=first["kind"],
        records=frozenset(records),
        cards=frozenset(cards),
        operations=tuple(row["id"] for row in ordered),
        recordings=frozenset(recordings),
        kept=sum(not is_erased(row) for row in ordered),
    )


def _one_household(connection: Connection, id: str) -> set[str]:
    """Return the card *id* with all that it was merged into and that were merged into it."""
    cards: set[str] = set()
    asked: set[str] = set()
    fresh = {id}
    while fresh:
        query = select(_H.c.id, _H.c.merged_into_id)
        near = connection.execute(query.where(or_(_H.c.id.in_(fresh), _H.c.merged_into_id.in_(fresh)))).all()
        asked |= fresh
        cards |= {card.id for card in near}
        fresh = (cards | {card.merged_into_id for card in near} - {None}) - asked
    return cards


def _about(connection: Connection, cards: set[str]) -> set[str]:
    """Return the records that name one of *cards*, and who did what a task of theirs asked."""
    found: set[str] = set()
    for table in TABLES.values():
        if "household_id" in table.c and cards:
            found |= set(connection.scalars(select(table.c.id).where(table.c.household_id.in_(cards))))
    done = TABLES[RecordType.ACKNOWLEDGEMENT]
    for some in _portions(found):
        found |= set(connection.scalars(select(done.c.id).where(done.c.subject.in_(some))))
    return found


def _operations_of(connection: Connection, records: set[str], cards: set[str]) -> dict[str, Row]:
    """Return the operations on *records*, by id, with what never became one and what was ruled on them."""
    rows = _never_applied(connection, cards)
    asked: set[str] = set()
    fresh = records | _made_by(rows)
    while fresh:
        for some in _portions(fresh):
            near = or_(Operation.record_id.in_(some), Operation.replaces_id.in_(some))
            found = connection.execute(select(Operation.__table__).where(near)).mappings()
            rows |= {row["id"]: dict(row) for row in found}
        asked |= fresh
        replaced = {row["replaces_id"] for row in rows.values()} - {None}
        fresh = (_made_by(rows) | replaced | _rulings_on(connection, rows)) - asked
    return rows


def _made_by(rows: dict[str, Row]) -> set[str]:
    """Return the records that *rows* made, or would have."""
    return {row["id"] for row in rows.values() if row["record_id"] == row["id"]}


def _never_applied(connection: Connection, cards: set[str]) -> dict[str, Row]:
    """Return operations that name one of *cards* and changed nothing: held, refused, or in conflict."""
    rows: dict[str, Row] = {}
    for card in sorted(cards):
        query = select(Operation.__table__).where(
            Operation.outcome != OperationOutcome.APPLIED, Operation.body.contains(f'"{card}"')
        )
        rows |= {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    return rows


def _rulings_on(connection: Connection, rows: Iterable[str]) -> set[str]:
    table = TABLES[RecordType.RULING]
    found: set[str] = set()
    for some in _portions(rows):
        found |= set(connection.scalars(select(table.c.id).where(table.c.operation_id.in_(some))))
    return found


def _forget(world: World, ledger: Ledger, id: str) -> Row | None:
    """Erase one operation; return it if it waited: it is refused, and others may have waited for it."""
    row = world.operations[id]
    if row is None or is_erased(row):
        return None
    if is_held(row):
        ledger.decide_again(row, REFUSED)
        return row
    ledger.erase(row)
    return None


def _part(connection: Connection, cards: Collection[str], seq: int) -> None:
    """Let phones of the villages where *cards* are drop them."""
    villages = connection.execute(select(_H.c.id, _H.c.village_id).where(_H.c.id.in_(cards))).all()
    rows = [{"record_id": id, "village_id": village_id, "seq": seq} for id, village_id in villages]
    if rows:
        connection.execute(insert(Departed), rows)


def _forget_bytes(connection: Connection, reach: Reach) -> None:
    """Drop the rows of recordings, and what was put aside of these operations."""
    for some in _portions(reach.recordings):
        connection.execute(delete(Blob).where(Blob.sha256.in_(some)))
    names = [id.encode("ascii") for id in (*reach.records, *reach.operations)]
    for row in connection.execute(select(Quarantined.id, Quarantined.raw)).all():
        if any(name in bytes(row.raw) for name in names):
            connection.execute(delete(Quarantined).where(Quarantined.id == row.id))


def _portions(ids: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(ids)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
