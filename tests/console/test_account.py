"""One's own account: a password that is asked for twice, browsers that are ended, a language that stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, say
from tocongnghe import clock
from tocongnghe.models import DeskSession, User
from tocongnghe.services import password_rules
from tocongnghe.services.browsers import browser_name

ANDROID = (
    "Mozilla/5.0 (Linux; Android 12; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)
NEW = "một câu ngắn dễ nhớ"


def change(browser: Browser, old: str, password: str, again: str | None = None) -> int:
    form = {"old": old, "password": password, "again": password if again is None else again}
    return browser.post("/account/password", form).status_code


def test_everybody_at_a_desk_has_an_account_and_is_led_to_it(at_desk: Callable[[str], Browser]) -> None:
    for login in ("minh", "thu", "quang", "an"):
        page = at_desk(login).get("/account")

        assert page.status_code == 200
        assert f"<dd>{login}</dd>" in page.text
        assert 'href="/account"' in page.text


def test_a_new_password_ends_every_other_browser_and_not_this_one(
    at_desk: Callable[[str], Browser], stranger: Browser
) -> None:
    here, elsewhere = at_desk("minh"), at_desk("minh")

    assert change(here, "mat-khau-minh", NEW) == 303

    assert say("{count} other browsers were logged out.", count=1) in here.get("/account").text
    assert elsewhere.get("/commune").location == "/login?next=/commune"
    assert stranger.log_in("minh").status_code == 401
    assert stranger.log_in("minh", NEW).status_code == 303
    assert change(here, NEW, NEW) == 400


def test_the_old_password_is_asked_for(as_minh: Browser, stranger: Browser) -> None:
    assert change(as_minh, "not-this-one", NEW) == 401

    assert stranger.log_in("minh").status_code == 303


def test_a_password_that_is_not_good_enough_is_refused_in_words_and_not_repeated(as_minh: Browser) -> None:
    for password, again, why in (
        ("ngan", "ngan", password_rules.TOO_SHORT),
        (NEW, "another sentence", password_rules.NOT_THE_SAME),
        ("", "", password_rules.TOO_SHORT),
    ):
        form = {"old": "mat-khau-minh", "password": password, "again": again}
        answer = as_minh.post("/account/password", form)

        assert answer.status_code == 400
        assert say(why) in answer.text
        assert not password or f'value="{password}"' not in answer.text


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", password_rules.TOO_SHORT),
        ("x" * 201, password_rules.TOO_LONG),
        ("minhminhminh", password_rules.TOO_SIMPLE),
        ("Minh-Minh123", None),
        ("abababababab", password_rules.TOO_SIMPLE),
        ("1234567890", password_rules.TOO_SIMPLE),
        ("9876543210", password_rules.TOO_SIMPLE),
        ("Mật khẩu 123", password_rules.IS_KNOWN),
        ("Password99", password_rules.IS_KNOWN),
        (NEW, None),
        ("ruộng bậc thang", None),
    ],
)
def test_a_password_is_long_and_not_easily_guessed(password: str, why: str | None) -> None:
    user = User(name="Minh", login="minh", created_at=clock.now())

    assert password_rules.complaint_about(password, user) == why


def test_a_password_is_not_the_login() -> None:
    user = User(name="Nông Thị Hương", login="nong.thi.huong", created_at=clock.now())

    for password in ("nong.thi.huong", "Nông Thị Hương", "nongthihuong1"):
        assert password_rules.complaint_about(password, user) == password_rules.IS_LOGIN
    assert password_rules.complaint_about("hương thơm sau mưa rào", user) is None


def session_forms(page: str) -> list[str]:
    return re.findall(r'action="(/account/sessions/\d+/end)"', page)


def test_browsers_are_listed_by_coarse_names_and_ended_one_by_one_or_all(
    app: Flask, at_desk: Callable[[str], Browser]
) -> None:
    here, phone, third = at_desk("minh"), Browser(app.test_client()), at_desk("minh")
    phone.client.environ_base["HTTP_USER_AGENT"] = ANDROID
    phone.log_in("minh")

    page = here.get("/account").text
    assert "Chrome, Android" in page
    assert "SM-A125F" not in page
    assert len(session_forms(page)) == 2

    assert here.post(session_forms(page)[0]).status_code == 303
    assert [b.get("/commune").status_code for b in (here, phone, third)] == [200, 303, 200]
    assert here.post("/account/sessions/end-others").status_code == 303
    assert [b.get("/commune").status_code for b in (here, third)] == [200, 303]


def test_nobody_ends_somebody_elses_session(as_minh: Browser, as_hoa: Browser, engine: Engine) -> None:
    with Session(engine) as session:
        minhs = session.scalar(select(DeskSession.id).join(User).where(User.login == "minh"))

    assert as_hoa.post(f"/account/sessions/{minhs}/end").status_code == 404
    assert as_minh.get("/commune").status_code == 200


def test_logging_out_ends_the_session_for_whoever_kept_the_cookie(app: Flask, as_minh: Browser) -> None:
    cookie = as_minh.client.get_cookie("tocongnghe")
    assert cookie is not None
    as_minh.post("/logout")

    thief = Browser(app.test_client())
    thief.client.set_cookie("tocongnghe", cookie.value)

    assert thief.get("/commune").location == "/login?next=/commune"


def test_a_session_that_lies_idle_ends_and_one_in_use_goes_on(as_minh: Browser, engine: Engine) -> None:
    start = clock.now()
    for hours in (6, 12, 18, 24):
        with clock.frozen(start + timedelta(hours=hours)):
            assert as_minh.get("/commune").status_code == 200

    with clock.frozen(start + timedelta(hours=37)):
        assert as_minh.get("/commune").status_code == 303


def test_the_use_of_a_session_is_noted_every_ten_minutes_only(as_minh: Browser, engine: Engine) -> None:
    def used_at() -> object:
        with Session(engine) as session:
            return session.scalar(select(DeskSession.used_at))

    began = used_at()
    with clock.frozen(clock.now() + timedelta(minutes=9)):
        as_minh.get("/commune")
    assert used_at() == began

    with clock.frozen(clock.now() + timedelta(minutes=11)):
        as_minh.get("/commune")
    assert used_at() != began


def test_only_the_hash_of_a_session_is_kept(as_minh: Browser, engine: Engine, world: World) -> None:
    with Session(engine) as session:
        (kept,) = session.scalars(select(DeskSession))
    with as_minh.client.session_transaction() as cookie:
        token = cookie["_user_id"]

    assert len(token) >= 40
    assert token.encode() not in kept.token_hash


def test_the_language_of_the_account_holds_at_the_next_login(
    at_desk: Callable[[str], Browser], as_minh: Browser
) -> None:
    as_minh.get("/commune?lang=ium")

    assert as_minh.post("/account/language", {"language": "tyz"}).status_code == 303

    assert '<html lang="tyz">' in as_minh.get("/commune").text
    assert '<html lang="tyz">' in at_desk("minh").get("/commune").text
    assert as_minh.post("/account/language", {"language": "xx"}).status_code == 404


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (ANDROID, "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_browser_is_named_coarsely(agent: str | None, name: str | None) -> None:
    assert browser_name(agent) == name
