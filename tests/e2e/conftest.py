"""Real Chromium, phone-sized and desk-sized, against a real server process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.e2e.faults_book import Book
from tests.e2e.faults_phone import BatteredPhone
from tests.e2e.station import Station, open_station

CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 360, "height": 640}
PATIENCE = 30_000
"""Milliseconds for what must appear; a machine that does much else takes its time."""
expect.set_options(timeout=PATIENCE)


def open_handset(playwright: Playwright, profile: Path, *arguments: str) -> BrowserContext:
    """Open a browser as a phone in one hand, on a storage of its own that stays when it is closed."""
    return playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=CHROMIUM,
        headless=True,
        chromium_sandbox=False,
        viewport=PHONE,  # type: ignore[arg-type]
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        args=list(arguments),
    )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    assert Path(CHROMIUM).exists(), "Chromium is missing: run `make chromium`, or name it in SKIP=chromium"
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return a browser of the desk; its contexts are the tests' own."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, chromium_sandbox=False)
    yield browser
    browser.close()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    station = open_station(tmp_path)
    yield station
    station.stop()


@pytest.fixture
def any_station(tmp_path: Path, database_url: str | None) -> Iterator[Station]:
    """Return a running server on SQLite, and once more on PostgreSQL."""
    station = open_station(tmp_path, database_url)
    yield station
    station.stop()


@pytest.fixture
def open_phone(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Return a way to open the same phone's browser, again after it was closed."""
    opened: list[BrowserContext] = []

    def open_it() -> BrowserContext:
        context = open_handset(playwright, tmp_path / "phone")
        opened.append(context)
        return context

    yield open_it
    for context in opened:
        context.close()


@pytest.fixture
def desk(playwright: Playwright) -> Iterator[Callable[[], Page]]:
    """Return a way to open a desk browser, each with its own session."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, chromium_sandbox=False)

    def open_it() -> Page:
        return browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        ).new_page()

    yield open_it
    browser.close()


@pytest.fixture(scope="module")
def shared_station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """One server for all rough days of a file; each has a member of its own."""
    station = open_station(tmp_path_factory.mktemp("faults"))
    yield station
    station.stop()


@pytest.fixture(scope="module")
def members(shared_station: Station) -> Iterator[dict[str, Any]]:
    communes = shared_station.demo["communes"]
    return iter([member for commune in communes for member in commune["members"]])


@pytest.fixture
def book(shared_station: Station, members: Iterator[dict[str, Any]]) -> Book:
    member = next(members)
    database = shared_station.folder / "instance" / "tocongnghe.sqlite3"
    return Book(database, member["name"], member["enrol_code"])


@pytest.fixture
def phone(shared_station: Station, book: Book, open_phone: Callable[[], BrowserContext]) -> BatteredPhone:
    """Return the member's phone, enrolled, with one household and one visit that have arrived."""
    phone = BatteredPhone(open_phone, shared_station.base)
    phone.enrol(book.code)
    phone.first_household()
    phone.expect_all_sent()
    book.expect_sound(visits=1)
    return phone
