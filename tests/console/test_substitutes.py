"""A substitute has the desk on the days of the leave, and on no other; and it shows who stood in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, say
from tocongnghe import clock
from tocongnghe.models import Assignment
from tocongnghe.services import substitutes

TODAY = date(2026, 3, 2)
FIRST, LAST = date(2026, 3, 10), date(2026, 3, 14)


def morning(day: date) -> datetime:
    """Return 9:00 in Vietnam of a day."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def name(browser: Browser, login: str, first: date, last: date) -> int:
    form = {"login": login, "from": first.isoformat(), "to": last.isoformat()}
    return browser.post("/account/substitutes", form).status_code


@pytest.fixture
def at(app: Flask, world: World) -> Callable[[str], Browser]:
    """Return a function that gives somebody's browser, logged in now."""

    def log_in(login: str) -> Browser:
        browser = Browser(app.test_client())
        browser.log_in(login)
        return browser

    return log_in


def test_a_substitute_has_the_desk_on_these_days_only(at: Callable[[str], Browser], world: World) -> None:
    """Thu reads commune A: on the days of the leave she also decides there."""
    with clock.frozen(morning(TODAY)):
        assert name(at("minh"), "thu", FIRST, LAST) == 303

    edges = {
        datetime(2026, 3, 9, 16, 59, 59, tzinfo=UTC): 403,  # 23:59:59 of the day before, in Vietnam
        datetime(2026, 3, 9, 17, 0, tzinfo=UTC): 200,
        datetime(2026, 3, 14, 16, 59, 59, tzinfo=UTC): 200,
        datetime(2026, 3, 14, 17, 0, tzinfo=UTC): 403,
    }
    for instant, status in edges.items():
        with clock.frozen(instant):
            assert at("thu").get("/commune/review").status_code == status, instant
            assert at("minh").get("/commune/review").status_code == 200


def test_a_page_that_was_open_at_midnight_decides_nothing_more(
    at: Callable[[str], Browser],
    world: World,
    shown: Callable[[str], str],
    state_of: Callable[[str], str | None],
) -> None:
    with clock.frozen(morning(TODAY)):
        assert name(at("minh"), "thu", FIRST, LAST) == 303
    with clock.frozen(datetime(2026, 3, 14, 16, 59, tzinfo=UTC)):
        assist = world.log_assist(world.add_household())
        thu = at("thu")
        assert thu.get("/commune/review").status_code == 200

    with clock.frozen(datetime(2026, 3, 14, 17, 0, tzinfo=UTC)):
        assert thu.post("/commune/review/approve", {"assist": shown(assist)}).status_code == 403

    assert state_of(assist) == "submitted"


def test_somebody_who_has_no_other_work_is_told_to_come_back(
    at: Callable[[str], Browser], world: World, engine: Engine, stranger: Browser
) -> None:
    with Session(engine) as session, session.begin():
        (readers,) = session.scalars(select(Assignment).where(Assignment.user_id == world.thu))
        readers.valid_to = TODAY
    with clock.frozen(morning(TODAY)):
        assert name(at("minh"), "thu", FIRST, LAST) == 303

        early = stranger.log_in("thu")

        assert early.status_code == 403
        assert "Mật khẩu đúng" in early.text
        assert stranger.get("/commune").status_code == 303
    with clock.frozen(morning(FIRST)):
        assert stranger.log_in("thu").status_code == 303


def test_the_history_of_a_record_says_that_somebody_stood_in(
    at: Callable[[str], Browser], world: World, shown: Callable[[str], str]
) -> None:
    with clock.frozen(morning(TODAY)):
        assert name(at("minh"), "thu", FIRST, LAST) == 303
    with clock.frozen(morning(FIRST)):
        assist = world.log_assist(world.add_household())
        assert at("thu").post("/commune/review/approve", {"assist": shown(assist)}).status_code == 303
        assert "Minh" in at("thu").get("/account").text.partition("<main")[2]
        assert f"({say('stands in')})" in at("thu").get("/commune").text.partition("<footer")[2]
        assert f"({say('stands in')})" not in at("minh").get("/commune").text
        assert 'action="/account/substitutes"' not in at("thu").get("/account").text
        assert 'action="/account/substitutes"' in at("minh").get("/account").text
    with clock.frozen(morning(LAST + timedelta(days=5))):
        minh = at("minh")
        page = minh.get(f"/commune/assists/{assist}").text
        assert minh.post("/commune/review/unapprove", {"assist": shown(assist)}).status_code == 303
        later = minh.get(f"/commune/assists/{assist}").text

    assert f"Thu ({say('stands in for {name}', name='Minh')})" in page
    assert page.count("(" + say("stands in for {name}", name="Minh")) == 1
    assert later.count("(" + say("stands in for {name}", name="Minh")) == 1


def test_a_substitute_who_cannot_be_is_refused_in_words(at: Callable[[str], Browser], world: World) -> None:
    with clock.frozen(morning(TODAY)):
        minh = at("minh")
        for login, first, last, why in (
            ("nobody", FIRST, LAST, substitutes.NO_SUCH_PERSON),
            ("minh", FIRST, LAST, substitutes.YOURSELF),
            ("thu", LAST, FIRST, substitutes.DAYS_NOT_IN_ORDER),
            ("thu", TODAY - timedelta(days=1), LAST, substitutes.DAYS_NOT_IN_ORDER),
            ("thu", FIRST, FIRST + timedelta(days=92), substitutes.TOO_LONG),
        ):
            form = {"login": login, "from": first.isoformat(), "to": last.isoformat()}
            answer = minh.post("/account/substitutes", form)

            assert answer.status_code == 400, why
            assert say(why) in answer.text, why


def test_nobody_stands_in_twice_and_a_substitute_names_no_other(
    at: Callable[[str], Browser], world: World
) -> None:
    with clock.frozen(morning(TODAY)):
        assert name(at("minh"), "hoa", FIRST, LAST) == 303
        assert name(at("minh"), "hoa", LAST, LAST + timedelta(days=3)) == 400
        assert name(at("thu"), "hoa", FIRST, LAST) == 403
    with clock.frozen(morning(FIRST)):
        assert name(at("hoa"), "quang", FIRST, LAST) == 303  # for her own commune B
        assert at("quang").get("/province/coverage").status_code == 200
    with clock.frozen(morning(FIRST)), Session(world.engine) as session:
        places = session.scalars(select(Assignment.place_id).where(Assignment.user_id == world.quang))
        assert world.commune_a not in set(places)


def test_a_substitute_from_another_commune_sees_both_for_these_days(
    at: Callable[[str], Browser], world: World
) -> None:
    with clock.frozen(morning(TODAY)):
        assert name(at("minh"), "hoa", FIRST, LAST) == 303

    with clock.frozen(morning(FIRST)):
        world.log_assist(world.add_household(head_name="Nông Văn Nhờ"))
        assert "Nông Văn Nhờ" in at("hoa").get("/commune/review").text
    with clock.frozen(morning(LAST + timedelta(days=1))):
        assert "Nông Văn Nhờ" not in at("hoa").get("/commune/review").text


def test_a_leave_that_ends_early_ends_at_once_and_only_by_whom_it_belongs_to(
    at: Callable[[str], Browser], world: World, engine: Engine
) -> None:
    with clock.frozen(morning(TODAY)):
        assert name(at("minh"), "thu", FIRST, LAST) == 303
        with Session(engine) as session:
            id = session.scalar(select(Assignment.id).where(Assignment.stands_in_for_id == world.minh))
        assert at("hoa").post(f"/account/substitutes/{id}/end").status_code == 404
        assert at("thu").post(f"/account/substitutes/{id}/end").status_code == 403

    with clock.frozen(morning(FIRST + timedelta(days=1))):
        assert at("thu").get("/commune/review").status_code == 200
        assert at("minh").post(f"/account/substitutes/{id}/end").status_code == 303
        assert at("thu").get("/commune/review").status_code == 403
        assert at("minh").post(f"/account/substitutes/{id}/end").status_code == 404


def test_who_stood_in_for_one_morning_only_stays_known(
    at: Callable[[str], Browser], world: World, engine: Engine, shown: Callable[[str], str]
) -> None:
    with clock.frozen(morning(FIRST)):
        assert name(at("minh"), "thu", FIRST, LAST) == 303
        assist = world.log_assist(world.add_household())
        assert at("thu").post("/commune/review/approve", {"assist": shown(assist)}).status_code == 303
        with Session(engine) as session:
            id = session.scalar(select(Assignment.id).where(Assignment.stands_in_for_id == world.minh))

        assert at("minh").post(f"/account/substitutes/{id}/end").status_code == 303

        assert at("thu").get("/commune/review").status_code == 403
        history = at("minh").get(f"/commune/assists/{assist}").text
        assert f"Thu ({say('stands in for {name}', name='Minh')})" in history
        assert name(at("minh"), "thu", FIRST, LAST) == 303
        assert at("thu").get("/commune/review").status_code == 200
