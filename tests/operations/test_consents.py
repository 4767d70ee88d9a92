"""A consent that comes late never undoes a withdrawal that was made after it (I6, I7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from tests.cast import HOA_DEVICE, LAN_DEVICE, World
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.models import Household, Operation
from tocongnghe.operations import authors_of_users, decide_held_again

pytestmark = pytest.mark.postgres

WORDS = {"text_version": "1", "language": "vi", "method": "voice"}


def standing(engine: Engine, household: str) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(select(Household.consent).where(Household.id == household)))


@pytest.mark.parametrize("clock_is_suspect", [False, True])
def test_a_consent_that_waited_for_its_grant_does_not_undo_a_later_withdrawal(
    any_engine: Engine, any_world: World, clock_is_suspect: bool
):
    world = any_world
    household = world.add_household()
    given = world.op("consent.give", WORDS | {"household": household})
    expired = replace(world.author(), expires_at=clock.now() - timedelta(hours=1))
    waiting = world.op("consent.give", WORDS | {"household": household}, author=expired)
    withdrawn = world.op("consent.withdraw", {}, record=given.id, prev=given.id)
    if clock_is_suspect:  # then all that one request brings has the same bounds
        bounds = {"est_from": clock.now() - timedelta(minutes=9), "est_to": clock.now()}
        waiting, withdrawn = replace(waiting, **bounds), replace(withdrawn, **bounds)
    assert [d.reason for d in world.push(given, waiting, withdrawn)] == [None, "grant_expired", None]

    assert decide_held_again(any_engine, world.province, LAN_DEVICE, [waiting.id]) == 1

    with any_engine.connect() as connection:
        decided = connection.execute(
            select(Operation.outcome, Operation.reason).where(Operation.id == waiting.id)
        ).one()
    assert decided == ("rejected", "consent_withdrawn")
    assert standing(any_engine, household) == "withdrawn"
    audit(any_engine, world.province)


def test_a_consent_from_another_phone_does_not_undo_a_later_withdrawal(any_engine: Engine, any_world: World):
    world = any_world
    household, other = world.add_household(), world.add_household()
    given = world.op("consent.give", WORDS | {"household": other})
    before = clock.now() - timedelta(hours=2)
    carried = world.op("consent.give", WORDS | {"household": household}, est_from=before, est_to=before)
    world.push(given)
    with any_engine.connect() as connection:
        minh = authors_of_users(connection, [world.minh])[world.minh]
    merged = world.op("household.merge", {"into": household}, record=other, prev=other, author=minh)
    assert [d.outcome for d in world.push(merged)] == ["applied"]
    world.push(world.op("consent.withdraw", {}, record=given.id, prev=given.id))

    assert [d.reason for d in world.push(carried, device=HOA_DEVICE)] == ["consent_withdrawn"]


def test_a_household_that_agrees_again_after_withdrawing_is_heard(any_engine: Engine, any_world: World):
    world = any_world
    household = world.add_household()
    given = world.op("consent.give", WORDS | {"household": household})
    withdrawn = world.op("consent.withdraw", {}, record=given.id, prev=given.id)
    again = world.op("consent.give", WORDS | {"household": household})

    assert [d.outcome for d in world.push(given, withdrawn, again)] == ["applied"] * 3
    assert standing(any_engine, household) == "given"
