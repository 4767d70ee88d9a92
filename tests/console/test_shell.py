"""What all pages share: the reader's language, landmarks, labels, no inline code, errors that help."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, insert

from tests.cast import World
from tests.console.conftest import Browser, counted_statements, say
from tocongnghe.errors import Busy, TooManyRequests
from tocongnghe.models import Setting
from tocongnghe.routes.console.pages import error_page

PAGES = {
    "minh": ["/commune", "/commune/review", "/commune/review?state=approved", "/commune/tally", "/nowhere"],
    "quang": ["/province", "/province/coverage", "/province/coverage/boundaries", "/commune"],
    "an": ["/account", "/admin/users", "/admin/users/3", "/admin/users/import"],
}
EVERY_PAGE = [(login, path) for login, paths in PAGES.items() for path in paths] + [
    (None, "/"),
    (None, "/login"),
    (None, "/login/new"),
]


@pytest.fixture
def open_page(
    at_desk: Callable[[str], Browser], stranger: Browser, world: World
) -> Callable[[str | None, str], str]:
    """Return a function that opens a page as somebody, with an assist to look at."""
    world.log_assist(world.add_household(), note="x")

    def open_(login: str | None, path: str) -> str:
        return (at_desk(login) if login else stranger).get(path).text

    return open_


@pytest.mark.parametrize(("login", "path"), EVERY_PAGE)
def test_every_page_has_one_title_one_heading_and_says_what_it_is_for(
    open_page: Callable[[str | None, str], str], login: str | None, path: str
) -> None:
    page = open_page(login, path)

    assert len(re.findall(r"<h1>[^<]+</h1>", page)) == 1
    assert re.search(r"<title>[^<]+ – Tổ công nghệ số</title>", page)
    assert page.count('class="lead"') == 1
    assert page.count("<main") == 1
    assert '<html lang="vi">' in page


@pytest.mark.parametrize(("login", "path"), EVERY_PAGE)
def test_no_page_holds_inline_code_or_reaches_out(
    open_page: Callable[[str | None, str], str], login: str | None, path: str
) -> None:
    page = open_page(login, path)

    assert not re.search(r"<style|\sstyle=|<script(?! src=\")|\son[a-z]+=|javascript:", page)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


@pytest.mark.parametrize(("login", "path"), EVERY_PAGE)
def test_every_box_has_a_label_and_every_id_is_one(
    open_page: Callable[[str | None, str], str], login: str | None, path: str
) -> None:
    page = open_page(login, path)

    outside = re.sub(r"<label.*?</label>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(?:select|textarea|input(?! type=\"hidden\"))", outside)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for reference in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page):
        assert reference in ids


@pytest.mark.parametrize(("login", "path"), EVERY_PAGE)
def test_synthetic_data_is_marked_on_every_page_and_only_then(
    open_page: Callable[[str | None, str], str], engine: Engine, login: str | None, path: str
) -> None:
    banner = say("Test data – these are not real figures")
    assert banner not in open_page(login, path)

    with engine.begin() as connection:
        connection.execute(delete(Setting).where(Setting.name == "demo"))
        connection.execute(insert(Setting).values(name="demo", value="1"))

    assert banner in open_page(login, path)


@pytest.mark.parametrize("path", ["/commune", "/commune/review", "/province/coverage", "/login", "/nowhere"])
def test_no_page_is_kept_by_a_cache(as_minh: Browser, path: str) -> None:
    assert "no-store" in as_minh.get(path).headers["Cache-Control"]


def test_the_language_is_the_choice_then_the_persons_then_the_browsers(
    stranger: Browser, as_minh: Browser
) -> None:
    tay = {"Accept-Language": "tyz, vi;q=0.5"}

    assert '<html lang="tyz">' in stranger.get("/login", headers=tay).text
    assert '<html lang="vi">' in stranger.get("/login", headers={"Accept-Language": "en"}).text
    assert '<html lang="vi">' in as_minh.get("/commune", headers=tay).text
    assert '<html lang="nut">' in as_minh.get("/commune?lang=nut").text
    assert '<html lang="nut">' in as_minh.get("/commune/review").text
    assert '<html lang="nut">' in as_minh.get("/commune?lang=xx").text
    assert as_minh.get("/commune").headers["Content-Language"] == "nut"


def test_the_language_of_one_reader_is_not_that_of_the_next(stranger: Browser, as_minh: Browser) -> None:
    as_minh.get("/commune?lang=ium")

    assert '<html lang="vi">' in stranger.get("/login").text


def test_styles_are_kept_as_long_as_their_content(stranger: Browser) -> None:
    address = re.search(r'href="(/static/console/desk\.css\?v=\w+)"', stranger.get("/login").text)
    assert address is not None

    with stranger.get(address[1]) as kept, stranger.get("/static/console/desk.css?v=other") as asked_anew:
        pass

    assert kept.mimetype == asked_anew.mimetype == "text/css"
    assert "immutable" in kept.headers["Cache-Control"]
    assert "max-age=31536000" in kept.headers["Cache-Control"]
    assert "no-cache" not in kept.headers["Cache-Control"]
    assert "no-cache" in asked_anew.headers["Cache-Control"]
    assert stranger.get("/static/console/../../pyproject.toml").status_code == 404
    assert stranger.get("/static/console/nothing.css").status_code == 404


def test_nobodys_session_is_in_what_a_cache_on_the_way_may_keep(as_minh: Browser) -> None:
    page = as_minh.get("/commune")
    address = re.search(r'href="(/static/console/desk\.css\?v=\w+)"', page.text)
    assert address is not None

    with as_minh.get(address[1]) as kept:
        assert "Set-Cookie" in page.headers
        assert "Set-Cookie" not in kept.headers


def test_an_error_reaches_a_page_in_place_and_an_ended_session_leads_to_the_login(
    as_minh: Browser, stranger: Browser
) -> None:
    live = {"HX-Request": "true", "HX-Current-URL": "http://localhost/commune/review?village=x"}

    failed = as_minh.get("/province/coverage", headers=live)
    ended = stranger.get("/commune/review", headers=live)

    assert failed.status_code == 403
    assert failed.headers["HX-Retarget"] == "#said"
    assert "<main" not in failed.text
    assert "403 forbidden" in failed.text
    assert ended.headers["HX-Redirect"] == "/login?next=/commune/review?village%3Dx"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "There is nothing at this address"),
        ("/province/coverage", 403, "Your role does not include this page"),
        ("/commune/review?page=x", 400, "Something in the address or the form is not right"),
        ("/commune/review/approve", 405, "This address cannot be opened directly"),
    ],
)
def test_an_error_says_what_happened_and_leads_home(
    as_minh: Browser, path: str, status: int, words: str
) -> None:
    page = as_minh.get(path)

    assert page.status_code == status
    assert say(words) in page.text
    assert 'class="button primary" href="/"' in page.text


@pytest.mark.parametrize("problem", [TooManyRequests(), Busy()])
def test_errors_under_load_have_a_page_too(app: Flask, world: World, problem: Busy | TooManyRequests) -> None:
    with app.test_request_context("/commune"):
        answer = error_page(problem)

    assert answer.status_code == problem.status
    assert str(problem.status) in answer.get_data(as_text=True)


def test_a_page_for_a_failing_server_asks_the_database_nothing(app: Flask, engine: Engine) -> None:
    with app.test_request_context("/commune"), counted_statements(engine) as statements:
        error_page(Busy())

    assert statements == []


@pytest.mark.parametrize(
    "address",
    [
        "/commune/tally?to=9999-12-31",
        "/commune/tally?period=C9999-12",
        f"/commune/members/{'9' * 40}",
        f"/commune/review?page={'9' * 40}",
    ],
)
def test_days_and_numbers_out_of_reach_are_refused(as_minh: Browser, address: str) -> None:
    assert as_minh.get(address).status_code in (400, 404)
