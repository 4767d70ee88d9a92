"""The invariants of protocol §1 that any database can be asked for at any time."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine, select

from tocongnghe.models import Feed, LogEntry, Operation
from tocongnghe.operations.chain import link
from tocongnghe.operations.fold import Facts, fold, fold_consent_into_household
from tocongnghe.operations.kinds import KINDS
from tocongnghe.operations.world import TABLES
from tocongnghe.vocabulary import RecordType

RESOLVED = {
    "village_id",
    "household_id",
    "merged_into_id",
    "is_late_scope",
    "is_clock_suspect",
    "is_possible_duplicate",
}


def audit(engine: Engine, province_id: int) -> None:
    """Raise AssertionError unless the log is gapless, its chain recomputes and records are folds (I5)."""
    with engine.connect() as connection:
        feed = (
            connection.execute(select(Feed.__table__).where(Feed.province_id == province_id)).mappings().one()
        )
        lines = (
            connection.execute(
                select(LogEntry.__table__).where(LogEntry.province_id == province_id).order_by(LogEntry.seq)
            )
            .mappings()
            .all()
        )
        operations = {row["id"]: row for row in connection.execute(select(Operation.__table__)).mappings()}
        stored = {
            record: {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
            for record, table in TABLES.items()
        }
    assert [line["seq"] for line in lines] == list(range(1, feed["seq"] + 1))
    running = feed["genesis"]
    for line in lines:
        running = link(running, line["operation_id"], str(line["outcome"]))
        assert running == line["chain"], line["seq"]
    assert running == feed["chain"]
    last = {line["operation_id"]: line for line in lines}
    assert all(operations[id]["outcome"] == line["outcome"] for id, line in last.items())
    assert set(last) == set(operations)
    _assert_records_are_folds(lines, operations, stored)


def _assert_records_are_folds(lines: Any, operations: Any, stored: dict[RecordType, dict[str, Any]]) -> None:
    folded: dict[RecordType, dict[str, Any]] = {record: {} for record in RecordType}
    for line in (line for line in lines if line["outcome"] == "applied"):
        operation = operations[line["operation_id"]]
        record = KINDS[operation["kind"]].record
        id = operation["record_id"]
        final = stored[record][id]
        facts = Facts(
            id=operation["id"],
            body=json.loads(operation["body"]),
            author_id=operation["author_id"],
            made_at=operation["est_to"],
            village_id=final["village_id"],
            household_id=final.get("household_id") or final.get("merged_into_id"),
        )
        folded[record][id] = fold(operation["kind"], folded[record].get(id), facts) | {
            "id": id,
            "seq": line["seq"],
        }
        if record is RecordType.CONSENT and final["slot"] is None:
            card = folded[RecordType.HOUSEHOLD][final["household_id"]]
            folded[RecordType.HOUSEHOLD][card["id"]] = fold_consent_into_household(
                operation["kind"], card, facts
            ) | {"seq": line["seq"]}
    for record, rows in stored.items():
        assert folded[record].keys() == rows.keys()
        for id, row in rows.items():
            ours = {name: value for name, value in folded[record][id].items() if name not in RESOLVED}
            theirs = {name: value for name, value in row.items() if name not in RESOLVED}
            assert ours == theirs, (record, id)
