"""The reference data of a phone: targets, links, and for a leader how the team's phones are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, update

from tests.cast import START, World
from tests.sync.phone import Phone
from tocongnghe import clock
from tocongnghe.catalogue import Link
from tocongnghe.extensions import writing
from tocongnghe.models import Device, Membership, Team
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.grants import revoke_grants_of_device
from tocongnghe.services.targets import Wanted, write_targets
from tocongnghe.vocabulary import Role

pytestmark = pytest.mark.postgres
VILLAGE, OTHER = "20-00001-001", "20-00002-001"


@pytest.fixture
def enrol(any_app: Any, any_world: World) -> Callable[[int], Phone]:
    def start(user_id: int) -> Phone:
        with writing() as session:
            code = new_enrol_code(session, user_id, secret=any_app.config["SECRET_KEY"], days=7)
        return Phone(any_app.test_client(), code)

    return start


def bundle_of(phone: Phone, etag: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {phone.token}"} | ({"If-None-Match": etag} if etag else {})
    return phone.client.get("/api/v1/bundle", headers=headers)


def lead(engine: Engine, world: World, user_id: int, code: str = VILLAGE) -> None:
    with writing(engine) as session:
        team = Team(place_id=world.villages[code], name="Tổ", valid_from=START)
        session.add(team)
        session.flush()
        session.add(Membership(team_id=team.id, user_id=user_id, role=Role.LEADER, valid_from=START))
        session.add(Membership(team_id=team.id, user_id=world.lan, role=Role.MEMBER, valid_from=START))


def test_topics_say_what_they_ask_and_links_lead_to_https_only(
    enrol: Callable[[int], Phone], any_world: World
):
    bundle = bundle_of(enrol(any_world.lan)).json

    topics = {topic["code"]: topic for topic in bundle["topics"]}
    assert topics["vneid"]["asks"] == ["stage", "last_used"]
    assert "asks" not in topics["online_safety"]
    assert topics["product_listing"]["details"] == "seller"
    assert [topic["order"] for topic in bundle["topics"]] == sorted(t["order"] for t in topics.values())
    assert {"national_portal", "vneid", "postmart"} <= {link["code"] for link in bundle["links"]}
    assert all(link["url"].startswith("https://") for link in bundle["links"])
    assert (bundle["team"], bundle["lessons"]) == ([], [])


def test_a_link_of_the_province_reaches_phones(enrol: Callable[[int], Phone], any_world: World, any_app: Any):
    lan = enrol(any_world.lan)
    before = bundle_of(lan)
    own = Link("own_app", "Our app", "https://a.vn/", frozenset({"citizen_app"}), START, "The province")
    any_app.extensions["links"] += (own,)

    after = bundle_of(lan, before.headers["ETag"])

    assert after.status_code == 200
    assert {link["code"] for link in after.json["links"]} - {
        link["code"] for link in before.json["links"]
    } == {"own_app"}


def test_a_phone_hears_the_targets_of_its_villages_that_still_run_or_ended_a_month_ago(
    enrol: Callable[[int], Phone], any_engine: Engine, any_world: World
):
    first, last = clock.administrative_month(clock.local_date())
    lan = enrol(any_world.lan)
    etag = bundle_of(lan).headers["ETag"]
    assert bundle_of(lan, etag).status_code == 304
    with writing(any_engine) as session:
        for code, indicator, days, value in (
            (VILLAGE, "vneid_helped", (first, last), 8),
            (VILLAGE, "vneid_helped", (date(2025, 7, 1), date(2025, 7, 31)), 7),
            (VILLAGE, "vneid_has", (first, last), 9),
            (OTHER, "vneid_helped", (first, last), 6),
        ):
            place_id = any_world.villages[code]
            write_targets(session, [Wanted(place_id, indicator, *days, value, "kế hoạch thử")])

    answer = bundle_of(lan, etag)

    assert answer.status_code == 200
    assert answer.json["targets"] == [
        {
            "village": VILLAGE,
            "topic": "vneid",
            "from": first.isoformat(),
            "to": last.isoformat(),
            "households": 8,
        }
    ]


def test_a_leader_hears_how_the_phones_of_the_team_are_and_nobody_else_does(
    enrol: Callable[[int], Phone], any_engine: Engine, any_world: World
):
    world = any_world
    lead(any_engine, world, world.huy)
    lan, huy = enrol(world.lan), enrol(world.huy)
    lan.sync(report={"unsent": 4, "oldest": 1795299000000, "storage": "persisted"})

    team = {member["name"]: member for member in bundle_of(huy).json["team"]}

    assert set(team) == {"Lan", "Huy"}
    told = team["Lan"]
    assert (told["role"], told["villages"], told["unsent"]) == ("member", [VILLAGE], 4)
    assert told["oldest_unsent"] == 1795299000000
    assert told["last_contact"] > 0
    assert team["Huy"]["role"] == "leader"
    assert bundle_of(lan).json["team"] == []
    with writing(any_engine) as session:
        revoke_grants_of_device(session, lan.device)
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Device).where(Device.id != lan.device).values(unsent_count=None))
    (told,) = [member for member in bundle_of(huy).json["team"] if member["name"] == "Lan"]
    assert told["unsent"] is None
