"""Every page of the desk: nothing wider than the screen, open to everybody, on a phone and in an office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.desk_walk import busy_station, readers, walk
from tests.e2e.fake_phone import AXE
from tests.e2e.station import Station
from tests.e2e.test_every_page import VIOLATIONS, told
from tests.i18n.pseudo import CODE, write_translations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200)]

WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDER = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
HIDDEN = "(rail => rail.scrollHeight - rail.clientHeight)(document.querySelector('.rail'))"
OUT_OF_REACH = """all => all.filter(one => {
  const style = getComputedStyle(one);
  return one.tabIndex < 0 && style.visibility !== "hidden" && one.offsetParent !== null;
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with busy_station(tmp_path_factory.mktemp("busy")) as station:
        yield station


def test_no_page_of_the_desk_is_wider_than_its_screen_or_shuts_anybody_out(
    busy: Station, browser: Browser
) -> None:
    found: dict[str, list[str]] = {}
    count = 0
    for user, begin in readers(busy, browser, reduced_motion="reduce"):
        for path in walk(user.page, busy.base, begin):
            count += 1
            wrong = [*_too_wide(user.page), *_violations(user.page)]
            wrong += user.page.locator("a[href], button, input, select, textarea, summary").evaluate_all(
                OUT_OF_REACH
            )
            if wrong:
                found[path] = wrong

    assert not found, told(found)
    assert count > 25


@pytest.fixture
def wordy(busy: Station, tmp_path: Path) -> Iterator[Station]:
    """Open a second server over the same records, which speaks the made-up language, too."""
    folder = write_translations(tmp_path)
    second = Station(busy.folder, demo=busy.demo, settings={"TOCONGNGHE_TRANSLATIONS_FOLDER": str(folder)})
    second.start()
    yield second
    second.stop()


def test_texts_two_fifths_longer_fit_a_phone_and_a_laptop(wordy: Station, browser: Browser) -> None:
    found: dict[str, list[str]] = {}
    count = 0
    for user, begin in readers(wordy, browser):
        user.page.goto(f"{wordy.base}{begin}?lang={CODE}")
        assert "⟦" in user.page.locator("h1").inner_text()
        for path in walk(user.page, wordy.base, begin):
            count += 1
            for width in (360, 1280):
                user.page.set_viewport_size({"width": width, "height": 800})
                if user.page.evaluate(WIDER) > 0:
                    found.setdefault(path, []).append(
                        f"{user.page.evaluate(WIDER)} px too wide at {width} px"
                    )

    assert not found, told(found)
    assert count > 25


def test_on_a_laptop_every_way_through_the_desk_is_in_sight(busy: Station, browser: Browser) -> None:
    user, begin = next(readers(busy, browser))
    user.page.set_viewport_size({"width": 1280, "height": 720})
    user.page.goto(busy.base + begin)

    assert user.page.evaluate(HIDDEN) == 0
    for way in user.page.locator(".rail nav li a > span:first-of-type").all():
        assert way.evaluate("one => one.scrollWidth <= one.clientWidth"), way.inner_text()


def _too_wide(page: Page) -> Iterator[str]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for size in ("100%", "200%") if width == 360 else ("100%",):
            page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", size)
            wider = page.evaluate(WIDER)
            if wider > 0:
                yield f"{wider} px too wide at {width} px, text at {size}"
    page.evaluate("document.documentElement.style.removeProperty('font-size')")


def _violations(page: Page) -> Iterator[str]:
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for one in page.evaluate(VIOLATIONS):
            yield f"{scheme}: {one['id']}: {one['nodes'][0]['html'][:200]}"
    page.emulate_media(color_scheme="light")
