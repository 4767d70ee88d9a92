"""Spot checks: a month's sample is drawn once, at random, after the month; what was found is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import NOW, Browser, counted_statements, say
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, periods_around
from tocongnghe.models import SpotCheck, SpotDraw
from tocongnghe.services.access import load_actor
from tocongnghe.services.spot_checks import confirmation_rates, sample

MONTHS = periods_around("administrative_month", clock.local_date(NOW), 3)
THIS, LAST, BEFORE = MONTHS
VILLAGE = "20-00001-001"
PATH = f"/commune/spot-checks?month={LAST.code}"

pytestmark = pytest.mark.usefixtures("the_day")


def log(world: World, count: int, month: Period = LAST, in_village: str = VILLAGE) -> list[str]:
    day = (month.from_day + timedelta(days=3)).isoformat()
    cards = [world.add_household(head_name=f"Hộ {n}", village=in_village) for n in range(count)]
    return [world.log_assist(card, on=day) for card in cards]


def draw(minh: Browser, month: Period = LAST) -> str:
    return minh.get(minh.post("/commune/spot-checks/draw", {"month": month.code}).location).text


def checks(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="c-(\d+)"', page)]


def drawn(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(
            session.scalars(select(SpotCheck.assist_id).order_by(SpotCheck.draw_id, SpotCheck.position))
        )


def find(minh: Browser, check: int, finding: str, seen: str = "", note: str = "") -> str:
    form = {"check": check, "finding": finding, "note": note, "seen": seen}
    return minh.get(minh.post(f"/commune/spot-checks/find?month={LAST.code}", form).location).text


def test_a_sample_of_each_team_is_drawn_once_and_can_be_drawn_again_by_anybody(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    assists = log(world, 12)
    log(world, 2, BEFORE)

    page = draw(as_minh)

    with Session(engine) as session:
        (one,) = session.scalars(select(SpotDraw))
        assert (one.population_count, one.period, one.from_on, one.to_on) == (
            12,
            LAST.code,
            LAST.from_day,
            LAST.to_day,
        )
        assert drawn(engine) == sample(one.seed, assists, 5)
    assert len(checks(page)) == 5
    log(world, 3)
    assert checks(draw(as_minh)) == checks(page)


def test_a_large_month_gives_its_share_and_a_small_one_all_it_has(
    app: Flask, as_minh: Browser, world: World, engine: Engine
) -> None:
    app.config["SPOT_CHECK_PERCENT"] = 50
    log(world, 14)
    log(world, 2, in_village="20-00001-002")

    draw(as_minh)

    with Session(engine) as session:
        draws = session.scalars(select(SpotDraw).order_by(SpotDraw.team_id)).all()
        assert [one.population_count for one in draws] == [14, 2]
    assert len(drawn(engine)) == 7 + 2


def test_nobody_draws_before_the_month_has_ended(as_minh: Browser, world: World, engine: Engine) -> None:
    world.log_assist()

    assert as_minh.post("/commune/spot-checks/draw", {"month": THIS.code}).status_code == 400

    assert drawn(engine) == []
    page = as_minh.get(f"/commune/spot-checks?month={THIS.code}").text
    assert say("Draw the sample") not in page


def test_what_was_found_is_kept_and_told_as_a_rate(as_minh: Browser, world: World, engine: Engine) -> None:
    log(world, 5)
    first, second, third, *_rest = checks(draw(as_minh))

    find(as_minh, first, "confirmed")
    find(as_minh, second, "not_confirmed", note="Hộ nói chưa ai đến")
    page = find(as_minh, third, "not_reached")

    assert say("{confirmed} of {checked} confirmed", confirmed=1, checked=2) in page
    assert "Hộ nói chưa ai đến" in page
    with Session(engine) as session:
        minh = load_actor(session, world.minh, clock.local_date())
        (team,) = session.scalars(select(SpotDraw.team_id))
        assert confirmation_rates(session, minh, LAST) == {team: (1, 2)}
        assert confirmation_rates(session, minh, BEFORE) == {}
        hoa = load_actor(session, world.hoa, clock.local_date())
        assert confirmation_rates(session, hoa, LAST) == {}


def test_the_second_supervisor_overwrites_nothing_and_is_told_who_wrote(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    log(world, 1)
    (check,) = checks(draw(as_minh))
    find(as_minh, check, "confirmed")

    page = find(as_minh, check, "not_confirmed")

    assert (
        say("{person} wrote something down here meanwhile. Nothing was changed; look again.", person="Minh")
        in page
    )
    with Session(engine) as session:
        assert session.scalar(select(SpotCheck.finding)) == "confirmed"
    (seen,) = re.findall(r'name="seen" value="(\d+)"', page)
    find(as_minh, check, "not_confirmed", seen=seen)
    with Session(engine) as session:
        assert session.scalar(select(SpotCheck.finding)) == "not_confirmed"


def test_a_leader_of_the_commune_reads_the_findings_without_names(
    at_desk: Callable[[str], Browser], as_minh: Browser, world: World
) -> None:
    log(world, 1)
    (check,) = checks(draw(as_minh))
    find(as_minh, check, "confirmed")
    reader = at_desk("thu")

    page = reader.get(PATH)

    assert page.status_code == 200
    assert say("{confirmed} of {checked} confirmed", confirmed=1, checked=1) in page.text
    assert "Hộ 0" not in page.text
    assert reader.post("/commune/spot-checks/draw", {"month": LAST.code}).status_code == 403
    form = {"check": check, "finding": "not_confirmed"}
    assert reader.post(f"/commune/spot-checks/find?month={LAST.code}", form).status_code == 403


def test_another_commune_sees_no_sample_and_writes_no_finding(
    as_hoa: Browser, as_minh: Browser, world: World
) -> None:
    log(world, 1)
    (check,) = checks(draw(as_minh))

    assert checks(as_hoa.get(PATH).text) == []
    form = {"check": check, "finding": "not_confirmed"}
    assert as_hoa.post(f"/commune/spot-checks/find?month={LAST.code}", form).status_code == 404


@pytest.mark.parametrize("month", ["A2026-13", "C2026-01", "x", "A2999-01"])
def test_what_is_no_month_is_not_there(as_minh: Browser, month: str) -> None:
    assert as_minh.get(f"/commune/spot-checks?month={month}").status_code == 404


def test_a_month_costs_the_same_number_of_statements_for_many_checks(
    app: Flask, as_minh: Browser, world: World, engine: Engine
) -> None:
    app.config["SPOT_CHECK_LEAST"] = 30
    log(world, 4)
    log(world, 30, BEFORE)
    counts = []
    for month in (LAST, BEFORE):
        draw(as_minh, month)
        path = f"/commune/spot-checks?month={month.code}"
        as_minh.get(path)
        with counted_statements(engine) as statements:
            as_minh.get(path)
        counts.append(len(statements))

    assert counts[0] == counts[1], counts
