"""A lost phone at the desk: shut out at once, its late work waits for a word, a new code brings it back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.sync.phone import Phone, assist, household
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Grant, Household
from tocongnghe.services import teams
from tocongnghe.services.enrolment import new_enrol_code


@pytest.fixture
def lan(app: Flask, world: World) -> Phone:
    with app.app_context():
        with writing() as session:
            code = new_enrol_code(session, world.lan, secret=app.config["SECRET_KEY"], days=7)
        phone = Phone(app.test_client(), code)
    phone.sync()
    return phone


def report_lost(browser: Browser, phone: Phone) -> int:
    return browser.post(f"/commune/teams/phones/{phone.device}/lost").status_code


def held_ids(browser: Browser) -> list[str]:
    return re.findall(r'name="op" value="([^"]+)"', browser.get("/commune/held").text)


def count(engine: Engine, table: type) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_the_page_names_members_phones_and_the_last_contact(as_minh: Browser, lan: Phone) -> None:
    page = as_minh.get("/commune/teams").text

    assert "Lan" in page
    assert lan.device in page
    assert "Huy" not in page


def test_a_lost_phone_is_cleared_and_its_work_waits_for_a_word(
    as_minh: Browser, lan: Phone, engine: Engine
) -> None:
    late = household(lan)

    assert report_lost(as_minh, lan) == 303
    answer = lan.sync(late, assist(lan, late[0]))

    assert answer["wipe"] is True
    assert "changes" not in answer
    assert count(engine, Household) == 0
    assert say("{count} changes wait for your word.", count="2") in as_minh.get("/commune").text
    page = as_minh.get("/commune/held").text
    assert "Nông Văn Thử" in page
    assert say("From a phone that was reported lost") in page
    assert as_minh.post("/commune/held", {"op": held_ids(as_minh), "verdict": "accept"}).status_code == 303
    assert (count(engine, Household), count(engine, Assist)) == (1, 1)
    assert held_ids(as_minh) == []


def test_refused_work_never_becomes_a_record(as_minh: Browser, lan: Phone, engine: Engine) -> None:
    late = household(lan)
    report_lost(as_minh, lan)
    lan.sync(late)

    as_minh.post(
        "/commune/held", {"op": held_ids(as_minh), "verdict": "refuse", "text": "không phải của Lan"}
    )

    assert count(engine, Household) == 0
    assert held_ids(as_minh) == []


def test_a_new_code_brings_the_member_back_on_another_phone(
    app: Flask, as_minh: Browser, lan: Phone, world: World, engine: Engine
) -> None:
    report_lost(as_minh, lan)

    page = as_minh.post(f"/commune/teams/members/{world.lan}/code").text

    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert found
    assert "<svg" in page
    again = Phone(app.test_client(), found.group())
    again.sync(household(again))
    assert count(engine, Household) == 1


def test_another_commune_can_do_nothing_here(
    as_hoa: Browser, as_minh: Browser, lan: Phone, world: World, engine: Engine
) -> None:
    assert report_lost(as_hoa, lan) == 404
    assert as_hoa.post(f"/commune/teams/members/{world.lan}/code").status_code == 404
    with engine.connect() as connection:
        assert connection.scalar(select(Grant.revoked_at).where(Grant.device_id == lan.device)) is None
    late = household(lan)
    report_lost(as_minh, lan)
    lan.sync(late)
    assert held_ids(as_hoa) == []
    answer = as_hoa.post("/commune/held", {"op": held_ids(as_minh), "verdict": "accept"})
    assert answer.status_code == 404
    assert count(engine, Household) == 0


@pytest.mark.parametrize("path", ["/commune/teams", "/commune/held"])
def test_only_supervisors_see_the_pages(as_quang: Browser, path: str) -> None:
    assert as_quang.get(path).status_code == 403


def test_nothing_ticked_is_said(as_minh: Browser) -> None:
    assert as_minh.post("/commune/held", {"verdict": "accept"}).status_code == 303
    assert say("Nothing was ticked, so nothing was decided.") in as_minh.get("/commune/held").text


def test_the_commune_hears_of_work_that_a_phone_lost(
    as_minh: Browser, as_hoa: Browser, lan: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "{names}: the phone's browser cleared {count} unsent changes, reported {day}. Ask what they were."
    line = say(told, names="Lan", count="7", day=say("today"))
    assert line not in as_minh.get("/commune").text

    lan.sync(report={"unsent": 0, "evicted": 7})
    lan.sync(report={"unsent": 0, "evicted": 0})

    assert line in unescape(as_minh.get("/commune").text)
    assert say("{count} cleared, {day}", count="7", day=say("today")) in as_minh.get("/commune/teams").text
    assert "Lan" not in as_hoa.get("/commune").text
    monkeypatch.setattr(teams, "SPOKEN_OF", timedelta(0))
    assert line not in unescape(as_minh.get("/commune").text)
