"""Places merged, divided and moved: figures as they were and as they are now, nothing twice or lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.cast import World
from tests.places.adding_up import check_adds_up
from tests.places.province import A1, A2, B1, MERGE, MOVE, SPLIT, change, part, quang, undo
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.services.coverage_desk import Asked, Desk, Division, find_desk
from tocongnghe.services.place_changes import ChangeRefused

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
