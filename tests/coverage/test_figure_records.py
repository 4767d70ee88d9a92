"""The records behind a figure add up to it, whatever happened; nobody is named."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tests.rollups.test_histories import _live, _wipe, common, events
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.services.access import load_actor
from tocongnghe.services.figure_records import PAGE_ROWS, Figure, FigureRecords, list_records

RULES = {rule.code: rule for rule in load_catalogue().indicators}
CODES = (
    *("visits", "etax_helped", "etax_visits", "payment_accounts", "payment_users"),
    *("digital_shops", "farm_households_online", "poor_households_online", "villages_visited"),
    *(code for code, rule in RULES.items() if rule.records != "assists"),
)
SPANS = ((None, date(2026, 11, 21)), (date(2026, 1, 6), date(2026, 1, 31)))


def records(
    world: World, place: str, figure: Figure, who: int | None = None, page: int = 1, key: bytes = b"key"
) -> FigureRecords:
    with Session(world.engine) as session:
        actor = load_actor(session, who or world.quang, clock.local_date())
        return list_records(session, actor, place, figure, key, page)


def _add_up(world: World) -> None:
    places = ("00001", "20-00001-001")
    for code, span, official, place in product(CODES, SPANS, (True, False), places):
        found = records(world, place, Figure(RULES[code], *span, is_official=official))
        (row,) = [each for each in found.report.rows if each.place_code == place]
        figure = row.official if official else row.provisional
        about = (code, span, official, place)
        assert (found.counted or 0) == (figure or 0), about
        assert found.total >= (found.counted or 0) or RULES[code].counts == "attendees", about
        if RULES[code].counts in ("assists", "sessions"):
            assert found.total == (figure or 0), about
        assert len(found.lines) == min(found.total, PAGE_ROWS), about


@settings(common, max_examples=2)
@given(events)
def test_the_records_behind_every_figure_add_up_to_it(any_world: World, history: list[Any]) -> None:
    _wipe(any_world.engine)
    _live(any_world, history)
    count_all(any_world.engine)

    _add_up(any_world)


@pytest.fixture
def told(any_world: World) -> World:
    first, second = any_world.add_household(head="Nông Văn Páo"), any_world.add_household()
    approved = any_world.log_assist(first, note="hẹn lại")
    any_world.log_assist(first)
    any_world.log_assist(second, outcome="in_progress")
    desk(any_world, "assist.approve", approved)
    count_all(any_world.engine)
    return any_world


def test_two_visits_stand_behind_one_household(told: World) -> None:
    today = clock.local_date()

    found = records(told, "20-00001-001", Figure(RULES["vneid_helped"], None, today))
    official = records(told, "20-00001-001", Figure(RULES["vneid_helped"], None, today, is_official=True))

    assert (found.total, found.counted, official.total, official.counted) == (2, 1, 1, 1)
    assert {line.state for line in found.lines} == {"submitted", "approved"}
    (word,) = {line.household for line in found.lines}
    assert word is not None
    assert len(word) == 12


def test_nobody_is_named_and_a_household_is_called_otherwise_elsewhere(told: World) -> None:
    figure = Figure(RULES["visits"], None, clock.local_date())

    here, there = records(told, "00001", figure), records(told, "00001", figure, key=b"other")

    assert "Páo" not in repr(here.lines)
    assert "hẹn lại" not in repr(here.lines)
    assert [line.record for line in here.lines] == [line.record for line in there.lines]
    assert {line.household for line in here.lines}.isdisjoint(line.household for line in there.lines)


def test_who_reads_no_province_gets_no_list_and_other_places_are_not_there(told: World) -> None:
    figure = Figure(RULES["visits"], None, clock.local_date())

    for who in (told.minh, told.hoa, told.lan):
        with pytest.raises(Forbidden):
            records(told, "00001", figure, who)
    for place in ("00077", "99999"):
        with pytest.raises(NotFound):
            records(told, place, figure)


def test_the_province_as_a_whole_lists_nothing(told: World) -> None:
    found = records(told, "20", Figure(RULES["visits"], None, clock.local_date()))

    assert (found.total, found.counted, found.lines) == (0, None, ())


def test_pages_follow_each_other_and_the_last_one_is_where_they_end(world: World) -> None:
    household = world.add_household()
    for _ in range(PAGE_ROWS + 1):
        world.log_assist(household)
    count_all(world.engine)
    figure = Figure(RULES["visits"], None, clock.local_date())

    pages = [records(world, "20-00001-001", figure, page=number) for number in (1, 2, 900)]

    assert [(len(page.lines), page.page, page.pages) for page in pages] == [(50, 1, 2), (1, 2, 2), (1, 2, 2)]
    assert len({line.record for page in pages[:2] for line in page.lines}) == PAGE_ROWS + 1
