"""A phone's lists and a phone's rows are of the same villages, whatever roles a person has together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from tests.cast import START, World
from tests.sync.phone import Phone, household
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Membership, Place, Team
from tocongnghe.services.access import load_actor
from tocongnghe.vocabulary import Role

pytestmark = pytest.mark.postgres
B1 = "20-00002-001"


def join_team_of(engine: Engine, user_id: int, code: str, role: Role) -> None:
    with writing(engine) as session:
        team = session.scalars(
            select(Team.id).join(Place, Place.id == Team.place_id).where(Place.code == code)
        ).one()
        session.add(Membership(team_id=team, user_id=user_id, role=role, valid_from=START))


def villages_listed(phone: Phone) -> set[str]:
    answer = phone.client.get("/api/v1/bundle", headers={"Authorization": f"Bearer {phone.token}"})
    return {village["code"] for village in answer.json["villages"]}


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEMBER])
def test_a_leader_here_who_is_a_member_there_has_both(
    any_engine: Engine, any_world: World, lan: Phone, role: Role
):
    join_team_of(any_engine, any_world.lan, B1, role)

    lan.sync(there := household(lan, B1))

    assert there[0] in lan.rows
    assert villages_listed(lan) == {"20-00001-001", "20-00001-002", B1}


def test_a_supervisor_who_is_also_in_a_team_logs_for_both_and_reviews_only_the_commune(
    any_engine: Engine, any_world: World, enrol: Callable[[int], Phone]
):
    join_team_of(any_engine, any_world.minh, B1, Role.MEMBER)
    minh = enrol(any_world.minh)

    minh.sync(here := household(minh), there := household(minh, B1))

    assert {here[0], there[0]} <= set(minh.rows)
    assert set(minh.enrolled["scope"]["villages"]) == villages_listed(minh) == set(any_world.villages)
    with writing(any_engine) as session:
        actor = load_actor(session, any_world.minh, clock.local_date())
    assert actor.village_ids == {any_world.villages["20-00001-001"], any_world.villages["20-00001-002"]}
