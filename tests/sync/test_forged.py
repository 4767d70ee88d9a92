"""An operation creates its own record or changes one that is there; it never takes another's place (I11)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import FIELDS, Phone, assist, household
from tocongnghe.extensions import writing
from tocongnghe.operations import new_id
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.grants import make_token, revoke_grants_of_device

pytestmark = pytest.mark.postgres

MINE = {"village": "20-00001-001", "head_name": "A"}


def told(answer: dict[str, Any]) -> list[list[Any]]:
    return [exception[:3] for exception in answer.get("exceptions", [])]


def test_a_new_household_cannot_be_put_in_the_place_of_anothers(
    lan: Phone, enrol, any_engine: Engine, any_world: World
):
    huy = enrol(any_world.huy)
    home = household(huy, "20-00002-001")
    huy.sync(home)
    before = dict(huy.rows[home[0]])

    answer = lan.sync(
        lan.op("household.add", MINE, record=home[0]),
        lan.op("household.add", MINE, record=new_id()),
        lan.op("household.add", MINE, prev=home[0]),
        assist(lan, home[0]),  # loads the household that the first operation aims at
        lan.op("consent.withdraw", {}),
    )

    assert told(answer) == [
        [0, "rejected", "malformed"],
        [1, "rejected", "malformed"],
        [2, "rejected", "malformed"],
        [3, "rejected", "out_of_scope"],
        [4, "rejected", "malformed"],
    ]
    huy.sync(cursor=None)
    assert huy.rows[home[0]] == before
    audit(any_engine, any_world.province)


def test_names_of_fields_that_nobody_knows_are_not_repeated(lan: Phone):
    secret = "Nông Văn Páo"

    answer = lan.sync(
        lan.op("household.add", MINE | {secret: 1}), lan.op("household.add", MINE | {"\ud800": "\udfff"})
    )

    assert told(answer) == [[0, "rejected", "malformed"], [1, "rejected", "malformed"]]
    assert secret not in str(answer)


def test_what_names_a_record_of_another_kind_does_not_wait_for_ever(
    lan: Phone, any_engine: Engine, any_world: World
):
    home = household(lan)
    visit = assist(lan, home[0])
    lan.sync(home, visit)

    answer = lan.sync(
        lan.op("assist.amend", {"note": "x"}, record=home[0], prev=home[0]),
        assist(lan, visit[0]),
        lan.op("notice.read", {"notice": home[0]}),
    )

    assert told(answer) == [[index, "rejected", "malformed"] for index in range(3)]
    audit(any_engine, any_world.province)


def test_a_supervisors_word_under_a_grant_that_is_not_the_bearers_never_counts_even_after_waiting(
    lan: Phone, any_app, any_engine: Engine, any_world: World
):
    with writing() as session:
        code = new_enrol_code(session, any_world.minh, secret=any_app.config["SECRET_KEY"], days=7)
    asked = {"code": code, "device": lan.device}
    minh = lan.client.post("/api/v1/enrol", json=asked, headers=lan.proof).json["grant"]["id"]
    home = household(lan)
    visit = assist(lan, home[0])
    approval = lan.op("assist.approve", {}, record=visit[0], prev=visit[0])
    approval[FIELDS.index("grant")] = 1

    first = lan.sync(approval, grants=[lan.grant, minh])
    lan.sync(home, visit)

    assert told(first) == [[0, "rejected", "out_of_scope"]]
    assert lan.rows[visit[0]]["state"] == "submitted"


@pytest.mark.parametrize("token", [None, "made-up", "own"])
def test_who_knows_a_phones_id_is_not_that_phone(
    lan: Phone, any_app, any_engine: Engine, any_world: World, token: str | None
):
    """A courier file shows the ids of phone and grant in clear; neither may be enough to speak for it."""
    with writing() as session:
        secret = any_app.config["SECRET_KEY"]
        codes = [new_enrol_code(session, any_world.huy, secret=secret, days=7) for _ in range(2)]
    thief, code = Phone(lan.client, codes[0]), codes[1]
    shown = {"own": thief.proof, "made-up": {"Authorization": "Bearer made-up"}}.get(token or "", {})

    answer = lan.client.post("/api/v1/enrol", json={"code": code, "device": lan.device}, headers=shown)

    assert (answer.status_code, answer.json["slug"]) == (409, "device-unproven")
    again = lan.client.post("/api/v1/enrol", json={"code": code, "device": lan.device}, headers=lan.proof)
    assert again.status_code == 201


def test_a_revoked_phone_is_still_itself(lan: Phone, any_app, any_engine: Engine, any_world: World):
    with writing() as session:
        revoke_grants_of_device(session, lan.device)
        code = new_enrol_code(session, any_world.lan, secret=any_app.config["SECRET_KEY"], days=7)

    answer = lan.client.post("/api/v1/enrol", json={"code": code, "device": lan.device}, headers=lan.proof)

    assert answer.status_code == 201


def test_a_phone_whose_token_its_copy_renewed_is_still_itself(lan: Phone, any_app, any_world: World):
    before = lan.proof
    renewed = lan.client.post("/api/v1/grants/refresh", json={}, headers=before).json["grant"]["token"]
    lan.client.post("/api/v1/grants/refresh", json={}, headers={"Authorization": f"Bearer {renewed}"})
    with writing() as session:
        code = new_enrol_code(session, any_world.lan, secret=any_app.config["SECRET_KEY"], days=7)

    answer = lan.client.post("/api/v1/enrol", json={"code": code, "device": lan.device}, headers=before)

    assert answer.status_code == 201


def test_a_phone_whose_grant_a_restored_server_forgot_is_still_itself(lan: Phone, any_app, any_world: World):
    """Its token shows that this server once gave it; one of a grant that is known speaks for its phone."""
    secret = any_app.config["SECRET_KEY"]
    with writing() as session:
        codes = [new_enrol_code(session, any_world.huy, secret=secret, days=7) for _ in range(2)]
    other = Phone(lan.client, codes[0])
    asked = {"code": codes[1], "device": lan.device}
    lost = {"Authorization": f"Bearer {make_token(secret, 'g_lost', 3)}"}

    def enrol(document: dict[str, str], headers: dict[str, str]) -> int:
        return int(lan.client.post("/api/v1/enrol", json=document, headers=headers).status_code)

    assert enrol(asked, lost) == 409
    assert enrol(asked | {"grant": "g_another"}, lost) == 409
    assert enrol(asked | {"grant": other.grant}, other.proof) == 409
    assert enrol(asked | {"grant": "g_lost"}, lost) == 201
