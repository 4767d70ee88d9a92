"""What waited is decided as it would have been at once: by its shape, its clock and its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from tests.cast import LAN_DEVICE, World
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.models import Assist, Operation
from tocongnghe.operations import KINDS, Draft, decide_held_again, submit_from_desk
from tocongnghe.operations.world import TABLES
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.held import decide_all_held_again

pytestmark = pytest.mark.postgres

NONSENSE = {
    "village": {"code": 5},
    "household": [1],
    "head_name": None,
    "into": 7,
    "to": "nobody",
    "op": {},
    "notice": ["x"],
    "task": 0,
    "text": {"a": []},
    "on": "never",
    "replaces": {},
    "surprise": True,
}


def outcomes(engine: Engine, ids: list[str]) -> set[tuple[str, str | None]]:
    query = select(Operation.outcome, Operation.reason).where(Operation.id.in_(ids))
    with engine.connect() as connection:
        return {(str(row.outcome), row.reason) for row in connection.execute(query)}


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(connection.scalar(select(func.count()).select_from(t)) or 0 for t in TABLES.values())


def test_what_was_of_an_unknown_kind_and_has_the_wrong_shape_never_becomes_a_record(
    any_engine: Engine, any_world: World
):
    world, made = any_world, {kind: any_world.op("tea.drink", NONSENSE) for kind in KINDS}
    ids = [op.id for op in made.values()]
    world.push(*made.values())
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        for kind, op in made.items():
            connection.execute(update(Operation).where(Operation.id == op.id).values(kind=kind))

    # Whoever cannot judge shapes leaves them for the sweep.
    decide_held_again(any_engine, world.province, LAN_DEVICE, ids)
    accepts = [Draft("op.accept", None, None, {"op": id}) for id in ids]
    submit_from_desk(any_engine, province_id=world.province, author_id=world.minh, drafts=accepts)
    assert outcomes(any_engine, ids) == {("held", "kind_unknown")}

    decide_all_held_again(any_engine, complaint_about)

    assert outcomes(any_engine, ids) == {("rejected", "malformed")}
    assert rows(any_engine) == 0
    audit(any_engine, world.province)


def test_a_refused_operation_of_an_unknown_kind_is_over_whatever_its_shape(
    any_engine: Engine, any_world: World
):
    world = any_world
    odd = world.op("tea.drink", NONSENSE)
    world.push(odd)
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Operation).where(Operation.id == odd.id).values(kind="task.give"))

    refuse = [Draft("op.refuse", None, None, {"op": odd.id})]
    submit_from_desk(any_engine, province_id=world.province, author_id=world.minh, drafts=refuse)

    assert outcomes(any_engine, [odd.id]) == {("rejected", "rule")}


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_day_ahead_on_a_wrong_clock_is_flagged_after_waiting_too(
    any_engine: Engine, any_world: World, is_moved: bool
):
    world, ahead = any_world, clock.now() + timedelta(days=3)
    household = world.op("household.add", {"village": "20-00001-001", "head_name": "A"})
    day = clock.local_date(ahead).isoformat()
    body = {"household": household.id, "topic": "vneid", "outcome": "helped", "on": day}
    visit = world.op("assist.log", body, at=clock.to_ms(ahead), is_clock_wrong=True)
    if is_moved:
        visit = replace(visit, at=clock.to_ms(clock.now()), est_from=clock.now() - timedelta(days=9))

    assert world.push(visit)[0].reason == "parent_unknown"
    world.push(household)

    assert outcomes(any_engine, [visit.id]) == {("applied", None)}
    with any_engine.connect() as connection:
        assert connection.scalar(select(Assist.is_clock_suspect)) is True
