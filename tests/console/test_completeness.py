"""Completeness: expected against received, silent villages, late phones, and calls that do not nag."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import LAN_DEVICE, START, World, make_place
from tests.console.conftest import Browser, counted_statements, say
from tests.console.test_tally import Rows
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.i18n import use_locale
from tocongnghe.i18n.formats import recent_day
from tocongnghe.models import Device, Membership, Team, TeamCall, User
from tocongnghe.vocabulary import PlaceKind, Role

PATH = "/commune/completeness"


def ago(days: int) -> str:
    return (clock.local_date() - timedelta(days=days)).isoformat()


@pytest.fixture
def change(app: Flask, engine: Engine) -> Callable[[Callable[[Session], Any]], Any]:
    """Return a function that does something in a session that writes."""

    def run(deed: Callable[[Session], Any]) -> Any:
        with app.app_context(), writing(engine) as session:
            return deed(session)

    return run


@pytest.fixture
def phone(change: Callable[..., Any]) -> Callable[..., None]:
    """Return a function that sets what Lan's phone told of itself, by default nothing wrong, just now."""

    def tell(**values: Any) -> None:
        told = {"last_contact_at": clock.now(), "unsent_count": 0, "storage": "persisted"} | values

        def write(session: Session) -> None:
            device = session.get_one(Device, LAN_DEVICE)
            for name, value in told.items():
                setattr(device, name, value)

        change(write)

    return tell


@pytest.fixture
def calm(world: World, phone: Callable[..., None]) -> None:
    """Both villages told something today, and Lan's phone is well."""
    phone()
    world.log_assist()
    world.log_assist(village="20-00001-002")


def calls_of(browser: Browser) -> list[str]:
    page = browser.get(PATH).text
    return [part.partition("</p>")[0] for part in page.split('<p class="big">')[1:]]


def team_of(world: World, engine: Engine, code: str) -> int:
    with Session(engine) as session:
        found = session.scalar(select(Team.id).where(Team.place_id == world.villages[code]))
    assert found is not None
    return found


@pytest.mark.usefixtures("calm")
def test_when_all_is_well_nobody_has_to_be_called(as_minh: Browser) -> None:
    page = as_minh.get(PATH).text

    assert calls_of(as_minh) == []
    assert say("A figure is only as good as what has arrived. Nobody has to be called today.") in page
    assert Rows(page).of(say("Villages that told something, of those expected"))[0][0] == "2/2"


def test_a_silent_village_and_what_its_phone_keeps_are_one_call_in_words(
    as_minh: Browser, world: World, engine: Engine, phone: Callable[..., None]
) -> None:
    world.log_assist(on=ago(9))
    world.log_assist(village="20-00001-002")
    phone(
        last_contact_at=clock.now() - timedelta(days=8),
        unsent_count=7,
        oldest_unsent_at=clock.now() - timedelta(days=9),
    )

    first = calls_of(as_minh)[0]

    with use_locale("vi"):
        since = recent_day(clock.local_date() - timedelta(days=9))
    assert first.startswith(f"Gọi Tổ {world.villages['20-00001-001']}: chưa có gì gửi về từ {since}; ")
    assert "máy của Lan còn 7 lượt chưa gửi" in first


def test_a_village_is_expected_only_in_weeks_through_which_it_had_a_team(
    as_minh: Browser, world: World, change: Callable[..., Any]
) -> None:
    def late_team(session: Session) -> None:
        team = session.scalars(select(Team).where(Team.place_id == world.villages["20-00001-002"])).one()
        team.valid_from = clock.local_date() - timedelta(days=10)

    world.log_assist(on=ago(0))
    world.log_assist(on=ago(21))
    world.log_assist(on=ago(21))
    change(late_team)

    rows = Rows(as_minh.get(PATH).text)
    village, young, all_ = (
        rows.of(name)[0]
        for name in ("Thôn 1", "Thôn 2", say("Villages that told something, of those expected"))
    )

    assert (village[0], village[1], village[3]) == ("1", say("nothing"), "2")
    assert young[0] == say("nothing yet")
    assert young[3].startswith("—")
    assert say("Nothing expected: no team through that week") in young[3]
    assert (all_[0], all_[3]) == ("1/2", "1/1")


@pytest.mark.usefixtures("calm")
def test_work_that_came_late_stands_in_the_week_in_which_it_was_done(as_minh: Browser, world: World) -> None:
    assert Rows(as_minh.get(PATH).text).of("Thôn 1")[0][2] == say("nothing")

    world.log_assist(on=ago(14))

    assert Rows(as_minh.get(PATH).text).of("Thôn 1")[0][2] == "1"


@pytest.mark.usefixtures("calm")
def test_what_a_phone_told_of_itself_is_listed_with_what_is_the_matter(
    as_minh: Browser, phone: Callable[..., None]
) -> None:
    phone(app_version="0.9.1", free_bytes=20_000_000, clock_offset_ms=-3_600_000, storage="best_effort")

    page = as_minh.get(PATH).text
    (row,) = (row for row in Rows(page).rows if row and row[0].startswith("Lan"))

    for words in ("Its clock is wrong", "Little space left", "The browser may clear its store"):
        assert say(words) in page
    assert (row[5], row[6], row[7], row[8]) == ("0.9.1", say("may be cleared"), "20", "60")
    assert calls_of(as_minh)[0].endswith("máy của Lan lệch giờ 60 phút.")


@pytest.mark.usefixtures("calm")
def test_a_phone_that_told_nothing_has_dashes_not_zeros(as_minh: Browser, phone: Callable[..., None]) -> None:
    phone(unsent_count=None, storage=None, last_contact_at=clock.now())

    (row,) = (row for row in Rows(as_minh.get(PATH).text).rows if row and row[0].startswith("Lan"))

    assert all(row[index].startswith("—") for index in (3, 4, 5, 6, 7, 8))


@pytest.mark.usefixtures("calm")
def test_a_phone_without_any_space_is_told_from_one_that_does_not_say(
    as_minh: Browser, phone: Callable[..., None]
) -> None:
    phone(free_bytes=0)

    page = as_minh.get(PATH).text
    (row,) = (row for row in Rows(page).rows if row and row[0].startswith("Lan"))

    assert row[7] == "0"
    assert say("Little space left") in page


def test_a_call_that_was_made_does_not_nag_until_its_day(
    as_minh: Browser, world: World, engine: Engine, change: Callable[..., Any]
) -> None:
    before = len(calls_of(as_minh))
    team = team_of(world, engine, "20-00001-001")

    answer = as_minh.post(f"{PATH}/calls", {"team": team, "result": "will_send", "text": " mai gửi "})

    assert answer.status_code == 303
    assert len(calls_of(as_minh)) == before - 1
    assert "mai gửi" in as_minh.get(PATH).text
    with Session(engine) as session:
        call = session.scalars(select(TeamCall)).one()
        assert (call.made_by_id, call.quiet_until_on) == (world.minh, clock.local_date() + timedelta(days=7))

    def earlier(session: Session) -> None:
        session.scalars(select(TeamCall)).one().quiet_until_on = clock.local_date()

    change(earlier)
    assert len(calls_of(as_minh)) == before
    assert say("They will send soon") in as_minh.get(PATH).text


def test_the_leaders_number_stands_there_when_it_is_known(
    as_minh: Browser, world: World, change: Callable[..., Any]
) -> None:
    def leads(session: Session) -> None:
        session.get_one(User, world.lan).phone = "0912345678"
        for membership in session.scalars(select(Membership).where(Membership.user_id == world.lan)):
            membership.role = Role.LEADER

    assert "tel:" not in as_minh.get(PATH).text

    change(leads)

    assert 'href="tel:0912345678"' in as_minh.get(PATH).text


def test_who_reads_the_commune_sees_it_and_notes_nothing(
    as_thu: Browser, as_hoa: Browser, as_quang: Browser, stranger: Browser, world: World, engine: Engine
) -> None:
    team = team_of(world, engine, "20-00001-001")
    form = {"team": team, "result": "no_answer"}

    assert as_thu.get(PATH).status_code == 200
    assert "<select" not in as_thu.get(PATH).text
    assert as_thu.post(f"{PATH}/calls", form).status_code == 403
    assert as_hoa.post(f"{PATH}/calls", form).status_code == 404
    assert "Lan" not in as_hoa.get(PATH).text
    assert as_quang.get(PATH).status_code == 403
    assert stranger.get(PATH).status_code == 303
    with Session(engine) as session:
        assert session.scalar(select(TeamCall.id)) is None


@pytest.mark.parametrize("form", [{}, {"team": "x", "result": "will_send"}, {"team": 1, "result": "maybe"}])
def test_a_call_without_a_result_is_refused(as_minh: Browser, form: dict[str, Any]) -> None:
    assert as_minh.post(f"{PATH}/calls", form).status_code == 400


def test_many_villages_and_phones_ask_the_database_no_oftener(
    as_minh: Browser, world: World, engine: Engine, change: Callable[..., Any]
) -> None:
    as_minh.get(PATH)
    with counted_statements(engine) as few:
        as_minh.get(PATH)

    def grow(session: Session) -> None:
        for number in range(3, 12):
            code = f"20-00001-{number:03}"
            place = make_place(session, code, PlaceKind.VILLAGE, f"Thôn {number}", world.commune_a)
            team = Team(place_id=place, name=f"Tổ {code}", valid_from=START)
            session.add(team)
            session.flush()
            session.add(Membership(team_id=team.id, user_id=world.lan, role=Role.MEMBER, valid_from=START))

    change(grow)
    with counted_statements(engine) as many:
        as_minh.get(PATH)

    assert len(many) == len(few)


def test_a_day_of_last_week_is_said_so() -> None:
    today = date(2026, 11, 18)  # a Wednesday
    with use_locale("vi"):
        assert recent_day(date(2026, 11, 10), today) == "thứ Ba tuần trước"
        assert recent_day(date(2026, 11, 16), today) == "thứ Hai"
        assert recent_day(date(2026, 11, 8), today) == "08/11/2026"
        assert recent_day(date(2026, 11, 15), date(2026, 11, 16)) == "hôm qua"
