"""What one transaction is going to write: log lines, operations, records; then writes it.

Nothing reaches the database before the whole batch is decided, so a failure
in one operation never leaves half of another behind.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, bindparam, update

from tocongnghe import clock
from tocongnghe.models import Departed, Feed, Latecomer, LogEntry, Operation, Quarantined, Review
from tocongnghe.operations import chain
from tocongnghe.operations.consents import standing_of
from tocongnghe.operations.driver import unanswered
from tocongnghe.operations.erasures import ERASED, note_erasures, told_of
from tocongnghe.operations.facts import Facts
from tocongnghe.operations.fold import fold, fold_consent_into_household, fold_into_subject
from tocongnghe.operations.inserts import insert_rows
from tocongnghe.operations.kinds import KINDS
from tocongnghe.operations.questions import Command
from tocongnghe.operations.words import Incoming, Row, Verdict
from tocongnghe.operations.world import TABLES, World
from tocongnghe.vocabulary import OutcomeReason, RecordType

PARENTS_FIRST = (RecordType.HOUSEHOLD, *(record for record in RecordType if record != RecordType.HOUSEHOLD))
MERGERS = {"household.merge", "household.unmerge"}
REVIEWS = {"assist.approve", "assist.unapprove", "assist.return", "assist.reopen"}


class Ledger:
    """The next stretch of one province's log, with everything that follows from it."""

    def __init__(self, feed: Row, device_id: str) -> None:
        self.province_id: int = feed["province_id"]
        self.device_id = device_id
        self.seq: int = feed["seq"]
        self.chain: bytes = feed["chain"]
        self.now = clock.now()
        self.new: dict[str, Row] = {}
        """Operation rows that this transaction inserts, by id."""
        self.changed: dict[str, Row] = {}
        """Operation rows of earlier transactions whose outcome changes, by id."""
        self.erased: dict[str, Row] = {}
        """Operation rows of which nothing but their existence is left from now on, by id."""
        self._told_erased: list[Row] = []
        self._lines: list[Row] = []
        self._inserts: dict[RecordType, dict[str, Row]] = defaultdict(dict)
        self._updates: dict[RecordType, dict[str, Row]] = defaultdict(dict)
        self._reviews: list[Row] = []
        self._departed: list[Row] = []
        self._quarantined: list[Row] = []
        self._latecomers: list[Row] = []

    def apply(self, world: World, op: Incoming, facts: Facts) -> None:
        """Fold an operation into its record; its log line must follow at once."""
        kind = KINDS[op.kind]
        before = world.record(kind.record, op.record_id)
        after = facts.folded or fold(op.kind, before, facts)
        after["id"] = op.record_id
        self._put(world, kind.record, after, is_new=before is None)
        if kind.record is RecordType.CONSENT and after["slot"] is None:
            self._consent(world, op, facts, after)
        if op.kind in MERGERS:
            self._stand_anew(world, before or {}, after)
        if kind.about is not None:
            self._tell_subject(world, op, facts, kind.about)
        if before is not None and before.get("village_id") != after.get("village_id"):
            self._departed.append(
                {"record_id": after["id"], "village_id": before["village_id"], "seq": self.seq + 1}
            )
        if op.kind in REVIEWS:
            self._reviews.append(_review(op))
        if facts.former_id is not None:
            self._latecomers.append(
                {
                    "operation_id": op.id,
                    "change_id": world.grounds.change_of(facts.former_id),
                    "named_id": facts.former_id,
                    "place_id": after.get("village_id") or facts.village_id,
                    "kind": op.kind,
                }
            )

    def append(self, op: Incoming, verdict: Verdict) -> Row:
        """Log a new operation with its first outcome; return its row."""
        row = {
            "id": op.id,
            "body_hash": op.hash,
            "province_id": self.province_id,
            "record_id": op.record_id,
            "kind": op.kind,
            "prev_id": op.prev,
            "author_id": op.author.user_id,
            "grant_id": op.author.grant_id,
            "is_guest": op.author.is_guest,
            "device_id": self.device_id,
            "device_n": op.n,
            "wall_at": op.at,
            "est_from": op.est_from,
            "est_to": op.est_to,
            "schema": op.schema,
            "body": op.text or chain.canonical(op.body),
            "received_at": self.now,
            "replaces_id": op.replaces,
        } | _outcome(verdict)
        self.new[op.id] = row
        self._log(row, is_change=False)
        if verdict.erases:
            self.erase(row)
        return row

    def decide_again(self, row: Row, verdict: Verdict) -> None:
        """Change the outcome of a held operation; the same verdict as before leaves no line."""
        is_same = (row["outcome"], row["reason"]) == (verdict.outcome, verdict.reason)
        row |= _outcome(verdict)
        if row["id"] not in self.new:
            self.changed[row["id"]] = row
        if not is_same:
            self._log(row, is_change=True)
        if verdict.erases:
            self.erase(row)

    def erase(self, row: Row) -> None:
        """Leave of an operation only that it was made; a log line of its own tells so to who holds it."""
        self._told_erased.append(told_of(row))
        row["body"] = chain.BODILESS
        self.erased[row["id"]] = row
        self._log(row | {"reason": ERASED}, is_change=True)

    def quarantine(self, op: Incoming, error: OutcomeReason) -> None:
        """Keep an operation's content, as it was sent, for the operator."""
        head = chain.canonical([op.id, op.kind, op.record, op.prev, op.n, op.at])
        raw = f"{head[:-1]},{op.text or chain.canonical(op.body)}]".encode("ascii")
        self._quarantined.append(
            {"raw": raw, "device_id": self.device_id, "error": str(error), "received_at": self.now}
        )

    def write(self, connection: Connection) -> None:
        """Write everything, in the order that foreign keys ask for."""
        with unanswered(connection):
            self._write(connection)
        note_erasures(connection, self._told_erased)

    def _write(self, connection: Connection) -> None:
        _insert(connection, Operation, list(self.new.values()))
        _update(connection, Operation.__table__, list(self.changed.values()), _OUTCOME)
        _update(connection, Operation.__table__, list(self.erased.values()), ["body"])
        _insert(connection, LogEntry, self._lines)
        for record in PARENTS_FIRST:
            new = self._inserts[record]
            is_card = record is RecordType.HOUSEHOLD
            _insert(connection, TABLES[record], _winners_first(new) if is_card else list(new.values()))
        for record, rows in self._updates.items():
            columns = [column.name for column in TABLES[record].columns if column.name != "id"]
            _update(connection, TABLES[record], list(rows.values()), columns)
        _insert(connection, Review, self._reviews)
        _insert(connection, Departed, self._departed)
        _insert(connection, Quarantined, self._quarantined)
        _insert(connection, Latecomer, self._latecomers)
        if self._lines:
            head = {"province": self.province_id, "new_seq": self.seq, "new_chain": self.chain}
            _MOVE_HEAD.give(connection, head)

    def _log(self, row: Row, *, is_change: bool) -> None:
        self.seq += 1
        self.chain = chain.link(self.chain, row["id"], str(row["outcome"]))
        self._lines.append(
            {
                "province_id": self.province_id,
                "seq": self.seq,
                "operation_id": row["id"],
                "outcome": row["outcome"],
                "reason": row["reason"],
                "chain": self.chain,
                "is_change": is_change,
            }
        )

    def _put(self, world: World, record: RecordType, row: Row, *, is_new: bool) -> None:
        row["seq"] = self.seq + 1
        world.put(record, row)
        is_insert = is_new or row["id"] in self._inserts[record]
        (self._inserts if is_insert else self._updates)[record][row["id"]] = row

    def _consent(self, world: World, op: Incoming, facts: Facts, consent: Row) -> None:
        household = world.record(RecordType.HOUSEHOLD, consent["household_id"])
        if household is not None:
            after = fold_consent_into_household(op.kind, world.winner(household), facts)
            self._put(world, RecordType.HOUSEHOLD, after, is_new=False)

    def _stand_anew(self, world: World, before: Row, after: Row) -> None:
        """Let the consent of the cards that a merger joined or parted stand as their answers say."""
        cards = [world.record(RecordType.HOUSEHOLD, id) for id in (before["merged_into_id"], after["id"])]
        for id in {world.winner(card)["id"] for card in cards if card is not None}:
            card, stands = world.record(RecordType.HOUSEHOLD, id), standing_of(world, id)
            if card is not None and card["consent"] != stands:
                self._put(world, RecordType.HOUSEHOLD, card | {"consent": stands}, is_new=False)

    def _tell_subject(self, world: World, op: Incoming, facts: Facts, about: RecordType) -> None:
        """Fold what was read or done into the notice or task itself, if that changes it."""
        subject = world.record(about, str(op.body[str(about)]))
        after = fold_into_subject(op.kind, subject, facts) if subject is not None else None
        if after is not None and after != subject:
            self._put(world, about, after, is_new=False)


_F: Any = Feed.__table__
_MOVE_HEAD = Command(
    update(_F)
    .where(_F.c.province_id == bindparam("province"))
    .values(seq=bindparam("new_seq"), chain=bindparam("new_chain"))
)
_OUTCOME = ["outcome", "reason", "extra", "waits_for"]


def _outcome(verdict: Verdict) -> Row:
    return {
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "extra": chain.canonical(verdict.extra) if verdict.extra else None,
        "waits_for": verdict.waits_for,
    }


def _review(op: Incoming) -> Row:
    return {
        "id": op.id,
        "assist_id": op.record_id,
        "version": op.prev,
        "verdict": op.kind.removeprefix("assist."),
        "reason": op.body.get("reason"),
        "text": op.body.get("text"),
        "reviewer_id": op.author.user_id,
        "reviewed_at": op.est_to,
    }


def _winners_first(cards: dict[str, Row]) -> list[Row]:
    """Return new cards, each after the one that it was merged into: SQLite asks for that row by row."""
    ordered: dict[str, Row] = {}
    for card in cards.values():
        line: Row | None = card
        led = []
        while line is not None and line["id"] not in ordered:
            led.append(line)
            line = cards.get(line["merged_into_id"])
        ordered |= {row["id"]: row for row in reversed(led)}
    return list(ordered.values())


def _insert(connection: Connection, model: Any, rows: list[Row]) -> None:
    insert_rows(connection, getattr(model, "__table__", model), rows)


def _update(connection: Connection, table: Any, rows: list[Row], columns: list[str]) -> None:
    if not rows:
        return
    statement = update(table).where(table.c.id == bindparam("row_id"))
    values: Row = {name: bindparam(f"new_{name}") for name in columns}
    parameters = [{"row_id": row["id"]} | {f"new_{name}": row[name] for name in columns} for row in rows]
    connection.execute(statement.values(values), parameters)
