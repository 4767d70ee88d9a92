"""Phones that were offline while places changed: what they bring is never lost and never doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.places.province import (
    A1,
    A2,
    MERGE,
    MOVE,
    SPLIT,
    card,
    change,
    check_sound,
    look,
    part,
    undo,
    villages_of,
)
from tests.sync.phone import Phone, assist, household
from tocongnghe import clock
from tocongnghe.models import (
    ClassSession,
    Feedback,
    Household,
    Latecomer,
    Operation,
    PlaceSuccession,
    VillageSurvey,
)
from tocongnghe.services.access import load_actor
from tocongnghe.services.rulings import list_held, rule
from tocongnghe.vocabulary import OperationOutcome

pytestmark = pytest.mark.postgres
NEW, OTHER = "20-00001-003", "20-00001-004"


def visit_to(phone: Phone, village: str, **body: Any) -> list[Any]:
    """Return a visit to a village whose household wished to stay unnamed."""
    given = {"household": None, "village": village, "topic": "vneid", "outcome": "helped"}
    return phone.op("assist.log", given | {"on": clock.local_date().isoformat()} | body)


def test_what_comes_after_a_merger_lies_in_the_successor_once(any_world: World, lan: Phone) -> None:
    lan.sync(known := household(lan, A1))
    lan.sync(assist(lan, known[0]))
    made = [late := household(lan, A1), assist(lan, late[0]), assist(lan, known[0], topic="etax")]
    made += [visit_to(lan, A1)]

    id = change(any_world, MERGE, A1, A2, into=A2)
    answer = lan.sync(*made)
    lan.post(lan.request(*made))

    assert answer.get("exceptions", []) == []
    assert villages_of(any_world, Household) == {A2: 2}
    assert villages_of(any_world) == {A2: 4}
    assert lan.rows[late[0]]["village"] == lan.rows[known[0]]["village"] == A2
    assert look(any_world, id).late_count == 4
    check_sound(any_world, 4)


def test_records_of_the_days_before_stay_with_their_village(any_world: World, lan: Phone) -> None:
    yesterday = (clock.local_date() - timedelta(days=1)).isoformat()
    lan.sync(known := household(lan, A1))
    lan.sync(assist(lan, known[0], on=yesterday))
    late = [assist(lan, known[0], on=yesterday, topic="etax"), visit_to(lan, A1, on=yesterday)]

    id = change(any_world, MERGE, A1, A2, into=A2)
    answer = lan.sync(*late)

    assert answer.get("exceptions", []) == []
    assert villages_of(any_world) == {A1: 3}
    assert villages_of(any_world, Household) == {A2: 1}
    assert [(one.named, one.place, one.stayed) for one in look(any_world, id).late] == [
        ("Thôn 1", "Thôn 1", True)
    ]
    check_sound(any_world, 3)


def test_a_card_of_the_day_before_lies_in_the_successor_and_its_visit_in_the_village_of_its_day(
    any_world: World, lan: Phone
) -> None:
    made = [new := household(lan, A1), visit := assist(lan, new[0])]

    with clock.frozen(clock.now() + timedelta(days=1)):
        change(any_world, MERGE, A1, A2, into=A2)
        answer = lan.sync(*made, later := assist(lan, new[0], topic="etax"))

        assert answer.get("exceptions", []) == []
        assert villages_of(any_world, Household) == {A2: 1}
        assert lan.rows[visit[0]]["village"] == A1
        assert lan.rows[later[0]]["village"] == A2
        check_sound(any_world, 2)


def test_a_divided_village_takes_what_names_a_household_where_that_went(any_world: World, lan: Phone) -> None:
    lan.sync(goes := household(lan, A1), stays := household(lan, A1))
    late = [assist(lan, goes[0]), assist(lan, stays[0]), visit_to(lan, A1)]

    id = change(any_world, SPLIT, A1, parts=(part("Nà Tách", goes[0]),))
    answer = lan.sync(*late)

    assert answer.get("exceptions", []) == []
    assert villages_of(any_world) == {A1: 2, NEW: 1}
    assert {card(any_world, one[0]).head_op for one in (goes, stays)} == {goes[0], stays[0]}
    assert lan.rows[goes[0]]["village"] == NEW
    assert look(any_world, id).late_count == 1
    check_sound(any_world, 3)


def test_a_card_that_moved_is_not_moved_back_by_a_phone_that_did_not_know(
    any_world: World, lan: Phone
) -> None:
    lan.sync(goes := household(lan, A1), household(lan, A1))
    late = lan.op("household.amend", {"village": A1, "people": 5}, record=goes[0], prev=goes[0])

    change(any_world, SPLIT, A1, parts=(part("Nà Tách", goes[0]),))
    answer = lan.sync(late)

    assert answer.get("exceptions", []) == []
    assert (lan.rows[goes[0]]["village"], lan.rows[goes[0]]["people"]) == (NEW, 5)


def test_what_nobody_can_tell_waits_for_the_supervisor_who_says_where(any_world: World, lan: Phone) -> None:
    lan.sync(one := household(lan, A1), other := household(lan, A1))
    late = visit_to(lan, A1)

    id = change(
        any_world, SPLIT, A1, parts=(part("Nà Tách", one[0]), part("Nà Riêng", other[0])), goes_on=False
    )
    answer = lan.sync(late)

    assert answer["exceptions"] == [[0, "held", "place_divided"]]
    with Session(any_world.engine) as session:
        minh = load_actor(session, any_world.minh, clock.local_date())
        (held,) = list_held(session, minh)
        assert held.may_accept
        assert [code for code, _ in held.choices] == [NEW, OTHER]
        assert rule(session, minh, [late[0]], accept=True, text=None, village=OTHER).given == 1
    assert villages_of(any_world) == {OTHER: 1}
    assert look(any_world, id).late_count == 1
    check_sound(any_world, 1)


def test_undone_after_the_push_everything_lies_where_it_lay(any_world: World, lan: Phone) -> None:
    lan.sync(known := household(lan, A1), there := household(lan, A2))
    late = [fresh := household(lan, A1), assist(lan, fresh[0]), assist(lan, known[0]), visit_to(lan, A1)]
    id = change(any_world, MERGE, A1, A2, into=A2)
    lan.sync(*late, assist(lan, there[0]))
    assert villages_of(any_world) == {A2: 4}

    undo(any_world, id)
    lan.sync(assist(lan, known[0], topic="etax"))

    assert villages_of(any_world, Household) == {A1: 2, A2: 1}
    assert villages_of(any_world) == {A1: 4, A2: 1}
    assert lan.rows[known[0]]["village"] == lan.rows[fresh[0]]["village"] == A1
    check_sound(any_world, 5)


@pytest.mark.parametrize("on_time", [True, False], ids=["since", "late"])
def test_classes_surveys_and_feedback_go_along_and_back(any_world: World, lan: Phone, on_time: bool) -> None:
    day = clock.local_date().isoformat()
    told = [
        lan.op("class_session.hold", {"village": A1, "on": day, "topic": "vneid", "women": 3}),
        lan.op("village_survey.record", {"village": A1, "on": day, "power": "all"}),
        lan.op("feedback.raise", {"village": A1, "category": "signal", "text": "Sóng yếu"}),
    ]
    tables = (ClassSession, VillageSurvey, Feedback)
    if on_time:
        lan.sync(*told)
    id = change(any_world, MERGE, A1, A2, into=A2)
    assert on_time or lan.sync(*told).get("exceptions", []) == []
    amended = lan.op("class_session.amend", {"women": 5}, record=told[0][0], prev=told[0][0])
    assert lan.sync(amended).get("exceptions", []) == []
    assert [villages_of(any_world, table) for table in tables] == [{A2: 1}] * 3
    check_sound(any_world, 0)

    undo(any_world, id)

    assert [villages_of(any_world, table) for table in tables] == [{A1: 1}] * 3
    check_sound(any_world, 0)


def test_a_phone_that_knows_only_the_new_village_is_heard_after_the_undoing(
    any_world: World, lan: Phone
) -> None:
    lan.sync(goes := household(lan, A1), household(lan, A1))
    id = change(any_world, SPLIT, A1, parts=(part("Nà Tách", goes[0]),))
    lan.sync(in_new := household(lan, NEW), assist(lan, goes[0]))
    late = [after := household(lan, NEW), assist(lan, after[0]), assist(lan, in_new[0]), visit_to(lan, NEW)]

    undo(any_world, id)
    answer = lan.sync(*late)

    assert answer.get("exceptions", []) == []
    assert villages_of(any_world, Household) == {A1: 4}
    assert villages_of(any_world) == {A1: 4}
    check_sound(any_world, 4)


def test_a_change_of_a_day_gone_by_takes_the_visits_since_along(any_world: World, lan: Phone) -> None:
    today = clock.local_date()
    days = [today - timedelta(days=n) for n in (0, 3, 9)]
    lan.sync(known := household(lan, A1))
    lan.sync(*(assist(lan, known[0], on=day.isoformat()) for day in days), visit_to(lan, A1))

    id = change(any_world, MERGE, A1, A2, into=A2, on=today - timedelta(days=5))

    assert villages_of(any_world) == {A1: 1, A2: 3}
    check_sound(any_world, 4)
    undo(any_world, id)
    assert villages_of(any_world) == {A1: 4}
    check_sound(any_world, 4)


def test_a_change_of_tomorrow_changes_nothing_today(any_world: World, lan: Phone) -> None:
    lan.sync(known := household(lan, A1))

    id = change(any_world, MERGE, A1, A2, into=A2, on=clock.local_date() + timedelta(days=1))
    lan.sync(assist(lan, known[0]), visit_to(lan, A1))

    assert villages_of(any_world) == {A1: 2}
    assert look(any_world, id).late_count == 0
    undo(any_world, id)
    check_sound(any_world, 2)
    with Session(any_world.engine) as session:
        assert session.scalars(select(PlaceSuccession)).all() == []


def test_work_of_a_moved_village_goes_to_the_new_commune_and_its_supervisor(
    any_world: World, lan: Phone, enrol: Callable[[int], Phone]
) -> None:
    lan.sync(known := household(lan, A1))
    lan.sync(before := assist(lan, known[0]))
    late = [assist(lan, known[0], topic="etax"), visit_to(lan, A1)]

    change(any_world, MOVE, A1, into="00002")
    answer = lan.sync(*late)

    assert answer.get("exceptions", []) == []
    hoa = enrol(any_world.hoa)
    hoa.sync(approval := hoa.op("assist.approve", {}, record=before[0], prev=before[0]))
    minh = enrol(any_world.minh)
    refused = minh.sync(minh.op("assist.approve", {}, record=late[0][0], prev=late[0][0]))
    assert refused["exceptions"][0][1:3] == ["rejected", "out_of_scope"]
    with Session(any_world.engine) as session:
        assert session.get_one(Operation, approval[0]).outcome is OperationOutcome.APPLIED
        assert session.scalars(select(Latecomer)).all() == []
    check_sound(any_world, 3)
