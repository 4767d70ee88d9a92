"""Whether a database holds together: log gapless, chain recomputed, records equal to their folds (I5).

Asks any database at any time; a test and the verification of a backup use it
alike. Names tables and ids, never what stands in a row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from tocongnghe.models import Feed, LogEntry, Operation
from tocongnghe.operations.chain import BODILESS, link
from tocongnghe.operations.facts import Facts
from tocongnghe.operations.fold import fold, fold_consent_into_household, fold_into_subject
from tocongnghe.operations.kinds import KINDS
from tocongnghe.operations.ledger import MERGERS
from tocongnghe.operations.standing import standing
from tocongnghe.operations.upcast import in_todays_words
from tocongnghe.operations.words import Row
from tocongnghe.operations.world import TABLES
from tocongnghe.vocabulary import OperationOutcome, RecordType

RESOLVED = {
    "village_id",
    "moved_from_id",
    "moved_on",
    "moved_at",
    "household_id",
    "merged_into_id",
    "is_late",
    "is_late_scope",
    "is_clock_suspect",
    "is_possible_duplicate",
}
"""Columns that depend on the world in which an operation was decided, not on its body alone."""
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit, in a sentence that names its table."""

    table: str
    says: str

    def __str__(self) -> str:
        return f"table {self.table}: {self.says}"


@dataclass
class _Folds:
    """The records as they follow from the log, and those of which a part was erased."""

    rows: dict[RecordType, dict[str, Row]] = field(default_factory=lambda: {record: {} for record in TABLES})
    erased: set[str] = field(default_factory=set)
    aliases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Card -> those merged into it directly."""
    answers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Card -> its consents for the whole household."""


def findings(connection: Connection) -> Iterator[Finding]:
    """Yield what is wrong with the log, its operations and the records; nothing for a sound database."""
    for feed in connection.execute(select(Feed.__table__)).mappings().all():
        yield from _log_findings(connection, dict(feed))
    yield from _outcome_findings(connection)
    stored = {record: _rows_by_id(connection, table) for record, table in TABLES.items()}
    folds = _Folds()
    yield from _fold_all(connection, stored, folds)
    for record, rows in stored.items():
        yield from _record_findings(record, rows, folds)


def _log_findings(connection: Connection, feed: Row) -> Iterator[Finding]:
    """Walk one province's log from its first link to its head."""
    query = (
        select(LogEntry.seq, LogEntry.operation_id, LogEntry.outcome, LogEntry.chain)
        .where(LogEntry.province_id == feed["province_id"])
        .order_by(LogEntry.seq)
    )
    running, expected = feed["genesis"], 1
    for line in _stream(connection, query):
        if line["seq"] != expected:
            yield Finding("log", f"line {expected} is missing")
            return
        running = link(running, line["operation_id"], str(line["outcome"]))
        if running != line["chain"]:
            yield Finding("log", f"the chain breaks at line {expected}")
            return
        expected += 1
    if (feed["seq"], feed["chain"]) != (expected - 1, running):
        yield Finding("feed", f"the head is not at the log's last line, {expected - 1}")


def _outcome_findings(connection: Connection) -> Iterator[Finding]:
    """Compare each operation's outcome with its newest line."""
    operations = select(Operation.id, Operation.outcome)
    outcomes = {row["id"]: row["outcome"] for row in _stream(connection, operations)}
    lines = select(LogEntry.operation_id, LogEntry.outcome).order_by(LogEntry.province_id, LogEntry.seq)
    newest = {row["operation_id"]: row["outcome"] for row in _stream(connection, lines)}
    if newest != outcomes:
        differing = {id for id in newest.keys() | outcomes.keys() if newest.get(id) != outcomes.get(id)}
        yield Finding("operation", f"{len(differing)} outcomes are not what the log says")


def _fold_all(
    connection: Connection, stored: dict[RecordType, dict[str, Row]], folds: _Folds
) -> Iterator[Finding]:
    table: Any = Operation.__table__
    query = (
        select(table, LogEntry.seq)
        .join(LogEntry, LogEntry.operation_id == table.c.id)
        .where(LogEntry.outcome == OperationOutcome.APPLIED)
        .order_by(LogEntry.province_id, LogEntry.seq)
    )
    for row in _stream(connection, query):
        try:
            _fold_one(row, stored, folds)
        except (LookupError, TypeError, ValueError, AttributeError):
            yield Finding("operation", f"{row['id']} does not fold into its record")


def _fold_one(operation: Any, stored: dict[RecordType, dict[str, Row]], folds: _Folds) -> None:
    kind = KINDS[operation["kind"]]
    record, id = kind.record, operation["record_id"]
    if operation["body"] == BODILESS or id in folds.erased:
        folds.erased.add(id)
        if operation["kind"] in MERGERS:
            folds.erased.update(_led_to(stored[RecordType.HOUSEHOLD], id))
        return
    final = stored[record][id]
    body = in_todays_words(operation["kind"], json.loads(operation["body"]), operation["schema"])[0]
    facts = Facts(
        id=operation["id"],
        body=body,
        author_id=operation["author_id"],
        made_at=operation["est_to"],
        village_id=final.get("village_id"),
        household_id=final.get("household_id") or _merged_into(folds, operation, body, final),
    )
    rows = folds.rows[record]
    before = rows.get(id, {})
    rows[id] = fold(operation["kind"], rows.get(id), facts) | {"id": id, "seq": operation["seq"]}
    if operation["kind"] in MERGERS:
        _stand_anew(folds, before.get("merged_into_id"), rows[id])
    if record is RecordType.CONSENT and final["slot"] is None:
        folds.answers[final["household_id"]].add(id)
        cards = folds.rows[RecordType.HOUSEHOLD]
        card = _winner(cards, final["household_id"])
        if card is not None:
            after = fold_consent_into_household(operation["kind"], card, facts)
            cards[card["id"]] = after | {"seq": operation["seq"]}
    if kind.about is not None:
        subjects = folds.rows[kind.about]
        subject = subjects.get(str(facts.body[str(kind.about)]))
        told = fold_into_subject(operation["kind"], subject, facts) if subject is not None else None
        if told is not None and told != subject:
            subjects[told["id"]] = told | {"seq": operation["seq"]}


def _merged_into(folds: _Folds, operation: Any, body: Any, final: Row) -> str | None:
    """Return the card that a merger led to when it was made, which need not be the one that counts now."""
    if operation["kind"] != "household.merge":
        return None
    card = _winner(folds.rows[RecordType.HOUSEHOLD], str(body["into"]))
    return str(card["id"]) if card is not None else final["merged_into_id"]


def _led_to(cards: dict[str, Row], id: str) -> Iterator[str]:
    """Yield the cards whose consent a merged one that was erased may have changed."""
    card = cards.get(id)
    while card is not None and card["merged_into_id"] is not None:
        yield card["merged_into_id"]
        card = cards.get(card["merged_into_id"])


def _winner(cards: dict[str, Row], id: str) -> Row | None:
    card = cards.get(id)
    while card is not None and card["merged_into_id"] is not None:
        card = cards.get(card["merged_into_id"])
    return card


def _stand_anew(folds: _Folds, left: str | None, card: Row) -> None:
    """Let the cards that a merger joined or parted stand as their consents say, as the ledger does."""
    cards, consents = folds.rows[RecordType.HOUSEHOLD], folds.rows[RecordType.CONSENT]
    if left is not None:
        folds.aliases[left].discard(card["id"])
    if card["merged_into_id"] is not None:
        folds.aliases[card["merged_into_id"]].add(card["id"])
    for id in {left, card["id"]} - {None}:
        winner = _winner(cards, str(id))
        if winner is None:
            continue
        stands = standing(
            winner["id"],
            lambda of: [cards[alias] for alias in folds.aliases[of]],
            lambda of: [consents[answer] for answer in folds.answers[of]],
        )
        if winner["consent"] != stands:
            cards[winner["id"]] = winner | {"consent": stands, "seq": card["seq"]}


def _record_findings(record: RecordType, rows: dict[str, Row], folds: _Folds) -> Iterator[Finding]:
    table = TABLES[record].name
    folded = folds.rows[record]
    if strays := (rows.keys() ^ folded.keys()) - folds.erased:
        yield Finding(table, f"{len(strays)} records are there without operations, or the other way round")
    for id in (rows.keys() & folded.keys()) - folds.erased:
        names = sorted(_differing(rows[id], folded[id]))
        if names:
            yield Finding(table, f"{id} is not what its operations say ({', '.join(names)})")


def _differing(row: Row, folded: Row) -> set[str]:
    names = (row.keys() | folded.keys()) - RESOLVED
    return {name for name in names if name not in row or name not in folded or row[name] != folded[name]}


def _rows_by_id(connection: Connection, table: Any) -> dict[str, Row]:
    return {row["id"]: dict(row) for row in _stream(connection, select(table))}


def _stream(connection: Connection, query: Any) -> Iterator[Any]:
    """Yield rows without holding them all twice; one statement at a time."""
    with connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}) as result:
        yield from result.mappings()
