"""What changed for a phone since its cursor, one page, read in one snapshot (protocol §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, exists, not_, or_, select

from tocongnghe.models import (
    Assist,
    ClassSession,
    Consent,
    Departed,
    Feed,
    Feedback,
    Household,
    LogEntry,
    Notice,
    Operation,
    Place,
    Task,
    VillageSurvey,
)
from tocongnghe.operations.rows import rows_of
from tocongnghe.sync.protocol import Mark
from tocongnghe.sync.rows import wire_fields, wire_row
from tocongnghe.vocabulary import OperationOutcome, RecordType

TABLES: dict[RecordType, Any] = {
    RecordType.HOUSEHOLD: Household.__table__,
    RecordType.CONSENT: Consent.__table__,
    RecordType.ASSIST: Assist.__table__,
    RecordType.CLASS_SESSION: ClassSession.__table__,
    RecordType.FEEDBACK: Feedback.__table__,
    RecordType.VILLAGE_SURVEY: VillageSurvey.__table__,
    RecordType.NOTICE: Notice.__table__,
    RecordType.TASK: Task.__table__,
}
MAX_ROWS = 1000
MAX_LATER_OUTCOMES = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """Where a province's log ends, in this snapshot."""

    epoch: str
    seq: int
    chain: bytes
    genesis: bytes


@dataclass
class Page:
    """Rows of changed records with the position up to which they are complete."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    outcomes: list[list[str]] = field(default_factory=list)
    seq: int = 0
    more: bool = False


def head_of(connection: Connection, province_id: int) -> Head:
    """Return the end of the province's log; `lock_feed` has made it."""
    row = connection.execute(select(Feed.__table__).where(Feed.province_id == province_id)).mappings().one()
    return Head(row["epoch"], row["seq"], row["chain"], row["genesis"])


def chain_at(connection: Connection, province_id: int, head: Head, seq: int) -> bytes | None:
    """Return the log's hash at *seq*, None beyond its end."""
    if seq == 0:
        return head.genesis
    query = select(LogEntry.chain).where(LogEntry.province_id == province_id, LogEntry.seq == seq)
    return connection.scalar(query)


def is_ours(connection: Connection, province_id: int, head: Head, mark: Mark) -> bool:
    """Tell whether *mark* lies on this very log: same epoch, same past."""
    return mark.epoch == head.epoch and mark.chain == chain_at(connection, province_id, head, mark.seq)


def read_page(
    connection: Connection, head: Head, village_ids: Iterable[int], since: int, max_bytes: int
) -> Page:
    """Return the next rows after *since* in *village_ids*, at least one if there is any.

    Rows of one log position stay together: the cursor cannot stand between them.
    """
    villages = dict(_villages(connection, set(village_ids)))
    rows, complete_to = _changed_rows(connection, head, set(villages), since)
    page = Page(seq=complete_to, more=complete_to < head.seq)
    by_record: dict[RecordType, list[list[Any]]] = {}
    size = 0
    last = since
    for record, row in rows:
        if size > max_bytes and row["seq"] != last:
            page.seq, page.more = last, True
            break
        wired = wire_row(record, {**row, "village": villages[row["village_id"]]})
        size += len(orjson.dumps(wired))
        by_record.setdefault(record, []).append(wired)
        last = row["seq"]
    page.changes = [
        {"kind": str(record), "fields": wire_fields(record), "rows": by_record[record]}
        for record in TABLES
        if record in by_record
    ]
    page.gone = _gone(connection, set(villages), since, page.seq)
    return page


def later_outcomes(
    connection: Connection, province_id: int, device_ids: Iterable[str], since: int, until: int
) -> tuple[list[list[str]], int]:
    """Return [operation, outcome, reason?] of these devices' operations whose outcome changed, in log order.

    With them comes the position up to which none is missing: *until*, or less when there are too many.
    """
    query = (
        select(LogEntry.operation_id, LogEntry.outcome, LogEntry.reason, LogEntry.seq)
        .join(Operation, Operation.id == LogEntry.operation_id)
        .where(
            LogEntry.province_id == province_id,
            LogEntry.seq > since,
            LogEntry.seq <= until,
            LogEntry.is_change,
            Operation.device_id.in_(device_ids),
        )
        .order_by(LogEntry.seq)
        .limit(MAX_LATER_OUTCOMES)
    )
    rows = connection.execute(query).all()
    told = [[row.operation_id, str(row.outcome), *([row.reason] if row.reason else [])] for row in rows]
    return told, rows[-1].seq if len(rows) == MAX_LATER_OUTCOMES else until


def look_up(connection: Connection, offered: list[str]) -> tuple[list[str], list[list[str]]]:
    """Return those of the *offered* operation ids that are not here, and what became of those not applied.

    The latter as [operation, outcome, reason?]: what is here and not among them was applied, whatever
    another server, or this one before it was restored, had said of it.
    """
    query = select(Operation.id, Operation.outcome, Operation.reason).where(Operation.id.in_(offered))
    known = {row.id: row for row in connection.execute(query)}
    told = [
        [row.id, str(row.outcome), *([row.reason] if row.reason else [])]
        for row in known.values()
        if row.outcome != OperationOutcome.APPLIED
    ]
    return [id for id in offered if id not in known], told


def _villages(connection: Connection, ids: set[int]) -> list[tuple[int, str]]:
    return [
        (id, code) for id, code in connection.execute(select(Place.id, Place.code).where(Place.id.in_(ids)))
    ]


def _changed_rows(
    connection: Connection, head: Head, village_ids: set[int], since: int
) -> tuple[list[tuple[RecordType, Any]], int]:
    """Return changed rows in log order, and up to which position none is missing."""
    found: list[tuple[RecordType, Any]] = []
    complete_to = head.seq
    for record, table in TABLES.items():
        query = (
            select(table)
            .where(table.c.village_id.in_(village_ids), table.c.seq > since, table.c.seq <= head.seq)
            .order_by(table.c.seq)
            .limit(MAX_ROWS)
        )
        rows = rows_of(connection, query)
        found += [(record, row) for row in rows]
        if len(rows) == MAX_ROWS:
            complete_to = min(complete_to, rows[-1]["seq"])
    within = [(record, row) for record, row in found if row["seq"] <= complete_to]
    return sorted(within, key=lambda pair: pair[1]["seq"]), complete_to


def _gone(connection: Connection, village_ids: set[int], since: int, until: int) -> list[str]:
    """Return records that left these villages and did not come to another of them."""
    still_here = [
        exists().where(table.c.id == Departed.record_id, table.c.village_id.in_(village_ids))
        for table in TABLES.values()
    ]
    query = (
        select(Departed.record_id)
        .where(
            Departed.village_id.in_(village_ids),
            Departed.seq > since,
            Departed.seq <= until,
            not_(or_(*still_here)),
        )
        .distinct()
    )
    return list(connection.scalars(query))
