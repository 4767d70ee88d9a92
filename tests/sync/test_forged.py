"""An operation creates its own record or changes one that is there; it never takes another's place (I11)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import Phone, assist, household
from tocongnghe.operations import new_id

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
