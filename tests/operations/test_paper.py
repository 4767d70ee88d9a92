"""Help that was written on a paper form: entered by the desk, the work of whoever gave it (protocol §9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from tests.cast import HOA_DEVICE, World, make_operation
from tests.operations.audit import audit
from tests.operations.test_kinds import one
from tests.operations.test_notices import desk
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Membership, Operation
from tocongnghe.schemas.operations import complaint_about

VILLAGE = "20-00001-001"


def told(helper: int | None, **body: object) -> dict[str, object]:
    said: dict[str, object] = {
        "household": None,
        "village": VILLAGE,
        "topic": "vneid",
        "outcome": "helped",
        "on": clock.local_date().isoformat(),
        "paper": "12",
    }
    return said | ({"helper": str(helper)} if helper else {}) | body


@pytest.mark.postgres
def test_help_from_paper_is_the_work_of_who_gave_it(any_engine: Engine, any_world: World) -> None:
    entered = desk(any_world, any_world.minh, "assist.log", told(any_world.lan))

    assist, operation = one(any_engine, Assist, entered.id), one(any_engine, Operation, entered.id)
    assert (assist["author_id"], assist["entered_by_id"]) == (any_world.lan, any_world.minh)
    assert assist["paper_number"] == "12"
    assert operation["author_id"] == any_world.minh
    audit(any_engine, any_world.province)


def test_only_a_supervisor_of_the_village_says_who_gave_help(engine: Engine, world: World) -> None:
    by_lan = world.push(world.op("assist.log", told(world.lan)))[0]
    by_huy = world.push(
        make_operation(world.author("g_huy"), "assist.log", told(world.lan)), device=HOA_DEVICE
    )[0]

    assert by_lan.reason == "out_of_scope"
    assert by_huy.reason == "out_of_scope"
    assert desk(world, world.hoa, "assist.log", told(world.lan)).reason == "out_of_scope"


def test_help_is_given_by_somebody_of_that_village_then(engine: Engine, world: World) -> None:
    today = clock.local_date()
    assert desk(world, world.minh, "assist.log", told(world.huy)).extra == {"rule": "not_in_the_team"}
    assert desk(world, world.minh, "assist.log", told(987654)).extra == {"rule": "not_in_the_team"}

    with writing(engine) as session:
        for membership in session.scalars(select(Membership).where(Membership.user_id == world.lan)):
            membership.valid_to = today - timedelta(days=2)

    before = (today - timedelta(days=5)).isoformat()
    assert desk(world, world.minh, "assist.log", told(world.lan, on=before)).outcome == "applied"
    late = desk(world, world.minh, "assist.log", told(world.lan, on=today.isoformat()))
    assert late.extra == {"rule": "not_in_the_team"}


@pytest.mark.parametrize("field", [{"helper": 5}, {"helper": "0"}, {"paper": ""}, {"paper": "9" * 21}])
def test_what_is_no_helper_and_no_number_is_malformed(field: dict[str, object]) -> None:
    assert complaint_about("assist.log", told(None) | field)
    assert complaint_about("assist.log", told(7)) is None
