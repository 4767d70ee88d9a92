"""What a restored database needs before anybody is served: a new epoch, the erased, the journal.

Source: protocol §4 and §7. For a database that nobody else has open yet.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from tocongnghe import clock
from tocongnghe.models import Base, Feed, JournalEntry, Operation
from tocongnghe.operations.chain import BODILESS, new_id
from tocongnghe.operations.erasing import Reach, erase, reach_of, silence
from tocongnghe.operations.journal import WRITING
from tocongnghe.operations.journal_rows import decode_row, table_of
from tocongnghe.operations.ledger import Ledger
from tocongnghe.operations.release import restore_incoming
from tocongnghe.operations.submit import decision_of, lock_feed, submit
from tocongnghe.operations.words import Author, Incoming, Row, Verdict
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a province's log left another: equal up to `seq`, its own after."""

    province_id: int
    epoch: str
    parent: str
    seq: int


def begin_new_epochs(engine: Engine) -> list[Fork]:
    """Give every province's log a new generation, so that no phone takes it for the one that was lost."""
    forks = []
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        for feed in connection.execute(select(Feed.__table__).order_by(Feed.province_id)).mappings().all():
            epoch = new_id()[:8]
            head = update(Feed).where(Feed.province_id == feed["province_id"])
            connection.execute(head.values(epoch=epoch))
            forks.append(Fork(feed["province_id"], epoch, feed["epoch"], feed["seq"]))
    return forks


def replay(engine: Engine, entries: Iterable[Mapping[str, Any]]) -> int:
    """Do again what the journal tells and this database does not know; return how many entries that were."""
    count = 0
    for entry in entries:
        with engine.connect() as connection:
            is_known = connection.scalar(select(JournalEntry.id).where(JournalEntry.id == entry["entry"]))
        if is_known is None:
            count += 1
            _replay_rows(engine, entry) if "rows" in entry else _replay_operations(engine, entry)
    if count:
        _advance_sequences(engine)
    return count


def _replay_rows(engine: Engine, entry: Mapping[str, Any]) -> None:
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        for row in entry["rows"]:
            table = table_of(row["table"])
            if table is not None and "values" in row:
                _upsert(connection, table, decode_row(table, row["values"]))
            elif table is not None:
                key = decode_row(table, row["gone"])
                connection.execute(table.delete().where(and_(*(table.c[n] == v for n, v in key.items()))))
        _mark(connection, entry)


def _upsert(connection: Connection, table: Table, row: Row) -> None:
    build = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    connection.execute(build(table).values(**row).on_conflict_do_update(index_elements=keys, set_=rest))


def _mark(connection: Connection, entry: Mapping[str, Any]) -> None:
    connection.execute(insert(JournalEntry).values(id=entry["entry"], made_at=clock.now()))


def _replay_operations(engine: Engine, entry: Mapping[str, Any]) -> None:
    """Submit the desk's operations again, with their own ids, hashes and times."""
    table: Any = Operation.__table__
    rows = [decode_row(table, row) for row in entry["ops"]]
    with engine.connect() as connection:
        batch = restore_incoming(connection, rows)
    batch = [replace(op, settled=_settled(row)) for op, row in zip(batch, rows, strict=True)]
    submit(
        engine,
        rows[0]["province_id"],
        rows[0]["device_id"],
        batch,
        alongside=lambda connection: _mark(connection, entry),
    )


def _settled(row: Row) -> Verdict | None:
    """Return the verdict on what was refused; the rest is decided anew, once its parents are there."""
    decision = decision_of(row)
    if decision.outcome in (OperationOutcome.APPLIED, OperationOutcome.HELD):
        return None
    return Verdict(decision.outcome, decision.reason, decision.extra)


def _advance_sequences(engine: Engine) -> None:
    """Let new rows get ids above the replayed ones; SQLite does so by itself."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            column = table.autoincrement_column
            sequence = None if column is None else _sequence_of(connection, table, column.name)
            if column is not None and sequence is not None:
                highest = connection.scalar(select(func.max(column)))
                if highest is not None:
                    connection.execute(select(func.setval(text(f"'{sequence}'"), highest)))


def _sequence_of(connection: Connection, table: Table, column: str) -> str | None:
    return connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column)))


def restore_erased(engine: Engine, erased: Iterable[Mapping[str, Any]]) -> int:
    """Let the operations *erased* exist without their bodies, whatever the backup holds; return how many."""
    by_province: dict[int, list[Mapping[str, Any]]] = {}
    for one in erased:
        by_province.setdefault(int(one["province"]), []).append(one)
    for province_id, ones in by_province.items():
        with engine.execution_options(**WRITING).connect() as connection, connection.begin():
            _erase(connection, province_id, ones)
    return sum(map(len, by_province.values()))


def erase_the_rest(engine: Engine, erased: Iterable[Mapping[str, Any]]) -> list[Reach]:
    """Erase what the database still holds of households among the *erased*; return what that was.

    A backup may be of a history that was given up: it knows of visits that were not
    there any more when their household was erased.
    """
    done: list[Reach] = []
    for one in erased:
        if one["kind"] != "household.add":
            continue
        with engine.connect() as connection:
            reach = reach_of(connection, one["id"])
        if reach is not None and reach.kept:
            done.append(erase(engine, reach.province_id, one["id"]))
    return done


def _erase(connection: Connection, province_id: int, ones: list[Mapping[str, Any]]) -> None:
    feed = lock_feed(connection, province_id)
    for one in ones:
        blanked = connection.execute(update(Operation).where(Operation.id == one["id"]).values(body=BODILESS))
        if blanked.rowcount:
            continue
        ledger = Ledger(feed, str(one.get("device") or ""))
        outcome = OperationOutcome(one["outcome"])
        reason = OutcomeReason(one["reason"]) if one.get("reason") else None
        ledger.append(_bodiless(one), Verdict(outcome, reason))["body"] = BODILESS
        ledger.write(connection)
        feed |= {"seq": ledger.seq, "chain": ledger.chain}
    silence(connection, [one["id"] for one in ones])


def _bodiless(one: Mapping[str, Any]) -> Incoming:
    now = clock.now()
    record = None if one["record"] == one["id"] else one["record"]
    return Incoming(
        id=one["id"],
        kind=one["kind"],
        record=record,
        prev=None,
        n=int(one.get("n") or 0),
        at=clock.to_ms(now),
        body={},
        hash=base64.b64decode(one.get("hash") or ""),
        author=Author(None),
        est_from=now,
        est_to=now,
    )
