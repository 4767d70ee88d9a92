"""Real Chromium, phone-sized and desk-sized, against a real server process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.e2e.station import Station, open_station

CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 360, "height": 640}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    assert Path(CHROMIUM).exists(), "Chromium is missing: run `make chromium`, or name it in SKIP=chromium"
    with sync_playwright() as playwright:
        yield playwright


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
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "phone"),
            executable_path=CHROMIUM,
            headless=True,
            chromium_sandbox=False,
            viewport=PHONE,
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
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
