"""What changed for a phone since its cursor, one page, read in one snapshot (protocol §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Text,
    bindparam,
    exists,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from tocongnghe.models import (
    Assist,
    ClassSession,
    Consent,
    Departed,
    Feed,
    Feedback,
    Grant,
    Household,
    LogEntry,
    Notice,
    Operation,
    Place,
    Task,
    VillageSurvey,
)
from tocongnghe.operations.rows import Among, rows_of
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
LEAST_ROW_BYTES = 160
"""What a row takes on the wire at the very least: a page holds no more rows than its bytes allow."""
MAX_LATER_OUTCOMES = 2000


_F, _L, _O, _P, _D, _G = (
    cast("Any", model.__table__).c for model in (Feed, LogEntry, Operation, Place, Departed, Grant)
)
_HEAD = select(_F.epoch, _F.seq, _F.chain, _F.genesis).where(_F.province_id == bindparam("province"))
_CHAIN = select(_L.chain).where(_L.province_id == bindparam("province"), _L.seq == bindparam("seq"))
_CODES = select(_P.id, _P.code).where(Among(_P.id, "ids"))
_CHANGED = {
    record: select(table)
    .where(table.c.village_id == bindparam("village"))
    .where(table.c.seq > bindparam("since"), table.c.seq <= bindparam("until"))
    .order_by(table.c.seq)
    .limit(bindparam("most", type_=Integer))
    for record, table in TABLES.items()
}
"""One village at a time: only then can a database read in the order of its index and stop at the limit."""


def _first_change(record: RecordType) -> Select[*tuple[Any, ...]]:
    """Return (kind, village) of the villages where such a record changed; a look into an index each."""
    table = TABLES[record]
    first = (
        select(table.c.seq)
        .where(table.c.village_id == _P.id)
        .where(table.c.seq > bindparam("since"), table.c.seq <= bindparam("until"))
        .order_by(table.c.seq)
        .limit(1)
    )
    word = literal(str(record), Text)
    return select(word, _P.id).where(Among(_P.id, "villages"), first.scalar_subquery().is_not(None))


_WHERE_CHANGED = union_all(*map(_first_change, TABLES))
_LATER = (
    select(_L.operation_id, _L.outcome, _L.reason, _L.seq)
    .join_from(LogEntry.__table__, Operation.__table__, _O.id == _L.operation_id)
    .where(_L.province_id == bindparam("province"), _L.is_change)
    .where(
        or_(
            Among(_O.device_id, "devices"),
            _O.grant_id.in_(select(_G.id).where(Among(_G.device_id, "devices"))),
        )
    )
    .where(_L.seq > bindparam("since"), _L.seq <= bindparam("until"))
    .order_by(_L.seq)
    .limit(MAX_LATER_OUTCOMES)
)
_GONE = (
    select(_D.record_id)
    .where(Among(_D.village_id, "villages"), _D.seq > bindparam("since"), _D.seq <= bindparam("until"))
    .where(
        *(
            not_(exists().where(table.c.id == _D.record_id, Among(table.c.village_id, "villages")))
            for table in TABLES.values()
        )
    )
    .distinct()
)


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
    return Head(*connection.execute(_HEAD, {"province": province_id}).one())


def chain_at(connection: Connection, province_id: int, head: Head, seq: int) -> bytes | None:
    """Return the log's hash at *seq*, None beyond its end."""
    if seq == 0:
        return head.genesis
    if seq == head.seq:
        return head.chain
    return connection.scalar(_CHAIN, {"province": province_id, "seq": seq})


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
    limit = max(50, min(MAX_ROWS, max_bytes // LEAST_ROW_BYTES))
    rows, complete_to = _changed_rows(connection, head, set(villages), since, limit)
    page = Page(seq=complete_to, more=complete_to < head.seq)
    by_record: dict[RecordType, list[list[Any]]] = {}
    size = 0
    last = since
    for record, row in rows:
        if size > max_bytes and row["seq"] != last:
            page.seq, page.more = last, True
            break
        row["village"] = villages[row["village_id"]]
        wired = wire_row(record, row)
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

    Theirs is also what was made under their grants: a copy of the phone may have been first to bring it.
    With them comes the position up to which none is missing: *until*, or less when there are too many.
    """
    given = {"province": province_id, "since": since, "until": until, "devices": device_ids}
    rows = connection.execute(_LATER, given).all()
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
    return [(id, code) for id, code in connection.execute(_CODES, {"ids": ids}).all()]


def _changed_rows(
    connection: Connection, head: Head, village_ids: set[int], since: int, limit: int
) -> tuple[list[tuple[RecordType, Any]], int]:
    """Return changed rows in log order, and up to which position none is missing."""
    found: list[tuple[RecordType, Any]] = []
    complete_to = head.seq
    stretch = {"since": since, "until": head.seq}
    changed = connection.execute(_WHERE_CHANGED, {"villages": village_ids, **stretch}).all()
    for word, village_id in changed:
        record = RecordType(word)
        rows = rows_of(connection, _CHANGED[record], {"village": village_id, "most": limit, **stretch})
        found += [(record, row) for row in rows]
        if len(rows) == limit:
            complete_to = min(complete_to, rows[-1]["seq"])
    within = [(record, row) for record, row in found if row["seq"] <= complete_to]
    return sorted(within, key=lambda pair: pair[1]["seq"]), complete_to


def _gone(connection: Connection, village_ids: set[int], since: int, until: int) -> list[str]:
    """Return records that left these villages and did not come to another of them."""
    given = {"villages": village_ids, "since": since, "until": until}
    return list(connection.scalars(_GONE, given))
