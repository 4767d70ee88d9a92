"""A phone that keeps, offers and forgets by the book (protocol §7, §11), and what the drill asks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from tests.sync.test_wire import Phone
from tocongnghe import clock
from tocongnghe.models import Assignment, EnrolCode, Grant, Membership, Operation, Team, User
from tocongnghe.operations.world import TABLES

KEPT_FOR = timedelta(days=30)
MAX_OPS, MAX_OFFER, MAX_ROUNDS = 7, 5, 200
"""Small, so that a reset takes many requests."""


@dataclass
class Kept:
    """An acknowledged operation that the phone still has."""

    op: list[Any]
    at: int
    """The log position that the server gave with its acknowledgement."""
    made_at: datetime


class Keeping(Phone):
    """A phone with outbox, archive, offers and pruning."""

    def __init__(self, client: Any, code: str, when_pruned: Callable[[str], None]) -> None:
        super().__init__(client, code)
        self.outbox: list[list[Any]] = []
        self.archive: dict[str, Kept] = {}
        self.offer_due: list[str] = []
        self.saved: set[str] = set()
        self.pruned: set[str] = set()
        self.resets = 0
        self.refused: dict[str, str] = {}
        self._when_pruned = when_pruned

    def save(
        self, kind: str, body: dict[str, Any], record: str | None = None, prev: str | None = None
    ) -> str:
        op = self.op(kind, body, record, prev)
        self.outbox.append(op)
        self.saved.add(op[0])
        return str(op[0])

    def settle(self) -> None:
        """Talk until the outbox is empty, nothing is to be offered and no page is left."""
        for _ in range(MAX_ROUNDS):
            if not self._round():
                return
        raise AssertionError("the phone never settles")

    def _round(self) -> bool:
        sent, offered = self.outbox[:MAX_OPS], self.offer_due[:MAX_OFFER]
        marks = self.cursor is not None and self.ack is not None
        report = {"unsent": len(self.outbox) + len(self.offer_due)}
        answer = self.sync(*sent, offer=offered, report=report)
        assert answer["processed"] == len(sent)
        for index, outcome, *_ in answer.get("exceptions", []):
            self.refused[sent[index][0]] = outcome
        self._archive(sent, answer)
        self._take_offers(offered, set(answer.get("missing", [])), answer)
        if answer.get("reset"):
            self.resets += 1
            self.rows, self.cursor, self.ack = {}, None, None
            self.offer_due = list(self.archive)
        elif marks:
            self._prune(answer)
        return bool(self.outbox or self.offer_due or answer.get("more") or answer.get("reset"))

    def _archive(self, sent: list[list[Any]], answer: dict[str, Any]) -> None:
        self.outbox = self.outbox[len(sent) :]
        for op in sent:
            self.archive[op[0]] = Kept(op, answer["at"], clock.from_ms(op[6]))

    def _take_offers(self, offered: list[str], missing: set[str], answer: dict[str, Any]) -> None:
        self.offer_due = [id for id in self.offer_due if id not in offered]
        for id in offered:
            if id in missing:
                self.outbox.append(self.archive.pop(id).op)
            elif id in self.archive:
                self.archive[id].at = answer["at"]
        self.outbox.sort(key=lambda op: op[5])

    def _prune(self, answer: dict[str, Any]) -> None:
        """Forget what is old, acknowledged below `safe`, and proven by both marks in this very answer."""
        for id, kept in list(self.archive.items()):
            if kept.at <= answer["safe"] and clock.now() - kept.made_at >= KEPT_FOR:
                self._when_pruned(id)
                self.pruned.add(id)
                del self.archive[id]


@dataclass
class Oracle:
    """What each kept backup holds, known from the moment in which it was made."""

    engine: Callable[[], Engine]
    held: dict[str, set[str]] = field(default_factory=dict)

    def note(self, file: str) -> None:
        self.held[file] = operation_ids(self.engine())

    def keep_only(self, files: set[str]) -> None:
        self.held = {file: ids for file, ids in self.held.items() if file in files}

    def check(self, id: str) -> None:
        """Fail if a phone forgets what some kept backup does not hold."""
        assert self.held, "a phone forgot although there is no backup"
        without = [file for file, ids in self.held.items() if id not in ids]
        assert not without, f"safe ran ahead: {id} is not in {without}"


def operation_ids(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(Operation.id)))


@dataclass(frozen=True)
class Truth:
    """All that a restore must not forget: what phones said and what the server decided."""

    operations: dict[str, tuple[str, str | None]]
    """Id -> outcome and reason."""
    records: dict[str, dict[str, Any]]
    decided: dict[str, set[tuple[Any, ...]]]
    """Rows of the tables that only the server writes."""


def truth(engine: Engine) -> Truth:
    with engine.connect() as connection:
        rows = connection.execute(select(Operation.id, Operation.outcome, Operation.reason))
        operations = {row.id: (row.outcome, row.reason) for row in rows}
        decided = {
            model.__tablename__: set(map(tuple, connection.execute(select(model.__table__))))
            for model in (User, Assignment, Team, Membership, Grant, EnrolCode)
        }
    return Truth(operations, records(engine), decided)


def records(engine: Engine) -> dict[str, dict[str, Any]]:
    """Return every record by id, without its place in the log."""
    return dict(_records(engine))


def _records(engine: Engine) -> Iterator[tuple[str, dict[str, Any]]]:
    with engine.connect() as connection:
        for table in TABLES.values():
            for row in connection.execute(select(table)).mappings():
                yield row["id"], {name: value for name, value in row.items() if name != "seq"}
