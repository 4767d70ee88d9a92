"""Copied phones, phones that are too old, and people who may not work any more (protocol §5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import Phone, assist, household
from tocongnghe.extensions import writing
from tocongnghe.models import Device, Grant, Household, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.services.enrolment import new_enrol_code

pytestmark = pytest.mark.postgres


def copy_of(phone: Phone) -> Phone:
    """Return a phone that begins with everything that *phone* has stored."""
    copy = Phone.__new__(Phone)
    copy.__dict__ |= phone.__dict__ | {"rows": dict(phone.rows)}
    return copy


def take(phone: Phone, told: dict[str, Any]) -> None:
    """Become the phone that the server says this is."""
    phone.device = told["device"]
    (grant,) = told["grants"]
    phone.token, phone.grant = grant["token"], grant["id"]


def test_a_copied_phone_gets_a_name_and_a_grant_of_its_own(lan: Phone, any_engine: Engine, any_world: World):
    lan.sync(added := household(lan))
    copy = copy_of(lan)
    first = assist(lan, added[0])
    assert "new_device" not in lan.sync(first)
    second = assist(copy, added[0])

    told = copy.sync(second)["new_device"]

    assert told["device"] != lan.device
    assert [grant["old"] for grant in told["grants"]] == [lan.grant]
    assert "new_device" not in lan.sync(first)
    assert copy.sync(second)["new_device"] == told
    take(copy, told)
    third = assist(copy, added[0])
    answer = copy.sync(third)
    assert {"new_device", "exceptions", "reset"}.isdisjoint(answer)
    assert {first[0], second[0], third[0]} <= set(copy.rows)
    with any_engine.connect() as connection:
        assert connection.scalar(select(Device.split_from_id).where(Device.id == copy.device)) == lan.device
    audit(any_engine, any_world.province)


@pytest.mark.parametrize(
    ("report", "kept"),
    [
        ({"unsent": 0, "storage": "persisted", "free": 91_000_000}, (0, 91_000_000)),
        ({"unsent": 3, "free": 0}, (3, 0)),
        ({"unsent": 0, "storage": "unknown", "free": None}, (0, None)),
        ({"storage": "unknown"}, (None, None)),
    ],
)
def test_what_a_phone_did_not_say_of_itself_is_not_kept_as_nothing(
    lan: Phone, any_engine: Engine, report: dict[str, Any], kept: tuple[int | None, int | None]
):
    lan.sync(report=report)

    with any_engine.connect() as connection:
        query = select(Device.unsent_count, Device.free_bytes).where(Device.id == lan.device)
        assert connection.execute(query).one() == kept


def test_the_first_phone_hears_what_became_of_its_work_that_the_copy_brought_first(
    lan: Phone, any_world: World
):
    added = household(lan)
    lan.sync(first := assist(lan, any_world.add_household()))
    copy = copy_of(lan)
    copy.n -= 1
    waiting = assist(lan, added[0])
    old_grant = copy.grant
    take(copy, copy.sync(household(copy))["new_device"])
    copy.sync(waiting, grants=[old_grant])
    assert lan.sync(waiting)["exceptions"] == [[0, "held", "parent_unknown"]]

    answer = lan.sync(added)

    assert first[0] in lan.rows
    assert answer["outcomes"] == [[waiting[0], "applied"]]


def test_the_old_grants_speak_on_the_copy_and_on_no_other_phone(lan: Phone, enrol, any_world: World):
    old_grant = lan.grant
    copy = copy_of(lan)
    lan.sync(household(lan))
    take(copy, copy.sync(household(copy))["new_device"])
    late = household(copy)

    assert "exceptions" not in copy.sync(late, grants=[old_grant])
    new_grant = copy.grant
    assert lan.sync(household(lan), grants=[new_grant])["exceptions"][0][1:] == ["rejected", "foreign_grant"]
    huy = enrol(any_world.huy)
    assert huy.sync(household(huy), grants=[old_grant])["exceptions"][0][1:] == ["rejected", "foreign_grant"]


def test_a_second_person_on_the_copied_phone_is_brought_along_by_their_own_token(
    lan: Phone, any_app, any_engine: Engine, any_world: World
):
    with writing() as session:
        code = new_enrol_code(session, any_world.huy, secret=any_app.config["SECRET_KEY"], days=7)
    asked = {"code": code, "device": lan.device}
    huy = lan.client.post("/api/v1/enrol", json=asked, headers=lan.proof).json["grant"]
    copy = copy_of(lan)
    lan.sync(household(lan))
    take(copy, copy.sync(household(copy))["new_device"])
    copy.token, copy.grant = huy["token"], huy["id"]

    told = copy.sync()["new_device"]

    assert (told["device"], told["grants"][0]["old"]) == (copy.device, huy["id"])
    take(copy, told)
    assert "new_device" not in copy.sync()


def test_a_second_person_whose_permission_the_other_copy_renewed_can_be_enrolled_on_this_one(
    lan: Phone, any_app, any_engine: Engine, any_world: World
):
    """Their old token is all that this phone shows: it is of the phone from which this one was split."""
    codes = []
    for _ in range(2):
        with writing() as session:
            secret = any_app.config["SECRET_KEY"]
            codes.append(new_enrol_code(session, any_world.huy, secret=secret, days=7))
    asked = {"code": codes[0], "device": lan.device}
    huy = lan.client.post("/api/v1/enrol", json=asked, headers=lan.proof).json["grant"]
    copy = copy_of(lan)
    lan.sync(household(lan))
    take(copy, copy.sync(household(copy))["new_device"])
    shown = {"Authorization": f"Bearer {huy['token']}"}
    renewed = lan.client.post("/api/v1/grants/refresh", headers=shown).json["grant"]
    lan.token = renewed["token"]
    lan.sync()

    asked = {"code": codes[1], "device": copy.device, "grant": huy["id"]}
    answer = lan.client.post("/api/v1/enrol", json=asked, headers=shown)

    assert answer.status_code == 201, answer.json


def test_a_copy_hears_of_the_later_outcome_of_what_it_sent_before_it_was_one(lan: Phone):
    root = household(lan)
    copy = copy_of(lan)
    lan.sync(household(lan))
    waiting = assist(copy, root[0])
    take(copy, copy.sync(waiting)["new_device"])

    assert [waiting[0], "applied"] in copy.sync(root)["outcomes"]


def test_a_phone_that_is_too_old_to_read_may_still_send(lan: Phone, any_app, any_engine: Engine):
    any_app.config["MIN_PULL_SCHEMA"] = 2

    answer = lan.sync(added := household(lan))

    assert answer["upgrade"] is True
    assert {"changes", "cursor"}.isdisjoint(answer)
    with any_engine.connect() as connection:
        assert connection.scalars(select(Household.id)).all() == [added[0]]


def test_the_phone_of_somebody_switched_off_is_wiped_too(lan: Phone, any_engine: Engine, any_world: World):
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(User).where(User.id == any_world.lan).values(is_active=False))

    answer = lan.sync(household(lan))

    assert answer["wipe"] is True
    assert answer["exceptions"] == [[0, "held", "grant_revoked"]]
    assert "changes" not in answer


def test_a_copy_of_a_revoked_phone_gets_nothing_new(lan: Phone, any_engine: Engine):
    copy = copy_of(lan)
    lan.sync(household(lan))
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=Grant.created_at))

    answer = copy.sync(household(copy))

    assert answer["wipe"] is True
    assert "new_device" not in answer


def test_work_of_the_desk_makes_no_copies(lan: Phone, any_engine: Engine, any_world: World):
    added = household(lan)
    logged = assist(lan, added[0])
    lan.sync(added, logged)
    drafts = [Draft("assist.approve", logged[0], logged[0])]
    submit_from_desk(any_engine, province_id=any_world.province, author_id=any_world.minh, drafts=drafts)

    assert "new_device" not in lan.sync(assist(lan, added[0]))
