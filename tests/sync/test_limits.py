"""A request that takes too long is cut short, and nothing of it is lost (protocol §5)."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import Phone, household
from tocongnghe import clock
from tocongnghe.models import Household

pytestmark = pytest.mark.postgres


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every decision take two seconds."""
    from tocongnghe.operations import attempt, decide

    real = decide.decide

    def decide_slowly(*given: Any) -> Any:
        clock._frozen.set(clock.now() + timedelta(seconds=2))
        return real(*given)

    monkeypatch.setattr(attempt, "decide", decide_slowly)


def test_what_does_not_fit_into_the_time_is_left_for_the_next_request(
    lan: Phone, slow: None, any_engine: Engine, any_world: World
):
    ops = [household(lan) for _ in range(7)]
    wanted = b"\n".join(op[0].encode() for op in ops[:3])
    with clock.frozen(clock.now()):
        first = lan.sync(*ops)
    with clock.frozen(clock.now()):
        second = lan.sync(*ops[first["processed"] :])
    with clock.frozen(clock.now()):
        third = lan.sync(*ops[first["processed"] + second["processed"] :])

    assert [answer["processed"] for answer in (first, second, third)] == [3, 3, 1]
    expected = base64.urlsafe_b64encode(hashlib.sha256(wanted).digest()[:12]).decode()
    assert first["digest"] == expected
    with any_engine.connect() as connection:
        assert set(connection.scalars(select(Household.id))) == {op[0] for op in ops}
    audit(any_engine, any_world.province)


def test_at_least_one_operation_is_taken_however_slow_it_is(lan: Phone, slow: None, any_app):
    any_app.config["SYNC_WORK_SECONDS"] = 0
    ops = [lan.op("household.add", {"village": "20-00001-001"}), household(lan), household(lan)]
    ops[1][0] = "not an id"

    with clock.frozen(clock.now()):
        answer = lan.sync(*ops)

    assert answer["processed"] == 2
    assert [row[:3] for row in answer["exceptions"]] == [
        [0, "rejected", "malformed"],
        [1, "rejected", "malformed"],
    ]
