"""The door of the desk: slow to guess, safe to come back through, never shut on honest people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, select, update

from tests.cast import make_world
from tests.conftest import make_app
from tests.console.conftest import Browser, say
from tocongnghe.extensions import db
from tocongnghe.models import User
from tocongnghe.routes.auth import safe_way


def change(engine: Engine, login: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(User).where(User.login == login).values(**values))


def test_each_role_is_led_from_the_front_door_to_its_own_page(as_minh: Browser, as_quang: Browser) -> None:
    assert as_minh.get("/").location == "/commune"
    assert as_quang.get("/").location == "/province"


def test_a_stranger_finds_two_doors(stranger: Browser) -> None:
    page = stranger.get("/")

    assert page.status_code == 200
    assert 'href="/app/"' in page.text
    assert 'href="/login"' in page.text


def without_token(page: str) -> str:
    """Drop the form's own token, which holds the second in which it was made."""
    return re.sub(r'name="csrf_token"[^>]*>', "", page)


def test_an_unknown_login_and_a_wrong_password_look_the_same(stranger: Browser) -> None:
    unknown = stranger.log_in("nobody", "mat-khau-nobody")
    wrong = stranger.log_in("minh", "not-this-one")

    assert unknown.status_code == wrong.status_code == 401
    assert without_token(unknown.text).replace("nobody", "minh") == without_token(wrong.text)
    assert stranger.get("/commune").status_code == 303


def test_a_login_is_found_whatever_its_capitals_and_spaces(stranger: Browser) -> None:
    assert stranger.log_in(" Minh ", "mat-khau-minh").location == "/"


def test_somebody_who_is_switched_off_is_out_at_once(as_minh: Browser, engine: Engine) -> None:
    assert as_minh.get("/commune").status_code == 200

    change(engine, "minh", is_active=False)

    assert as_minh.get("/commune").location == "/login?next=/commune"
    assert as_minh.log_in("minh").status_code == 401


def test_a_new_password_ends_the_sessions_of_the_old_one(as_minh: Browser, engine: Engine) -> None:
    change(engine, "minh", password_hash=PasswordHasher(time_cost=1, memory_cost=64).hash("another-one"))

    assert as_minh.get("/commune").status_code == 303


def test_a_hash_of_weaker_parameters_is_renewed_at_the_next_login(stranger: Browser, engine: Engine) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("mat-khau-minh")
    change(engine, "minh", password_hash=weak)

    assert stranger.log_in("minh").status_code == 303

    with engine.connect() as connection:
        kept = connection.scalar(select(User.password_hash).where(User.login == "minh"))
    assert kept is not None
    assert "m=19456,t=2,p=1" in kept
    assert stranger.get("/commune").status_code == 200


def test_logging_out_takes_a_post_and_ends_the_session(as_minh: Browser) -> None:
    assert as_minh.get("/logout").status_code == 405
    assert as_minh.get("/commune").status_code == 200

    assert as_minh.post("/logout").location == "/login"

    assert as_minh.get("/commune").status_code == 303


def test_the_way_back_is_kept_through_the_login(stranger: Browser) -> None:
    asked = stranger.get("/commune/review?village=20-00001-001")
    assert asked.location == "/login?next=/commune/review?village%3D20-00001-001"

    form = stranger.get(asked.location)
    assert 'name="next" value="/commune/review?village=20-00001-001"' in form.text
    done = stranger.post(
        "/login",
        {"login": "minh", "password": "mat-khau-minh", "next": "/commune/review?village=20-00001-001"},
    )
    assert done.location == "/commune/review?village=20-00001-001"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "\\/evil.example",
        "javascript:alert(1)",
        "commune",
        " /commune",
        "/\n//evil.example",
        "",
    ],
)
def test_no_way_back_leaves_the_site(stranger: Browser, target: str) -> None:
    assert safe_way(target) is None
    form = {"login": "minh", "password": "mat-khau-minh", "next": target}
    assert stranger.post("/login", form).location == "/"


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Flask]:
    """The application with its guards on: throttled logins, forms with tokens."""
    app = make_app(tmp_path, RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=True)
    with app.app_context():
        make_world(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def token_of(browser: Browser) -> str:
    page = browser.get("/login").text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def guess(browser: Browser, login: str, password: str, address: str) -> int:
    form = {"login": login, "password": password, "csrf_token": token_of(browser)}
    answer = browser.post("/login", form, environ_base={"REMOTE_ADDR": address})
    return answer.status_code


def test_guessing_is_slowed_and_locks_nobody_else_out(guarded: Flask) -> None:
    thief, minh, neighbour = (Browser(guarded.test_client()) for _ in range(3))

    answers = [guess(thief, "minh", f"guess-{n}", "203.0.113.9") for n in range(11)]

    assert answers == [401] * 10 + [429]
    assert guess(minh, "minh", "mat-khau-minh", "203.0.113.20") == 303
    assert guess(neighbour, "hoa", "mat-khau-hoa", "203.0.113.9") == 303


def test_logging_in_rightly_many_times_is_never_slowed(guarded: Flask) -> None:
    answers = [
        guess(Browser(guarded.test_client()), "minh", "mat-khau-minh", "203.0.113.9") for _ in range(12)
    ]

    assert answers == [303] * 12


def test_guessing_codes_and_old_passwords_is_slowed_too(guarded: Flask) -> None:
    guesser, minh = Browser(guarded.test_client()), Browser(guarded.test_client())
    assert guess(minh, "minh", "mat-khau-minh", "203.0.113.20") == 303
    code = {"code": "AAAA-AAAA-AAAA", "csrf_token": token_of(guesser)}
    old = {"old": "x", "csrf_token": token_of(minh)}

    codes = [guesser.post("/login/new", code).status_code for _ in range(21)]
    passwords = [minh.post("/account/password", old).status_code for _ in range(11)]

    assert codes == [401] * 20 + [429]
    assert passwords == [401] * 10 + [429]
    assert minh.get("/account").status_code == 200


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(guarded: Flask) -> None:
    browser = Browser(guarded.test_client())

    answer = browser.post("/login", {"login": "minh", "password": "mat-khau-minh"})

    assert answer.status_code == 400
    assert say("This page was open for too long") in answer.text
    assert browser.get("/commune").status_code == 303


def test_every_form_that_posts_carries_a_token(guarded: Flask) -> None:
    browser = Browser(guarded.test_client())
    assert guess(browser, "minh", "mat-khau-minh", "203.0.113.1") == 303

    for path in ("/commune", "/commune/review", "/commune/tally", "/login"):
        page = browser.get(path).text
        forms = [part for part in page.split("<form ")[1:] if 'method="post"' in part.partition(">")[0]]
        assert forms, path
        assert all('name="csrf_token"' in form.partition("</form>")[0] for form in forms), path
