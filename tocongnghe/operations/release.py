"""Held operations, decided again as soon as what they wait for is settled (protocol §6, I6, I8).

Of several that are set free together those of one device go in the order in
which that device made them, and each takes along what waited for it before
the next one is looked at.
"""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection

from tocongnghe import clock
from tocongnghe.operations.attempt import attempt
from tocongnghe.operations.authors import authors_of_grants, authors_of_users
from tocongnghe.operations.erasures import is_erased
from tocongnghe.operations.kinds import RULINGS
from tocongnghe.operations.ledger import Ledger
from tocongnghe.operations.named import names_of
from tocongnghe.operations.upcast import in_todays_words
from tocongnghe.operations.words import CLOCK_WRONG, Acceptance, Author, Incoming, Row, Verdict
from tocongnghe.operations.world import World
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason, RulingVerdict

Complaint: TypeAlias = Callable[[str, Mapping[str, Any]], str | None]
"""Says of a kind and a body what is malformed; for what an earlier program could not read."""
UNREAD = {OutcomeReason.KIND_UNKNOWN, OutcomeReason.SCHEMA_NEWER}


class Release:
    """What one transaction may set free, by what it waits for."""

    def __init__(self, world: World, ledger: Ledger, complaint: Complaint | None = None) -> None:
        self._world, self._ledger, self._complaint = world, ledger, complaint
        self._waiting: dict[str, dict[str, Row]] = defaultdict(dict)
        self._again: dict[str, Incoming] = {}
        self._due: list[tuple[str, int, str]] = []

    def expect(self, ids: Iterable[str]) -> None:
        """Load all that waits for any of *ids*, and all that waits for that; they may be settled soon."""
        asked: set[str] = set()
        found: list[Row] = []
        fresh = set(ids)
        while fresh:
            asked |= fresh
            waiting = self._world.waiting_for(fresh)
            rows = [row for row in waiting if is_held(row) and row["id"] not in self._again]
            for row in rows:
                self._waiting[row["waits_for"]][row["id"]] = row
            found += rows
            fresh = {row["id"] for row in rows} - asked
        self._prepare(found)

    def again(self, rows: Sequence[Row]) -> None:
        """Decide *rows* (held operations) once more, with all that follows from it."""
        self._prepare(rows)
        for row in rows:
            self._call(row)
        self._run()

    def note(self, row: Row) -> None:
        """Take notice of an operation that was just decided; wake what waited for it."""
        self._wake(row)
        self._run()

    def _prepare(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        self._world.fetch_rulings({row["id"] for row in rows})
        again = [self._with_ruling(op) for op in restore_incoming(self._world.connection, rows)]
        unread = {row["id"]: row["reason"] for row in rows if row["reason"] in UNREAD}
        again = [self._read(op, unread[op.id]) if op.id in unread else op for op in again]
        self._again |= {op.id: op for op in again}
        for row in rows:
            self._world.operations[row["id"]] = row
        self._world.fetch(names_of(again))

    def _with_ruling(self, op: Incoming) -> Incoming:
        ruling = self._world.ruling_on(op.id)
        if ruling is None or ruling["state"] != RulingVerdict.ACCEPTED:
            return op
        authors = authors_of_users(self._world.connection, {ruling["author_id"]})
        author = authors.get(ruling["author_id"]) or Author(None, standing="unknown")
        given = Acceptance(author, clock.local_date(ruling["ruled_at"]), ruling["village_code"])
        return replace(op, acceptance=given)

    def _read(self, op: Incoming, reason: str) -> Incoming:
        """Judge a body that nobody could read before; without the means to, it waits for the sweep."""
        if self._complaint is None:
            waits = Verdict(OperationOutcome.HELD, OutcomeReason(reason))
            return replace(op, settled=waits, malformed="not looked at yet")
        return replace(op, malformed=op.malformed or self._complaint(op.kind, op.body))

    def _verdict(self, op: Incoming) -> Verdict:
        ruling = self._world.ruling_on(op.id)
        if ruling is not None and ruling["state"] == RulingVerdict.REFUSED:
            return Verdict(OperationOutcome.REJECTED, OutcomeReason.RULE, {"rule": "refused"})
        return op.settled or attempt(self._world, self._ledger, op)

    def _wake(self, row: Row) -> None:
        if is_held(row):
            self._hold(row)
            return
        if row["kind"] in RULINGS and row["outcome"] == OperationOutcome.APPLIED:
            self._rule(json.loads(row["body"])["op"])
        for id in _settled_by(self._world, row):
            for child in self._waiting.pop(id, {}).values():
                self._call(child)

    def _hold(self, row: Row) -> None:
        """Let *row* wait; a ruling on it that came before it can be judged now."""
        if row["waits_for"]:
            self._waiting[row["waits_for"]][row["id"]] = row
        line = self._waiting.get(row["id"], {})
        for ruling in [child for child in line.values() if child["kind"] in RULINGS]:
            self._call(line.pop(ruling["id"]))

    def _rule(self, id: str) -> None:
        """Decide again what a supervisor has just ruled on."""
        row = self._world.operations.get(id)
        if row is not None and is_held(row):
            self._prepare([row])
            self._call(row)

    def _call(self, row: Row) -> None:
        heapq.heappush(self._due, (row["device_id"], row["device_n"], row["id"]))

    def _run(self) -> None:
        while self._due:
            _, _, id = heapq.heappop(self._due)
            row = self._world.operations[id]
            if row is None or not is_held(row):
                continue
            if id not in self._again:
                self._prepare([row])
            self._ledger.decide_again(row, self._verdict(self._again[id]))
            self._wake(row)


def _settled_by(world: World, row: Row) -> Iterator[str]:
    """Yield the operation and, if it replaces a household, all that it stands for."""
    seen: set[str] = set()
    following: Row | None = row
    while following is not None and following["id"] not in seen:
        seen.add(following["id"])
        yield following["id"]
        replaced = following["replaces_id"]
        following = world.operations.get(replaced) if replaced else None


def is_held(row: Row) -> bool:
    """Tell whether an operation waits; one whose content was erased waits for nothing any more."""
    return bool(row["outcome"] == OperationOutcome.HELD and not is_erased(row))


def restore_incoming(connection: Connection, rows: Sequence[Row]) -> list[Incoming]:
    """Return stored operations as they came, with their authors as they stand today."""
    by_grant = authors_of_grants(connection, {row["grant_id"] for row in rows if row["grant_id"]})
    by_user = authors_of_users(connection, {row["author_id"] for row in rows if not row["grant_id"]})
    incoming = []
    for row in rows:
        body, malformed = in_todays_words(row["kind"], json.loads(row["body"]), row["schema"])
        author = by_grant.get(row["grant_id"]) if row["grant_id"] else _as_then(by_user.get(row["author_id"]))
        if author is not None and row["is_guest"]:
            author = author.as_guest()
        incoming.append(
            Incoming(
                id=row["id"],
                kind=row["kind"],
                record=None if row["record_id"] == row["id"] else row["record_id"],
                prev=row["prev_id"],
                n=row["device_n"],
                at=row["wall_at"],
                body=body,
                hash=row["body_hash"],
                author=author or Author(None, row["grant_id"], standing="unknown"),
                est_from=row["est_from"],
                est_to=row["est_to"],
                is_clock_suspect=row["est_from"] != row["est_to"],
                is_clock_wrong=_was_clock_wrong(row),
                schema=row["schema"],
                malformed=malformed,
                text=row["body"],
            )
        )
    return incoming


def _was_clock_wrong(row: Row) -> bool:
    """Tell from what was kept whether the phone's clock was off: then a day ahead is flagged, not refused."""
    off_by_ms = abs(clock.to_ms(row["est_to"]) - row["wall_at"])
    return bool(row["est_from"] != row["est_to"]) or off_by_ms > CLOCK_WRONG / timedelta(milliseconds=1)


def _as_then(author: Author | None) -> Author | None:
    """Return the author of a decision of the desk as who they were: let in when they made it.

    A supervisor who left since does not take back what they approved, when a
    restored server waits for the phone's work that the verdict is about.
    """
    return replace(author, standing="good") if author is not None else None
