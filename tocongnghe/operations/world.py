"""What a batch of operations needs to know, fetched in few queries and kept up to date.

Rows are plain dictionaries of column values. A batch reads here what earlier
operations of the same batch have written, before anything reaches the tables.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from tocongnghe.models import (
    Acknowledgement,
    Assist,
    ClassSession,
    Consent,
    Feedback,
    Grant,
    Household,
    Operation,
    Place,
    Ruling,
    VillageSurvey,
)
from tocongnghe.operations.authors import authors_of_users
from tocongnghe.operations.kinds import KINDS, RULINGS
from tocongnghe.operations.rows import rows_of
from tocongnghe.operations.words import Incoming, Row
from tocongnghe.vocabulary import AssistState, OperationOutcome, PlaceKind, RecordType

TABLES: dict[RecordType, Any] = {
    RecordType.HOUSEHOLD: Household.__table__,
    RecordType.CONSENT: Consent.__table__,
    RecordType.ASSIST: Assist.__table__,
    RecordType.CLASS_SESSION: ClassSession.__table__,
    RecordType.FEEDBACK: Feedback.__table__,
    RecordType.VILLAGE_SURVEY: VillageSurvey.__table__,
    RecordType.ACKNOWLEDGEMENT: Acknowledgement.__table__,
    RecordType.RULING: Ruling.__table__,
}
SAME_ASSIST = ("household_id", "topic", "outcome", "happened_on", "slot")


@dataclass
class World:
    """Everything known so far, by id; `None` means: asked for, and not there."""

    connection: Connection
    operations: dict[str, Row | None] = field(default_factory=dict)
    records: dict[RecordType, dict[str, Row | None]] = field(
        default_factory=lambda: {record: {} for record in RecordType}
    )
    villages: dict[str, list[tuple[int, date, date | None]]] = field(default_factory=dict)
    successors: dict[str, list[str]] = field(default_factory=dict)
    """Household.add id -> ids of those that say they replace it."""
    twins: dict[str, set[str]] = field(default_factory=dict)
    """Household id -> ids of its assists that are live; for spotting duplicates."""

    def fetch(self, batch: Iterable[Incoming]) -> None:
        """Load all that *batch* names and that is not known yet."""
        batch = list(batch)
        self.fetch_operations({name for op in batch for name in _operations_named(op)})
        self._fetch_records(RecordType.HOUSEHOLD, {name for op in batch for name in _households_named(op)})
        for record, ids in _records_changed(batch).items():
            self._fetch_records(record, ids)
        households = {
            row["household_id"]
            for record in (RecordType.ASSIST, RecordType.CONSENT, RecordType.FEEDBACK)
            for row in self._rows(record)
        }
        self._fetch_records(RecordType.HOUSEHOLD, households - {None})
        self._fetch_replaced()
        replacing = {op.id for op in batch if op.replaces}
        self._fetch_successors(replacing | {name for op in batch for name in _households_named(op)})
        self._fetch_merge_winners()
        self._fetch_twins()
        self._fetch_villages({str(op.body["village"]) for op in batch if op.body.get("village")})

    def record(self, record: RecordType, id: str) -> Row | None:
        """Return the row as the batch has left it so far."""
        return self.records[record].get(id)

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

    def village(self, code: str, day: date) -> int | None:
        """Return the id of the village that had *code* on *day*, or the only one ever."""
        known = self.villages.get(code, [])
        for place_id, start, end in known:
            if start <= day and (end is None or day < end):
                return place_id
        return known[0][0] if len(known) == 1 else None

    def has_twin(self, row: Row, id: str) -> bool:
        """Tell whether another live assist says the same of the same household on the same day."""
        others = self.twins.get(row["household_id"] or "", set()) - {id}
        assists = self.records[RecordType.ASSIST]
        return any(
            (other := assists[twin]) is not None
            and other["state"] != AssistState.WITHDRAWN
            and all(other[name] == row[name] for name in SAME_ASSIST)
            for twin in others
        )

    def put(self, record: RecordType, row: Row) -> None:
        """Remember *row* as the record's newest state."""
        self.records[record][row["id"]] = row
        if record is RecordType.ASSIST and row["household_id"]:
            self.twins.setdefault(row["household_id"], set()).add(row["id"])

    def ruling_on(self, id: str) -> Row | None:
        """Return the newest ruling on the operation *id*, of this batch or before."""
        rulings = [row for row in self._rows(RecordType.RULING) if row["operation_id"] == id]
        return max(rulings, key=lambda row: row["seq"], default=None)

    def fetch_rulings(self, ids: set[str]) -> None:
        """Load the rulings on the operations *ids*."""
        table = TABLES[RecordType.RULING]
        query = select(table).where(table.c.operation_id.in_(ids))
        for row in self.connection.execute(query).mappings():
            self.records[RecordType.RULING].setdefault(row["id"], dict(row))

    def reach_of(self, operation: Row) -> set[int]:
        """Return the villages that a waiting operation is about, or else those of who may have made it."""
        table: Any = Place.__table__
        code = json.loads(operation["body"]).get("village")
        query = select(table.c.id).where(table.c.code == str(code), table.c.kind == PlaceKind.VILLAGE)
        villages = set(self.connection.scalars(query)) if code else set()
        if villages:
            return villages
        people = {operation["author_id"]} - {None} or set(
            self.connection.scalars(select(Grant.user_id).where(Grant.device_id == operation["device_id"]))
        )
        authors = authors_of_users(self.connection, people)
        return {village_id for author in authors.values() for village_id in author.villages}

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
        self.operations |= dict.fromkeys(missing)
        table: Any = Operation.__table__
        for row in rows_of(self.connection, select(table).where(table.c.id.in_(missing))):
            self.operations[row["id"]] = row

    def _fetch_records(self, record: RecordType, ids: set[str]) -> None:
        known = self.records[record]
        missing = ids - known.keys()
        if not missing:
            return
        known |= dict.fromkeys(missing)
        table = TABLES[record]
        for row in rows_of(self.connection, select(table).where(table.c.id.in_(missing))):
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
        table: Any = Operation.__table__
        while fresh:
            self.successors |= {id: [] for id in fresh}
            query = select(table).where(table.c.replaces_id.in_(fresh)).order_by(table.c.device_n)
            rows = self.connection.execute(query).mappings().all()
            for row in rows:
                if self.operations.get(row["id"]) is None:
                    self.operations[row["id"]] = dict(row)
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

    def _fetch_twins(self) -> None:
        households = {row["id"] for row in self._rows(RecordType.HOUSEHOLD)} - self.twins.keys()
        if not households:
            return
        self.twins |= {id: set() for id in households}
        assists = self.records[RecordType.ASSIST]
        table = TABLES[RecordType.ASSIST]
        query = select(table).where(
            table.c.household_id.in_(households), table.c.state != AssistState.WITHDRAWN
        )
        for row in rows_of(self.connection, query):
            assists.setdefault(row["id"], row)
            self.twins[row["household_id"]].add(row["id"])

    def _fetch_villages(self, codes: set[str]) -> None:
        missing = codes - self.villages.keys()
        if not missing:
            return
        self.villages |= {code: [] for code in missing}
        query = select(Place.code, Place.id, Place.valid_from, Place.valid_to).where(
            Place.code.in_(missing), Place.kind == PlaceKind.VILLAGE
        )
        for code, id, start, end in self.connection.execute(query):
            self.villages[code].append((id, start, end))


def waiting_for(connection: Connection, ids: set[str]) -> list[Row]:
    """Return the held operations that wait for any of *ids*, in the order each device made them."""
    table: Any = Operation.__table__
    query = (
        select(table)
        .where(table.c.waits_for.in_(ids), table.c.outcome == OperationOutcome.HELD)
        .order_by(table.c.device_id, table.c.device_n)
    )
    return rows_of(connection, query)


def _records_changed(batch: Iterable[Incoming]) -> dict[RecordType, set[str]]:
    """Return the records that operations of *batch* go on from, by what they are."""
    changed: dict[RecordType, set[str]] = defaultdict(set)
    for op in batch:
        kind = KINDS.get(op.kind)
        if kind is not None and not kind.creates:
            changed[kind.record].add(op.record_id)
    return changed


def _operations_named(op: Incoming) -> set[str]:
    names = {op.id, op.record_id} | _households_named(op)
    ruled = op.body.get("op") if op.kind in RULINGS and not op.malformed else None
    return names | {name for name in (op.prev, op.replaces, ruled) if name}


def _households_named(op: Incoming) -> set[str]:
    if op.kind not in KINDS or op.malformed:
        return set()
    return {str(op.body[name]) for name in ("household", "into") if op.body.get(name)}


def _is_of_one_hand(one: Row, other: Row) -> bool:
    is_same_person = one["author_id"] is not None and one["author_id"] == other["author_id"]
    return is_same_person or bool(one["device_id"] == other["device_id"])
