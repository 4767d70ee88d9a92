"""Places merged, divided and moved: figures as they were and as they are now, nothing twice or lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.cast import START, World
from tests.places.adding_up import check_adds_up
from tests.places.province import A1, A2, B1, MERGE, MOVE, SPLIT, change, part, place_id, quang, undo
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.indicators import plan_for
from tocongnghe.extensions import writing
from tocongnghe.i18n import gettext
from tocongnghe.models import PlaceStatistic, Target
from tocongnghe.services.coverage_desk import Asked, Desk, Division, find_desk
from tocongnghe.services.place_changes import ChangeRefused
from tocongnghe.services.statistics import MISSING_FORMER, Denominator, denominators_on

DAY = timedelta(days=1)
NEW = "20-00001-003"


def desk(
    world: World, indicator: str, to_day: date, *, then: bool = False, place: str | None = None, **told: Any
) -> Desk:
    rule = next(one for one in load_catalogue().indicators if one.code == indicator)
    division = Division.THEN if then else Division.NOW
    with Session(world.engine) as session:
        return find_desk(
            session,
            quang(world, session),
            Asked(rule, to_day, place=place, division=division, **told),
        )


def rows(found: Desk) -> dict[str, int | None]:
    return {row.place_code: row.provisional for row in (found.whole, *found.parts)}


@pytest.mark.postgres
def test_two_villages_that_are_one_count_once(any_world: World) -> None:
    world, day = any_world, clock.local_date()
    for village in (A1, A2):
        world.log_assist(world.add_household(village=village))
    count_all(world.engine)

    with clock.frozen(clock.now() + DAY):
        change(world, MERGE, A1, A2, into=A2)
        today = clock.local_date()
        now, then = (desk(world, "villages_visited", day, then=each, place="00001") for each in (False, True))

        assert rows(now) == {"00001": 1, A2: 1}
        assert rows(then) == {"00001": 2, A1: 1, A2: 1}
        assert [(point.provisional, point.provisional_to_date) for point in now.trend][-1] == (1, 1)
        assert rows(desk(world, "visits", day, place="00001")) == {"00001": 2, A2: 2}
        days = desk(world, "visits", today, place=A2).days
        assert [(line.day, line.provisional) for line in days] == [(day, 2)]
        check_adds_up(world, day, day)
        check_adds_up(world, today, None)


def test_what_lies_in_a_village_that_went_on_in_a_divided_one_is_still_shown(world: World) -> None:
    first, second = (world.add_household(village=village) for village in (A1, A2))
    for household in (first, second):
        world.log_assist(household)
    count_all(world.engine)
    with clock.frozen(clock.now() + DAY):
        change(world, MERGE, A1, A2, into=A2)
    with clock.frozen(clock.now() + 2 * DAY):
        change(world, SPLIT, A2, parts=(part("Đông", first), part("Tây", second)), goes_on=False)
        count_all(world.engine)

        check_adds_up(world, clock.local_date(), None)
        shown = rows(desk(world, "visits", clock.local_date(), place="00001"))
        assert (shown["00001"], shown[A1], shown[A2]) == (2, 1, 1)


def test_a_divided_village_stays_where_it_was_when_a_part_of_it_moves(world: World) -> None:
    first, second = (world.add_household(village=A1) for _ in range(2))
    world.log_assist(first)
    with clock.frozen(clock.now() + DAY):
        change(world, SPLIT, A1, parts=(part("Đông", first), part("Tây", second)), goes_on=False)
    with clock.frozen(clock.now() + 2 * DAY):
        change(world, MOVE, NEW, into="00002")
        count_all(world.engine)

        assert rows(desk(world, "visits", clock.local_date())) == {"20": 1, "00001": 1, "00002": None}
        check_adds_up(world, clock.local_date(), None)


def number(world: World, place: int, value: int, as_of: date) -> None:
    row = {"statistic": "households", "value": value, "as_of": as_of, "source": f"list {value}"}
    with writing(world.engine) as session:
        session.add(PlaceStatistic(place_id=place, **row))


def households(world: World, place: int, day: date, on: date | None = None) -> Denominator | None:
    with Session(world.engine) as session:
        return denominators_on(session, [place], ["households"], day, on).get((place, "households"))


def value(found: Denominator | None) -> tuple[int | None, str | None]:
    return (found.value, found.source) if found else (None, None)


@pytest.mark.postgres
def test_numbers_of_places_that_became_one_are_added_up_until_there_is_a_newer_one(any_world: World) -> None:
    world, today = any_world, clock.local_date()
    one, other = world.villages[A1], world.villages[A2]
    number(world, one, 40, START)
    id = change(world, MERGE, A1, A2, into=A2)
    told = households(world, other, today)
    assert told is not None
    assert (told.value, told.missing) == (None, MISSING_FORMER)

    number(world, other, 60, START)

    summed = (100, gettext("Sum of the former places: {source}", source="list 40; list 60"))
    told = households(world, other, today)
    assert told is not None
    assert (value(told), told.as_of, told.is_derived) == (summed, START, True)
    assert value(households(world, other, today - DAY)) == summed, "as it is now"
    assert value(households(world, other, today - DAY, today - DAY)) == (60, "list 60"), "as it was"
    shown = desk(world, "digital_shop_has", today, place="00001").parts
    assert {row.place_code: row.denominator for row in shown} == {A2: 100}
    number(world, other, 97, today)
    assert value(households(world, other, today)) == (97, "list 97")
    assert value(households(world, other, today - DAY)) == summed
    undo(world, id)
    assert value(households(world, one, today)) == (40, "list 40")
    assert value(households(world, other, today - DAY)) == (60, "list 60")


def test_a_place_that_gave_something_away_has_no_number_until_a_newer_one(world: World) -> None:
    number(world, world.villages[A1], 40, START)
    goes, _stays = (world.add_household(village=A1) for _ in range(2))
    id = change(world, SPLIT, A1, parts=(part("Tách", goes),))

    assert households(world, world.villages[A1], clock.local_date()) is None
    assert households(world, place_id(world, NEW), clock.local_date()) is None
    undo(world, id)
    assert value(households(world, world.villages[A1], clock.local_date())) == (40, "list 40")


def test_plans_of_places_that_became_one_are_added_up_where_their_spans_are_one(world: World) -> None:
    today = clock.local_date()
    year = {"from_on": today.replace(month=1, day=1), "to_on": today.replace(month=12, day=31)}
    with clock.frozen(clock.now() - 2 * DAY), writing(world.engine) as session:
        for place, goal in ((world.commune_a, 30), (world.commune_b, 12)):
            session.add(Target(place_id=place, indicator="vneid_has", value=goal, source="plan", **year))
    change(world, MERGE, "00001", "00002", into="00002")

    with Session(world.engine) as session:
        plans = denominators_on(session, [world.commune_b], [plan_for("vneid_has")], today)
    assert [(one.value, one.until) for one in plans.values()] == [(42, year["to_on"])]
    assert value(households(world, world.commune_b, today))[0] == 200


def test_a_new_village_with_records_of_no_household_is_not_undone(world: World) -> None:
    id = change(world, MERGE, A1, A2, name="Nà Gộp")
    world.log_assist(village=NEW)

    with pytest.raises(ChangeRefused) as refused:
        undo(world, id)

    assert (refused.value.code, refused.value.told["count"]) == ("has_visits", 1)


def test_a_village_does_not_change_its_commune_on_the_day_on_which_one_within_it_did(world: World) -> None:
    with clock.frozen(clock.now() + DAY):
        moved = change(world, MOVE, B1, into="00001")
    with clock.frozen(clock.now() + 2 * DAY):
        change(world, MERGE, A1, B1, into=A1)
        with pytest.raises(ChangeRefused) as refused:
            change(world, MOVE, A1, into="00002", on=clock.local_date() - DAY)

    assert refused.value.code == "changes_later"
    assert moved
