"""The scorecard: every point explained from the records, no data left out, like compared with like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, counted_statements, say
from tocongnghe import clock
from tocongnghe.catalogue.periods import find_period
from tocongnghe.catalogue.scorecard import Measure
from tocongnghe.extensions import writing
from tocongnghe.models import SpotCheck, SpotDraw
from tocongnghe.operations import Draft, new_id, submit_from_desk
from tocongnghe.services.access import load_actor
from tocongnghe.services.closings import find_commune
from tocongnghe.services.scorecards import CommuneScorecard, Score, find_scorecard
from tocongnghe.vocabulary import SpotFinding

ARRIVED = datetime(2026, 9, 3, 3, tzinfo=UTC)
READ = datetime(2026, 10, 20, 3, tzinfo=UTC)
PATH = "/commune/scorecard?period=A2026-09"


@pytest.fixture(autouse=True)
def after_the_month() -> Iterator[None]:
    with clock.frozen(READ):
        yield


@pytest.fixture
def month(world: World) -> None:
    """Four households on the list, of which three were helped in three weeks; one record went back."""
    with clock.frozen(ARRIVED):
        cards = [world.add_household() for _ in range(4)]
        logged = [
            world.log_assist(cards[0], on="2026-08-20"),
            world.log_assist(cards[1], on="2026-09-01", follow_up_on="2026-09-04"),
            world.log_assist(cards[2], on="2026-09-02", follow_up_on="2026-09-06"),
        ]
        world.push(
            world.op("class_session.hold", {"village": "20-00001-001", "on": "2026-09-01", "lesson": "l1"}),
            world.op("feedback.raise", {"village": "20-00001-001", "category": "signal", "text": "Sóng yếu"}),
        )
        drafts = [
            Draft("assist.return", logged[0], logged[0], {"reason": "wrong_topic"}),
            Draft("assist.approve", logged[1], logged[1], {}),
        ]
        submit_from_desk(world.engine, province_id=world.province, author_id=world.minh, drafts=drafts)
    with clock.frozen(ARRIVED + timedelta(days=5)):
        world.log_assist(cards[1], on="2026-09-08", topic="etax")


def card(world: World) -> CommuneScorecard:
    period = find_period("A2026-09")
    assert period is not None
    with Session(world.engine) as session:
        actor = load_actor(session, world.minh, clock.local_date())
        return find_scorecard(session, find_commune(session, actor), period)


def shares(score: Score) -> dict[str, tuple[int, int] | None]:
    return {
        line.criterion.code: None if line.points is None else (line.part, line.whole) for line in score.lines
    }


@pytest.mark.usefixtures("month")
def test_every_share_is_counted_from_the_records(world: World) -> None:
    found = card(world)

    one, two = found.groups[0].scores
    assert shares(one) == {
        "reached": (2, 4),
        "accepted": (1, 2),
        "timely": (3, 4),
        "regular": (3, 4),
        "follow_ups": (1, 2),
        "confirmed": None,
        "classes": (1, 1),
    }
    assert shares(two) == dict.fromkeys(shares(one)) | {"regular": (0, 4), "classes": (0, 1)}
    assert shares(found.commune)["answered"] == (0, 1)
    assert shares(found.commune)["classes"] == (1, 2)


@pytest.mark.usefixtures("month")
def test_what_has_no_data_is_left_out_of_the_base_and_too_little_gives_no_total(world: World) -> None:
    one, two = card(world).groups[0].scores

    assert (one.base, one.all_points) == (90, 100)
    assert one.total == round((25 + 0 + 11.2 + 11.2 + 5.6 + 10) * 100 / 90)
    assert (two.base, two.total) == (25, None)


@pytest.mark.usefixtures("month")
def test_spot_checks_of_the_villages_team_count(world: World, app: Flask) -> None:
    with app.app_context(), writing(world.engine) as session:
        actor = load_actor(session, world.minh, clock.local_date())
        period = find_period("A2026-09")
        assert period is not None
        draw = SpotDraw(
            team_id=1,
            period=period.code,
            from_on=period.from_day,
            to_on=period.to_day,
            seed="s",
            population_count=2,
            drawn_by_id=actor.user_id,
            drawn_at=clock.now(),
        )
        session.add(draw)
        session.flush()
        for position, finding in enumerate((SpotFinding.CONFIRMED, SpotFinding.NOT_CONFIRMED), start=1):
            session.add(
                SpotCheck(
                    draw_id=draw.id,
                    assist_id=new_id(),
                    position=position,
                    finding=finding,
                    checked_by_id=actor.user_id,
                    checked_at=clock.now(),
                )
            )

    assert shares(card(world).groups[0].scores[0])["confirmed"] == (1, 2)


@pytest.mark.usefixtures("month")
def test_the_page_explains_each_point_and_says_what_is_left_out(as_minh: Browser, as_thu: Browser) -> None:
    for browser in (as_minh, as_thu):
        text = browser.get(PATH).text
        assert (
            say("{part} of {whole} households on the list were visited in the period.", part=2, whole=4)
            in text
        )
        assert say("No spot check has been done.") in text
        assert say("Too few villages of this size to compare.") in text
        assert re.search(r"Thôn 1</span>.*?<b>\d+</b> / 100", text, re.DOTALL)


def test_an_empty_commune_shows_dashes_and_no_zero_points(as_minh: Browser) -> None:
    text = as_minh.get(PATH).text

    assert as_minh.get("/commune/scorecard").status_code == 200
    assert "<b>0</b> / 100" not in text
    assert as_minh.get("/commune/scorecard?period=A2026-Q3").status_code == 200
    for period in ("A2027-09", "A2025", "W2026-09-07", "x"):
        assert as_minh.get(f"/commune/scorecard?period={period}").status_code == 404


def test_another_commune_sees_nothing_of_it(as_hoa: Browser, as_quang: Browser) -> None:
    assert as_hoa.get(f"{PATH}&commune=00001").status_code == 404
    assert "Xã A" not in as_hoa.get(PATH).text
    assert "Xã A" in as_quang.get(f"{PATH}&commune=00001").text
    assert as_quang.get(PATH).status_code == 404


def test_the_page_needs_as_many_statements_however_much_there_is(
    as_minh: Browser, world: World, engine: Engine, request: pytest.FixtureRequest
) -> None:
    def needed() -> int:
        with counted_statements(engine) as statements:
            as_minh.get(PATH)
        return len(statements)

    needed()
    before = needed()
    request.getfixturevalue("month")

    assert needed() == before


def test_every_measure_has_words_for_no_data(at_desk: Callable[[str], Browser]) -> None:
    from tocongnghe.routes.console.scorecard_words import MISSING

    assert MISSING.keys() == set(Measure)
