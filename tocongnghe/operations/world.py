"""What a batch of operations needs to know, fetched in few queries and kept up to date.

Rows are plain dictionaries of column values. A batch reads here what earlier
operations of the same batch have written, before anything reaches the tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from tocongnghe.models import (
    Acknowledgement,
    Assist,
    ClassSession,
    Consent,
    Feedback,
    Household,
    Notice,
    Operation,
    Ruling,
    Task,
    VillageSurvey,
)
from tocongnghe.operations.authors import authors_of_users
from tocongnghe.operations.closed_days import ClosedDays
from tocongnghe.operations.erasures import is_erased
from tocongnghe.operations.grounds import Grounds
from tocongnghe.operations.kinds import KINDS
from tocongnghe.operations.named import Names, day_of
from tocongnghe.operations.questions import Answer, Question
from tocongnghe.operations.reach import Reach
from tocongnghe.operations.rows import Among, PairAmong
from tocongnghe.operations.words import Author, Incoming, Row
from tocongnghe.vocabulary import AssistState, OperationOutcome, RecordType

TABLES: dict[RecordType, Any] = {
    RecordType.HOUSEHOLD: Household.__table__,
    RecordType.CONSENT: Consent.__table__,
    RecordType.ASSIST: Assist.__table__,
    RecordType.CLASS_SESSION: ClassSession.__table__,
    RecordType.FEEDBACK: Feedback.__table__,
    RecordType.VILLAGE_SURVEY: VillageSurvey.__table__,
    RecordType.NOTICE: Notice.__table__,
    RecordType.TASK: Task.__table__,
    RecordType.ACKNOWLEDGEMENT: Acknowledgement.__table__,
    RecordType.RULING: Ruling.__table__,
}
SAME_ASSIST = ("household_id", "topic", "outcome", "happened_on", "slot")
_what_it_says: Callable[[Row], tuple[Any, ...]] = itemgetter(*SAME_ASSIST)
_O: Any = Operation.__table__
_A = TABLES[RecordType.ASSIST]
_OPERATIONS = Question(select(_O).where(Among(_O.c.id, "ids")))
_WAITING = Question(
    select(_O)
    .where(Among(_O.c.waits_for, "ids"), _O.c.outcome == OperationOutcome.HELD)
    .order_by(_O.c.device_id, _O.c.device_n)
)
_SUCCESSORS = Question(select(_O).where(Among(_O.c.replaces_id, "ids")).order_by(_O.c.device_n))
_RECORDS = {
    record: Question(select(table).where(Among(table.c.id, "ids"))) for record, table in TABLES.items()
}
_RULINGS = Question(
    select(TABLES[RecordType.RULING]).where(Among(TABLES[RecordType.RULING].c.operation_id, "ids"))
)
_TWINS = Question(
    select(_A.c.id, *(_A.c[name] for name in SAME_ASSIST)).where(
        PairAmong(_A.c.household_id, _A.c.happened_on, "pairs"), _A.c.state != AssistState.WITHDRAWN
    )
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked for ahead, and the answers."""

    names: Names
    cards: Answer | None
    operations: Answer | None
    twins: Answer | None
    waiting: Answer | None


@dataclass
class World:
    """Everything known so far, by id; `None` means: asked for, and not there."""

    connection: Connection
    operations: dict[str, Row | None] = field(default_factory=dict)
    records: dict[RecordType, dict[str, Row | None]] = field(
        default_factory=lambda: {record: {} for record in RecordType}
    )
    successors: dict[str, list[str]] = field(default_factory=dict)
    """Household.add id -> ids of those that say they replace it."""
    people: dict[int, Author] = field(default_factory=dict)
    """Those whom an operation names besides its author, by user id; nobody that is not there."""
    said: dict[tuple[Any, ...], set[str]] = field(default_factory=lambda: defaultdict(set))
    """What a live assist says (`SAME_ASSIST`) -> ids of those that say it; for spotting duplicates."""
    closed: ClosedDays = field(init=False)
    grounds: Grounds = field(init=False)
    _saying: dict[str, tuple[Any, ...] | None] = field(default_factory=dict)
    """The other way round; None for an assist that was withdrawn."""
    _asked: set[tuple[str, date]] = field(default_factory=set)
    """Household and day of which all live assists are in `said`."""
    _waiting: tuple[set[str], list[Row]] = field(default_factory=lambda: (set(), []))
    """What was asked for ahead, before anything was decided: the operations that wait for these ids."""

    def __post_init__(self) -> None:
        self.closed, self.grounds = ClosedDays(self.connection), Grounds(self.connection)

    def ask(self, names: Names) -> Answers:
        """Ask for what is sure to be needed; `fetch` asks for what else turns out to be."""
        ids, cards, visits = names.ids, names.households, names.visits
        return Answers(
            names,
            _RECORDS[RecordType.HOUSEHOLD].ask(self.connection, {"ids": cards}) if cards else None,
            _OPERATIONS.ask(self.connection, {"ids": ids}) if ids else None,
            _TWINS.ask(self.connection, {"pairs": visits}) if visits else None,
            _WAITING.ask(self.connection, {"ids": ids}) if ids else None,
        )

    def take(self, answers: Answers) -> None:
        """Take in what was found; where nothing was found, nothing is there."""
        names = answers.names
        if answers.cards is not None:
            self._know_records(RecordType.HOUSEHOLD, names.households, answers.cards.rows())
        if answers.operations is not None:
            self._know_operations(names.ids, answers.operations.rows())
        if answers.twins is not None:
            self._know_twins(names.visits, answers.twins.tuples())
        if answers.waiting is not None:
            self._waiting = (names.ids, answers.waiting.rows())

    def fetch(self, names: Names) -> None:
        """Load all that was named and is not known yet."""
        self._fetch_records(RecordType.HOUSEHOLD, names.households)
        for record, ids in names.changed.items():
            self._fetch_records(record, ids)
        workers = names.workers - self.people.keys()
        if workers:
            self.people |= authors_of_users(self.connection, workers)
        self.fetch_operations(self._operations_needed(names))
        households = {
            row["household_id"]
            for record in (RecordType.ASSIST, RecordType.CONSENT, RecordType.FEEDBACK, RecordType.TASK)
            for row in self._rows(record)
        }
        self._fetch_records(RecordType.HOUSEHOLD, households - {None})
        self._fetch_replaced()
        self._fetch_successors(names.replacing | names.households)
        self._fetch_merge_winners()
        self._fetch_twins(names.visits.union(*map(self._days_named, names.going_on)))
        self.grounds.fetch(names.villages)

    def record(self, record: RecordType, id: str) -> Row | None:
        """Return the row as the batch has left it so far."""
        return self.records[record].get(id)

    def made_something_else(self, id: str) -> bool:
        """Tell of an operation whose record was looked for in vain: it is there, nobody need wait for it."""
        parent = self.operations.get(id)
        return parent is not None and parent["outcome"] == OperationOutcome.APPLIED and not is_erased(parent)

    def winner(self, household: Row) -> Row:
        """Follow aliases of merged households to the card that counts."""
        while household["merged_into_id"] is not None:
            following = self.records[RecordType.HOUSEHOLD][household["merged_into_id"]]
            if following is None:
                raise LookupError("a merged household has no winner")
            household = following
        return household

    def stand_in(self, id: str) -> Row | None:
        """Return the card that replaces the rejected household *id*, replacements of replacements followed.

        Only the same person, or the same phone, can replace a household.
        """
        rejected, line = self.operations.get(id), [id]
        for named in line:
            for successor in self.successors.get(named, []):
                row, operation = self.record(RecordType.HOUSEHOLD, successor), self.operations.get(successor)
                if operation is None or rejected is None or not _is_of_one_hand(operation, rejected):
                    continue
                if row is not None:
                    return row
                if successor not in line:
                    line.append(successor)
        return None

    def has_twin(self, row: Row, id: str) -> bool:
        """Tell whether another live assist says the same of the same household on the same day."""
        return any(other != id for other in self.said.get(_what_it_says(row), ()))

    def is_closed(self, row: Row) -> bool:
        """Tell whether the day of an assist lies in a period that its commune has closed."""
        return self.closed.hold(row["village_id"], row["happened_on"], self._villages_of_cards)

    def put(self, record: RecordType, row: Row) -> None:
        """Remember *row* as the record's newest state."""
        self.records[record][row["id"]] = row
        if record is RecordType.ASSIST:
            self._hear(row["id"], None if row["state"] is AssistState.WITHDRAWN else _what_it_says(row))

    def _hear(self, id: str, says: tuple[Any, ...] | None) -> None:
        """Remember what an assist says now, None for nothing, and forget what it said."""
        before = self._saying.get(id)
        if before is not None:
            self.said[before].discard(id)
        self._saying[id] = says
        if says is not None:
            self.said[says].add(id)

    def _villages_of_cards(self) -> set[int]:
        return {card["village_id"] for card in self._rows(RecordType.HOUSEHOLD)}

    def ruling_on(self, id: str) -> Row | None:
        """Return the newest ruling on the operation *id*, of this batch or before."""
        rulings = [row for row in self._rows(RecordType.RULING) if row["operation_id"] == id]
        return max(rulings, key=lambda row: row["seq"], default=None)

    def fetch_rulings(self, ids: set[str]) -> None:
        """Load the rulings on the operations *ids*."""
        for row in _RULINGS.rows(self.connection, {"ids": ids}):
            self.records[RecordType.RULING].setdefault(row["id"], row)

    def waiting_for(self, ids: set[str]) -> list[Row]:
        """Return the held operations that wait for any of *ids*, in the order each device made them."""
        asked, found = self._waiting
        if ids <= asked:
            return [row for row in found if row["waits_for"] in ids]
        return _WAITING.rows(self.connection, {"ids": ids})

    def reach_of(self, operation: Row) -> set[int]:
        """Return the villages that a waiting operation is about, or else those of who may have made it."""
        return Reach(self.connection).villages_of(operation)

    def note(self, operation: Row) -> None:
        """Remember an operation that was just decided for the first time."""
        self.operations[operation["id"]] = operation
        if operation["replaces_id"]:
            self.successors.setdefault(operation["replaces_id"], []).append(operation["id"])

    def _rows(self, record: RecordType) -> list[Row]:
        return [row for row in self.records[record].values() if row is not None]

    def fetch_operations(self, ids: set[str]) -> None:
        """Load the operations *ids*; afterwards each is a key, with `None` where there is none."""
        missing = ids - self.operations.keys()
        if not missing:
            return
        self._know_operations(missing, _OPERATIONS.rows(self.connection, {"ids": missing}))

    def _know_operations(self, ids: set[str], found: list[Row]) -> None:
        self.operations |= dict.fromkeys(ids)
        for row in found:
            self.operations[row["id"]] = row

    def _operations_needed(self, names: Names) -> set[str]:
        """Return the operations that deciding may ask for; a record that is there speaks for itself."""
        cards = self.records[RecordType.HOUSEHOLD]
        needed = names.ids | names.operations | {id for id in names.households if cards.get(id) is None}
        for op in names.going_on:
            kind = KINDS.get(op.kind)
            if kind is None or self.records[kind.record].get(op.record_id) is None:
                needed.add(op.record_id)
        return needed | {id for record, id in names.subjects if self.records[record].get(id) is None}

    def _fetch_records(self, record: RecordType, ids: set[str]) -> None:
        missing = ids - self.records[record].keys()
        if missing:
            self._know_records(record, missing, _RECORDS[record].rows(self.connection, {"ids": missing}))

    def _know_records(self, record: RecordType, ids: set[str], found: list[Row]) -> None:
        known = self.records[record]
        known |= dict.fromkeys(ids)
        for row in found:
            known[row["id"]] = row

    def _fetch_replaced(self) -> None:
        """Load the households that replacements stand for, to the first of the line."""
        while True:
            rows = [row for row in self.operations.values() if row is not None and row["replaces_id"]]
            fresh = {row["replaces_id"] for row in rows} - self.operations.keys()
            if not fresh:
                return
            self.fetch_operations(fresh)

    def _fetch_successors(self, ids: set[str]) -> None:
        """Load who replaces those of *ids* that have no card, and whom these are replaced by."""
        cards = self.records[RecordType.HOUSEHOLD]
        fresh = {id for id in ids if cards.get(id) is None} - self.successors.keys()
        while fresh:
            self.successors |= {id: [] for id in fresh}
            rows = _SUCCESSORS.rows(self.connection, {"ids": fresh})
            for row in rows:
                if self.operations.get(row["id"]) is None:
                    self.operations[row["id"]] = row
                self.successors[row["replaces_id"]].append(row["id"])
            self._fetch_records(RecordType.HOUSEHOLD, {row["id"] for row in rows})
            fresh = {row["id"] for row in rows} - self.successors.keys()

    def _fetch_merge_winners(self) -> None:
        while True:
            known = self.records[RecordType.HOUSEHOLD]
            winners = (
                {row["merged_into_id"] for row in self._rows(RecordType.HOUSEHOLD)} - {None} - known.keys()
            )
            if not winners:
                return
            self._fetch_records(RecordType.HOUSEHOLD, winners)

    def _fetch_twins(self, asked: set[tuple[str, date]]) -> None:
        """Load what the households' assists say of the days that were named."""
        days, named = {day for _, day in asked}, {id for id, _ in asked}
        cards = {row["id"] for row in self._rows(RecordType.HOUSEHOLD)}
        asked |= {(id, day) for id in cards - named for day in days}  # aliases and replacements of the named
        fresh = asked - self._asked
        if fresh:
            self._know_twins(fresh, _TWINS.tuples(self.connection, {"pairs": fresh}))

    def _know_twins(self, pairs: set[tuple[str, date]], found: list[tuple[Any, ...]]) -> None:
        self._asked |= pairs
        for id, *says in found:
            if id not in self._saying:
                self._hear(id, tuple(says))

    def _days_named(self, op: Incoming) -> Iterator[tuple[str, date]]:
        """Yield household and day of the assist that would come of *op*, which names a record."""
        kind = KINDS.get(op.kind)
        if kind is None or kind.record is not RecordType.ASSIST or op.malformed:
            return
        row = self.record(RecordType.ASSIST, op.record_id) or {}
        household = op.body.get("household") or row.get("household_id")
        day = day_of(op.body.get("on")) or row.get("happened_on")
        if household and day:
            yield str(household), day


def _is_of_one_hand(one: Row, other: Row) -> bool:
    is_same_person = one["author_id"] is not None and one["author_id"] == other["author_id"]
    return is_same_person or bool(one["device_id"] == other["device_id"])
