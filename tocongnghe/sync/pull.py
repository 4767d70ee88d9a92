"""What changed for a phone since its cursor, one page, read in one snapshot (protocol §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias, cast

import orjson
from sqlalchemy import (
    Connection,
    Enum,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
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
from tocongnghe.operations.chain import BODILESS
from tocongnghe.operations.erasures import ERASED
from tocongnghe.operations.questions import Question
from tocongnghe.operations.rows import Among
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
_HEAD = Question(
    select(_F.epoch, _F.seq, _F.chain, _F.genesis, _L.seq.label("at"), _L.chain.label("link"))
    .join_from(
        Feed.__table__,
        LogEntry.__table__,
        and_(_L.province_id == _F.province_id, Among(_L.seq, "marks")),
        isouter=True,
    )
    .where(_F.province_id == bindparam("province"))
)
_CHAIN = Question(select(_L.chain).where(_L.province_id == bindparam("province"), _L.seq == bindparam("seq")))


def _as_text(table: Any) -> list[Any]:
    """Return the columns of *table*, words of closed lists as the text that travels."""
    return [
        type_coerce(column, Text).label(column.name) if isinstance(column.type, Enum) else column
        for column in table.c
    ]


def _is_shown(table: Any) -> tuple[Any, ...]:
    """Leave out the card of a household that was erased: phones drop it, and keep what it was helped with."""
    return (table.c.head_name != "",) if table is TABLES[RecordType.HOUSEHOLD] else ()


_CHANGED = {
    record: Question(
        select(*_as_text(table))
        .where(table.c.village_id == bindparam("village"), *_is_shown(table))
        .where(table.c.seq > bindparam("since"), table.c.seq <= bindparam("until"))
        .order_by(table.c.seq)
        .limit(bindparam("most", type_=Integer))
    )
    for record, table in TABLES.items()
}
"""One village at a time: only then can a database read in the order of its index and stop at the limit."""


GONE = "gone"


def _first_change(word: str, table: Any) -> Select[*tuple[Any, ...]]:
    """Return (word, village, its code) where *table* has something new; a look into an index for each."""
    first = (
        select(table.c.seq)
        .where(table.c.village_id == _P.id)
        .where(table.c.seq > bindparam("since"), table.c.seq <= bindparam("until"))
        .order_by(table.c.seq)
        .limit(literal_column("1"))
    )
    named = literal_column(f"'{word}'", Text).label("word")
    return select(named, _P.id, _P.code).where(Among(_P.id, "villages"), first.scalar_subquery().is_not(None))


_WHERE_CHANGED = Question(
    union_all(
        *(_first_change(str(record), table) for record, table in TABLES.items()),
        _first_change(GONE, Departed.__table__),
    )
)
_LATER = Question(
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
_GONE = Question(
    select(_D.record_id)
    .where(Among(_D.village_id, "villages"), _D.seq > bindparam("since"), _D.seq <= bindparam("until"))
    .where(
        *(
            not_(
                exists().where(
                    table.c.id == _D.record_id, Among(table.c.village_id, "villages"), *_is_shown(table)
                )
            )
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
    links: Mapping[int, bytes] = field(default_factory=dict)
    """The log's hash at the positions that were asked for, where it has them."""


@dataclass
class Page:
    """Rows of changed records with the position up to which they are complete."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    outcomes: list[list[str]] = field(default_factory=list)
    seq: int = 0
    more: bool = False


class Later(NamedTuple):
    """What phones have to hear of operations that they sent long ago."""

    outcomes: list[list[str]]
    """[operation, outcome, reason?] where the outcome changed, in log order."""
    erased: list[str]
    """Operations whose content is gone."""
    seq: int
    """Up to which none is missing; less than was asked for when there are too many."""


def head_of(connection: Connection, province_id: int, *marks: Mark | None) -> Head:
    """Return the end of the province's log, which `lock_feed` has made, with its hashes at *marks*."""
    asked = {mark.seq for mark in marks if mark is not None}
    found = _HEAD.tuples(connection, {"province": province_id, "marks": asked})
    epoch, seq, link, genesis, *_ = found[0]
    return Head(epoch, seq, link, genesis, {at: link for *_, at, link in found if at is not None})


def chain_at(connection: Connection, province_id: int, head: Head, seq: int) -> bytes | None:
    """Return the log's hash at *seq*, None beyond its end."""
    if seq == 0:
        return head.genesis
    if seq == head.seq:
        return head.chain
    if seq in head.links:
        return head.links[seq]
    found = _CHAIN.tuples(connection, {"province": province_id, "seq": seq})
    return found[0][0] if found else None


def is_ours(connection: Connection, province_id: int, head: Head, mark: Mark) -> bool:
    """Tell whether *mark* lies on this very log: same epoch, same past."""
    return mark.epoch == head.epoch and mark.chain == chain_at(connection, province_id, head, mark.seq)


def read_page(
    connection: Connection, head: Head, village_ids: Iterable[int], since: int, max_bytes: int
) -> Page:
    """Return the next rows after *since* in *village_ids*, at least one if there is any.

    Rows of one log position stay together: the cursor cannot stand between them.
    """
    villages = set(village_ids)
    limit = max(50, min(MAX_ROWS, max_bytes // LEAST_ROW_BYTES))
    changed = _where_changed(connection, head, villages, since)
    rows, complete_to = _changed_rows(connection, head, changed, since, limit)
    page = Page(seq=complete_to, more=complete_to < head.seq)
    by_record: dict[RecordType, list[list[Any]]] = {}
    size = 0
    last = since
    for record, row in rows:
        if size > max_bytes and row["seq"] != last:
            page.seq, page.more = last, True
            break
        wired = wire_row(record, row)
        size += len(orjson.dumps(wired))
        by_record.setdefault(record, []).append(wired)
        last = row["seq"]
    page.changes = [
        {"kind": str(record), "fields": wire_fields(record), "rows": by_record[record]}
        for record in TABLES
        if record in by_record
    ]
    if any(word == GONE for word, _, _ in changed):
        page.gone = _gone(connection, villages, since, page.seq)
    return page


def later_outcomes(
    connection: Connection, province_id: int, device_ids: Iterable[str], since: int, until: int
) -> Later:
    """Return what became, after *since*, of operations that these devices made.

    Theirs is also what was made under their grants: a copy of the phone may have been first to bring it.
    """
    given = {"province": province_id, "since": since, "until": until, "devices": device_ids}
    rows = _LATER.tuples(connection, given)
    return Later(
        [
            [id, str(outcome), *([reason] if reason else [])]
            for id, outcome, reason, _ in rows
            if reason != ERASED
        ],
        [id for id, _, reason, _ in rows if reason == ERASED],
        rows[-1][-1] if len(rows) == MAX_LATER_OUTCOMES else until,
    )


def look_up(connection: Connection, offered: list[str]) -> tuple[list[str], list[list[str]], list[str]]:
    """Return those of the *offered* operation ids that are not here, what became of the rest, and the erased.

    The second as [operation, outcome, reason?] of what was not applied: what is here and not among them was,
    whatever another server, or this one before it was restored, had said of it.
    """
    query = select(
        Operation.id, Operation.outcome, Operation.reason, (Operation.body == BODILESS).label("is_erased")
    ).where(Operation.id.in_(offered))
    known = {row.id: row for row in connection.execute(query)}
    told = [
        [row.id, str(row.outcome), *([row.reason] if row.reason else [])]
        for row in known.values()
        if row.outcome != OperationOutcome.APPLIED
    ]
    erased = [id for id, row in known.items() if row.is_erased]
    return [id for id in offered if id not in known], told, erased


Changed: TypeAlias = list[tuple[Any, ...]]
"""(kind of record or GONE, village id, its code)."""


def _where_changed(connection: Connection, head: Head, village_ids: set[int], since: int) -> Changed:
    """Return where anything is new since *since*."""
    return _WHERE_CHANGED.tuples(connection, {"villages": village_ids, "since": since, "until": head.seq})


def _changed_rows(
    connection: Connection, head: Head, changed: Changed, since: int, limit: int
) -> tuple[list[tuple[RecordType, Any]], int]:
    """Return changed rows in log order, and up to which position none is missing."""
    found: list[tuple[RecordType, Any]] = []
    complete_to = head.seq
    stretch = {"since": since, "until": head.seq}
    for word, village_id, code in changed:
        if word == GONE:
            continue
        record = RecordType(word)
        rows = _CHANGED[record].rows(connection, {"village": village_id, "most": limit, **stretch})
        for row in rows:
            row["village"] = code
        found += [(record, row) for row in rows]
        if len(rows) == limit:
            complete_to = min(complete_to, rows[-1]["seq"])
    within = [(record, row) for record, row in found if row["seq"] <= complete_to]
    return sorted(within, key=lambda pair: pair[1]["seq"]), complete_to


def _gone(connection: Connection, village_ids: set[int], since: int, until: int) -> list[str]:
    """Return records that left these villages and did not come to another of them."""
    given = {"villages": village_ids, "since": since, "until": until}
    return [id for (id,) in _GONE.tuples(connection, given)]
