"""What the province decides about places: what it takes, what it refuses, and that it can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import START, World
from tests.places.province import (
    A1,
    A2,
    B1,
    MERGE,
    MOVE,
    RENAME,
    SPLIT,
    change,
    check_sound,
    look,
    part,
    place_id,
    quang,
    undo,
    villages_of,
)
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.errors import Forbidden
from tocongnghe.extensions import writing
from tocongnghe.models import (
    Assignment,
    Household,
    Membership,
    Place,
    PlaceParent,
    PlaceStatistic,
    PlaceSuccession,
    Team,
    TeamChange,
)
from tocongnghe.services.access import load_actor
from tocongnghe.services.areas import count_villages, find_place, names_on, places_in, successors_on
from tocongnghe.services.coverage import coverage
from tocongnghe.services.place_changes import ChangeRefused, Wish, plan, preview, villages_by_commune
from tocongnghe.vocabulary import PlaceChangeKind

NEW = "20-00001-003"


def dated(world: World) -> dict[str, list[Any]]:
    """Return everything that a change may write, but the change itself and places that never were."""
    tables = (Place, PlaceParent, PlaceSuccession, Assignment, Team, Membership, TeamChange)
    with Session(world.engine) as session:
        found = {}
        for table in tables:
            rows = session.execute(select(table.__table__)).mappings().all()
            found[table.__name__] = sorted(
                (tuple(row.values()) for row in rows if row.get("valid_from", 0) != row.get("valid_to", 1)),
                key=repr,
            )
        return found


WISHES: dict[str, tuple[PlaceChangeKind, tuple[str, ...], dict[str, Any]]] = {
    "villages into one": (MERGE, (A1, A2), {"into": A2}),
    "villages into a new one": (MERGE, (A1, A2), {"name": "Nà Gộp", "type_name": "Thôn"}),
    "communes into one": (MERGE, ("00001", "00002"), {"into": "00001"}),
    "communes into a new one": (MERGE, ("00001", "00002"), {"name": "Gộp", "code": "00009"}),
    "a commune divided": (SPLIT, ("00001",), {"parts": (part("Tách", A1),)}),
    "a village to another commune": (MOVE, (A1,), {"into": "00002"}),
    "another name": (RENAME, (A1,), {"name": "Nà Mới"}),
}


@pytest.mark.postgres
@pytest.mark.parametrize("days", [0, 7, -7], ids=["today", "ahead", "gone by"])
def test_what_was_taken_back_never_was(any_world: World, days: int) -> None:
    any_world.log_assist(any_world.add_household(village=A1))
    before, day = dated(any_world), clock.local_date() + timedelta(days=days)
    for kind, places, told in WISHES.values():
        given = dict(told)
        if "parts" in given:
            from dataclasses import replace

            given["parts"] = tuple(replace(one, code="00008") for one in given["parts"])

        id = change(any_world, kind, *places, on=day, **given)
        assert kind is RENAME or dated(any_world) != before
        undo(any_world, id)

        left = dated(any_world)
        assert left | {"PlaceSuccession": []} == before | {"PlaceSuccession": []}
    assert villages_of(any_world) == villages_of(any_world, Household) == {A1: 1}
    check_sound(any_world, 1)


@pytest.mark.parametrize(
    ("code", "kind", "places", "told"),
    [
        ("unknown_place", MERGE, ("20-99999-001", A1), {}),
        ("two_at_least", MERGE, (A1,), {"into": A1}),
        ("kinds_differ", MERGE, (A1, "00001"), {"name": "Gộp"}),
        ("communes_differ", MERGE, (A1, B1), {"name": "Gộp"}),
        ("name_missing", MERGE, (A1, A2), {}),
        ("code_missing", MERGE, ("00001", "00002"), {"name": "Gộp"}),
        ("nothing_moves", SPLIT, (A1,), {}),
        ("all_move", SPLIT, ("00002",), {"parts": (part("Tách", B1),)}),
        ("not_in_it", SPLIT, (A1,), {"parts": (part("Tách", "nobody"),)}),
        ("same_commune", MOVE, (A1,), {"into": "00001"}),
        ("same_name", RENAME, (A1,), {"name": "1"}),
        ("before_it_began", RENAME, (A1,), {"name": "Sớm", "on": START}),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    world: World, code: str, kind: PlaceChangeKind, places: tuple[str, ...], told: dict[str, Any]
) -> None:
    from dataclasses import replace

    given = {"on": clock.local_date()} | told
    if code == "all_move":
        given["parts"] = tuple(replace(one, code="00008") for one in given["parts"])
    wish = Wish(kind, decision_number="1/QĐ", places=places, **given)
    with Session(world.engine) as session, pytest.raises(ChangeRefused) as refused:
        plan(session, quang(world, session), wish)

    assert refused.value.code == code


def test_nobody_but_the_province_changes_places(world: World) -> None:
    wish = Wish(MERGE, clock.local_date(), "1/QĐ", (A1, A2), into=A2)
    for who in (world.hoa, world.minh):
        with Session(world.engine) as session, pytest.raises(Forbidden):
            plan(session, load_actor(session, who, clock.local_date()), wish)


def test_a_change_on_which_another_stands_is_not_taken_back(world: World) -> None:
    first = change(world, MERGE, A1, A2, into=A2, on=clock.local_date() - timedelta(days=3))
    second = change(world, MOVE, A2, into="00002")

    with pytest.raises(ChangeRefused) as refused:
        undo(world, first)

    assert (refused.value.code, look(world, first).refusal is not None) == ("later_change", True)
    undo(world, second)
    undo(world, first)


def test_numbers_of_a_new_place_keep_it(world: World) -> None:
    id = change(world, MERGE, A1, A2, name="Nà Gộp")
    with writing(world.engine) as session:
        session.add(
            PlaceStatistic(
                place_id=place_id(world, NEW), statistic="households", value=9, as_of=START, source="a list"
            )
        )

    with pytest.raises(ChangeRefused) as refused:
        undo(world, id)

    assert refused.value.code == "has_numbers"


def test_supervisors_and_teams_follow_their_places(world: World) -> None:
    change(world, MERGE, "00001", "00002", into="00002")
    change(world, MERGE, A1, A2, into=A2)

    with Session(world.engine) as session:
        today = clock.local_date()
        minh, lan = load_actor(session, world.minh, today), load_actor(session, world.lan, today)
        assert minh.commune_ids == {world.commune_b}
        assert minh.village_ids == set(world.villages.values())
        assert lan.work_village_ids == {world.villages[A1], world.villages[A2]}
        assert session.scalars(select(Team.valid_to).where(Team.place_id == world.villages[A1])).all() == [
            today
        ]


def test_figures_as_they_were_and_as_they_are(world: World) -> None:
    for village in (A1, A2, B1):
        author = world.author("g_huy") if village == B1 else world.author()
        card = world.op("household.add", {"village": village, "head_name": "X"}, author=author)
        world.push(card)
        body = {
            "household": card.id,
            "topic": "vneid",
            "outcome": "helped",
            "on": clock.local_date().isoformat(),
        }
        world.push(world.op("assist.log", body, author=author))
    count_all(world.engine)
    with clock.frozen(clock.now() + timedelta(days=1)):
        change(world, MERGE, A1, A2, into=A2)
        change(world, MERGE, "00001", "00002", into="00002")
        yesterday = clock.local_date() - timedelta(days=1)
        with Session(world.engine) as session:
            now = coverage(session, None, "20", clock.local_date())
            visits = {row.place_code: row.provisional for row in now.rows if row.indicator == "visits"}
            assert visits == {"20": 3, "00002": 3}
            inside = coverage(session, None, "00002", clock.local_date())
            visits = {row.place_code: row.provisional for row in inside.rows if row.indicator == "visits"}
            assert visits == {"00002": 3, A2: 2, B1: 1}
            was = find_place(session, None, "00001", yesterday)
            areas = [was, *places_in(session, was, yesterday)]
            assert [place.code for place in areas] == ["00001", A1, A2]
            assert count_villages(session, areas, yesterday)[was.id].known == 2
            assert successors_on(session, was.id) == [world.commune_b]


def test_a_place_bears_its_name_from_the_day_on(world: World) -> None:
    today = clock.local_date()
    change(world, RENAME, A1, name="Nà Mới", on=today)
    change(world, RENAME, A2, name="Nà Mai", on=today + timedelta(days=1))

    with Session(world.engine) as session:
        places = [session.get_one(Place, world.villages[code]) for code in (A1, A2)]
        assert [place.name for place in places] == ["Thôn Nà Mới", "Thôn 2"]
        assert set(names_on(session, places, today - timedelta(days=1)).values()) == {"Thôn 1", "Thôn 2"}


def test_the_preview_says_what_is_touched_and_which_phone_has_more(world: World) -> None:
    world.log_assist(world.add_household(village=A1))
    count_all(world.engine)
    with writing(world.engine) as session:
        from tests.cast import LAN_DEVICE
        from tocongnghe.models import Device

        session.get_one(Device, LAN_DEVICE).unsent_count = 3
    with Session(world.engine) as session:
        actor = quang(world, session)
        shown = preview(
            session, actor, plan(session, actor, Wish(MERGE, clock.local_date(), "1/QĐ", (A1, A2), into=A2))
        )

    assert (shown.villages, shown.teams, shown.members) == (("Thôn 1", "Thôn 2"), 2, 1)
    assert (shown.households, shown.visits, shown.waiting) == (1, 1, 1)
    assert [(phone.member, phone.unsent) for phone in shown.phones] == [("Lan", 3)]
    visits = [(one.place, one.before, one.after) for one in shown.figures if one.indicator == "visits"]
    assert visits == [("Thôn 1", 1, None), ("Thôn 2", None, 1)]


def test_communes_without_a_village_come_first(world: World) -> None:
    change(world, MOVE, B1, into="00001")
    with Session(world.engine) as session:
        found = villages_by_commune(session, quang(world, session))
    assert [(one.code, one.villages) for one in found] == [("00002", 0), ("00001", 3)]
