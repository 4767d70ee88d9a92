"""Rejected households that are mended, held work that follows, and the order in which it does."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from tests.cast import HOA_DEVICE, World
from tests.operations.audit import audit
from tocongnghe.models import Assist, Household, Operation
from tocongnghe.operations import Incoming

pytestmark = pytest.mark.postgres

CONSENT = {"text_version": "1", "language": "vi", "method": "voice"}


def household(world: World, **overrides: object) -> Incoming:
    body = {"village": "20-00001-001", "head_name": "Nông Văn Thử"} | overrides.pop("body", {})  # type: ignore[operator]
    return world.op("household.add", body, **overrides)


def assist(world: World, household_id: str, **overrides: object) -> Incoming:
    body = {"household": household_id, "topic": "vneid", "outcome": "helped", "on": "2026-11-01"}
    return world.op("assist.log", body, **overrides)


def outcome_of(engine: Engine, op: Incoming) -> tuple[str, str | None]:
    with engine.connect() as connection:
        row = connection.execute(
            select(Operation.outcome, Operation.reason).where(Operation.id == op.id)
        ).one()
    return str(row.outcome), row.reason


def household_of(engine: Engine, op: Incoming) -> str | None:
    with engine.connect() as connection:
        return connection.scalar(select(Assist.household_id).where(Assist.id == op.id))


def test_work_on_a_rejected_household_waits_and_follows_the_one_that_replaces_it(
    any_engine: Engine, any_world: World
):
    world = any_world
    wrong = household(world, body={"village": "20-00002-001"})
    early, late = assist(world, wrong.id), assist(world, wrong.id)
    decisions = world.push(wrong, early)
    assert [(d.outcome, d.reason) for d in decisions] == [
        ("rejected", "out_of_scope"),
        ("held", "parent_rejected"),
    ]

    right = household(world, body={"replaces": wrong.id, "settles": [wrong.id]})
    world.push(right)
    (later,) = world.push(late)

    assert (outcome_of(any_engine, early), later.outcome) == (("applied", None), "applied")
    assert household_of(any_engine, early) == household_of(any_engine, late) == right.id
    audit(any_engine, world.province)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
def test_a_replacement_of_a_replacement_is_followed_in_whatever_order_all_arrive(
    any_engine: Engine, any_world: World, order
):
    world = any_world
    first = household(world, malformed="head_name")
    second = household(world, body={"replaces": first.id, "village": "20-00002-001"})
    third = household(world, body={"replaces": second.id})
    work = assist(world, first.id)
    ops = [first, second, third, work]

    for index in order:
        world.push(ops[index])

    assert outcome_of(any_engine, work) == ("applied", None)
    assert household_of(any_engine, work) == third.id
    audit(any_engine, world.province)


def test_nobody_else_can_take_over_the_work_on_a_rejected_household(any_engine: Engine, any_world: World):
    world = any_world
    wrong = household(world, malformed="head_name")
    work = assist(world, wrong.id)
    world.push(wrong, work)
    stranger = household(
        world, body={"replaces": wrong.id, "village": "20-00002-001"}, author=world.author("g_huy")
    )

    assert world.push(stranger, device=HOA_DEVICE)[0].outcome == "applied"

    assert outcome_of(any_engine, work) == ("held", "parent_rejected")


def test_children_learn_that_the_parent_they_waited_for_was_rejected(any_engine: Engine, any_world: World):
    world = any_world
    root = household(world)
    parent = world.op("household.amend", {"village": "20-00002-001"}, record=root.id, prev=root.id)
    child = world.op("household.amend", {"note": "x"}, record=root.id, prev=parent.id)
    assert [d.reason for d in world.push(child, parent)] == ["parent_unknown"] * 2

    world.push(root)

    assert outcome_of(any_engine, parent) == ("rejected", "out_of_scope")
    assert outcome_of(any_engine, child) == ("rejected", "parent_rejected")
    audit(any_engine, world.province)


def test_what_one_phone_made_of_a_household_takes_effect_in_the_order_in_which_it_was_made(
    any_engine: Engine, any_world: World
):
    """The second consent must not be overtaken by the withdrawal of the first (I6)."""
    world = any_world
    root = household(world)
    give = world.op("consent.give", CONSENT | {"household": root.id})
    withdraw = world.op("consent.withdraw", {}, record=give.id, prev=give.id)
    again = world.op("consent.give", CONSENT | {"household": root.id})
    held = world.push(again, withdraw, give)
    assert {d.outcome for d in held} == {"held"}

    world.push(root)

    with any_engine.connect() as connection:
        assert connection.scalar(select(Household.consent)) == "given"
    audit(any_engine, world.province)


def test_an_operation_that_waits_for_two_things_is_free_when_the_second_is_there(
    any_engine: Engine, any_world: World
):
    """Its second parent is set free in the same transaction as its first (I8)."""
    world = any_world
    root, other = household(world), household(world)
    logged = assist(world, root.id)
    moved = world.op("assist.amend", {"household": other.id}, record=logged.id, prev=logged.id)
    assert {d.outcome for d in world.push(moved, logged)} == {"held"}

    world.push(root, other)

    assert household_of(any_engine, moved) is None
    assert outcome_of(any_engine, moved) == ("applied", None)
    assert household_of(any_engine, logged) == other.id
    audit(any_engine, world.province)
