"""The golden messages: what a released phone sends must mean the same for ever (tests/messages)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import Phone
from tocongnghe import clock
from tocongnghe.models import Device, Operation
from tocongnghe.operations import KINDS, SCHEMA

pytestmark = pytest.mark.postgres

MESSAGES = sorted((Path(__file__).resolve().parent.parent / "messages").glob("schema-*.json"))
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_a_message_is_understood_as_it_was_when_it_was_released(
    path: Path, lan: Phone, any_engine: Engine, any_world: World
):
    message: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    ops, expected = message["ops"], message["expected"]
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Device).values(created_at=datetime(2026, 9, 1, tzinfo=UTC)))

    with clock.frozen(NOW):
        answer = lan.sync(*ops, schema=message["schema"], fields=message["fields"])

    assert answer["processed"] == len(ops)
    told = {index: [outcome, reason] for index, outcome, reason, *_ in answer.get("exceptions", [])}
    assert [told.get(index, ["applied"]) for index in range(len(ops))] == expected
    with any_engine.connect() as connection:
        stored = {row.id: row for row in connection.execute(select(Operation.id, Operation.outcome))}
    assert {op[0] for op in ops} == set(stored)
    for id, columns in message.get("after", {}).items():
        assert {name: lan.rows[id][name] for name in columns} == columns
    audit(any_engine, any_world.province)


def test_every_kind_that_a_phone_sends_has_its_golden_message():
    sent = {op[1] for path in MESSAGES for op in json.loads(path.read_text(encoding="utf-8"))["ops"]}
    from_phones = {name for name, kind in KINDS.items() if not kind.supervisor}

    assert from_phones <= sent
    assert {f"schema-{number}" for number in range(1, SCHEMA + 1)} <= {
        path.stem[: len("schema-1")] for path in MESSAGES
    }
