"""The province's first page: figures with their denominators, who is silent, what waits, where it leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.cast import World, make_place
from tests.console.conftest import Browser, counted_statements, say
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.services.access import load_actor
from tocongnghe.services.province_home import ProvinceHome, find_province_home
from tocongnghe.vocabulary import PlaceKind


def home(world: World) -> ProvinceHome:
    with Session(world.engine) as session:
        actor = load_actor(session, world.quang, clock.local_date())
        return find_province_home(session, actor, clock.local_date(), clock.now())


def ago(days: int) -> str:
    return (clock.local_date() - timedelta(days=days)).isoformat()


def test_figures_say_what_the_last_weeks_and_months_brought(any_world: World) -> None:
    today = clock.local_date()
    days = [0, 6, 7, 13, 14, 30, 60]
    for days_ago in days:
        any_world.log_assist(on=ago(days_ago))
    count_all(any_world.engine)

    found = home(any_world)

    (visits,) = [each for each in found.figures if each.row.indicator == "visits"]
    assert visits.row.provisional == len(days)
    assert (visits.change.week, visits.change.week_before) == (2, 2)
    months = [(today - timedelta(days=n)).strftime("%Y-%m") for n in days]
    before = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert visits.change.month == months.count(today.strftime("%Y-%m"))
    assert visits.change.month_before == months.count(before)
    assert found.behind == 0


def test_what_waits_long_and_who_is_silent_is_named(any_world: World) -> None:
    any_world.log_assist(on=ago(20))
    any_world.log_assist(on=ago(1))
    count_all(any_world.engine)

    found = home(any_world)

    assert (found.waiting, found.slow_count) == (2, 1)
    assert [(each.name, each.count, each.oldest_on.isoformat()) for each in found.slow] == [
        ("Xã A", 1, ago(20))
    ]
    assert (found.villages, found.silent, found.wholly_quiet) == (3, 2, 1)
    assert [(each.code, each.silent, each.villages) for each in found.quiet] == [
        ("00002", 1, 1),
        ("00001", 1, 2),
    ]
    assert found.closings.closed == 0


def test_a_province_that_just_begins_has_no_data_and_no_error(as_quang: Browser, world: World) -> None:
    page = as_quang.get("/province").text

    assert say("Nothing has been counted yet.") in page
    assert page.count(say("No data: no village here has reported")) >= 4


@pytest.fixture
def counted(app: Flask, world: World) -> World:
    with app.app_context():
        world.log_assist(world.add_household(), on=ago(10))
        count_all(world.engine)
    return world


@pytest.mark.usefixtures("counted")
def test_every_figure_and_task_leads_to_where_to_act(as_quang: Browser) -> None:
    page = as_quang.get("/province").text

    for way in (
        "/province/coverage?indicator=payment_accounts",
        "/province/closings?period=",
        "/commune/tally?commune=00001",
        "/province/coverage?place=00002&amp;view=silent",
    ):
        assert way in page
    assert as_quang.get("/").location == "/province"


def test_nobody_but_the_province_sees_it(as_minh: Browser, as_hoa: Browser, stranger: Browser) -> None:
    assert as_minh.get("/province").status_code == as_hoa.get("/province").status_code == 403
    assert stranger.get("/province").status_code == 303


def test_it_asks_as_often_for_many_communes_as_for_few(
    app: Flask, counted: World, engine: Engine, as_quang: Browser
) -> None:
    def asked() -> int:
        with counted_statements(engine) as statements:
            assert as_quang.get("/province").status_code == 200
        return len(statements)

    asked()
    few = asked()
    with app.app_context(), writing(engine) as session:
        for number in range(10, 40):
            commune = make_place(session, f"000{number}", PlaceKind.COMMUNE, f"Xã {number}", counted.province)
            make_place(session, f"20-000{number}-001", PlaceKind.VILLAGE, "Thôn 1", commune)

    assert asked() == few
    assert few <= 30
