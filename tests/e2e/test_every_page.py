"""Every page of the phone: words translated, text within a narrow screen at any size, open to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.fake_phone import AXE, addresses, open_at, open_fake_phone, serve_fake_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIOLATIONS = "axe.run(document, {resultTypes: ['violations']}).then((run) => run.violations)"


@pytest.fixture(scope="module")
def fake_phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_fake_phone(tmp_path_factory.mktemp("fake")) as address:
        yield address


# What stands before or over every page: whose turn it is, the PIN in each of its states, practice.
CLOSED = ("locked", "locked&two", "pin", "wait", "lost", "new", "wiped")
PRACTISED = (
    "#/",
    "#/log",
    "#/log-many",
    "#/households",
    "#/household-new",
    "#/class-hold",
    "#/more",
    "#/sync",
)
BEGIN = ".page-foot .button-primary"


def states(browser: Browser, address: str, **options: Any) -> Iterator[tuple[str, Page]]:
    """Yield every page of the walk that stands at no address of its own, ready to be looked at."""
    joint = "&" if "?" in address else "?"
    for wish in CLOSED:
        page = open_fake_phone(browser, f"{address}{joint}{wish}", **options)
        page.locator("h1").first.wait_for()
        open_at(page, "#/")
        yield wish, page
        page.close()
    page = open_fake_phone(browser, address, **options)
    open_at(page, "#/practice")
    page.locator(BEGIN).click()
    page.locator(".strip-practice").first.wait_for(state="attached")
    for fragment in PRACTISED:
        open_at(page, fragment)
        yield f"practice {fragment}", page
    page.close()


def told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{where}: {wrong}" for where, wrong in found.items())


def test_no_word_is_untranslated_and_no_text_overflows_however_long_or_large(
    browser: Browser, fake_phone: str
) -> None:
    found: dict[str, list[str]] = {}
    titles: set[str] = set()
    for size in ("100%", "200%"):
        page = open_fake_phone(browser, f"{fake_phone}?full&pseudo")
        page.add_style_tag(content=f":root {{ font-size: {size} !important }}")
        for fragment in addresses(page):
            open_at(page, fragment)
            wrong = page.evaluate("window.walk.tooWide()")
            if size == "100%":
                wrong += page.evaluate("window.walk.untranslated()")
            if wrong:
                found[f"{fragment} at {size}"] = wrong
            titles.add(page.locator("h1:visible").inner_text())
        page.close()

    for size in ("100%", "200%"):
        for state, page in states(browser, f"{fake_phone}?pseudo"):
            page.add_style_tag(content=f":root {{ font-size: {size} !important }}")
            wrong = page.evaluate("window.walk.tooWide()")
            if size == "100%":
                wrong += page.evaluate("window.walk.untranslated()")
            if wrong:
                found[f"{state} at {size}"] = wrong

    assert not found, told(found)
    assert len(titles) > 30, titles


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(browser: Browser, fake_phone: str, scheme: str) -> None:
    page = open_fake_phone(browser, f"{fake_phone}?full", color_scheme=scheme, reduced_motion="reduce")
    page.add_script_tag(path=AXE)
    found: dict[str, list[str]] = {}
    for fragment in addresses(page):
        open_at(page, fragment)
        violations = page.evaluate(VIOLATIONS)
        if violations:
            found[fragment] = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]
    page.close()
    for state, page in states(browser, fake_phone, color_scheme=scheme, reduced_motion="reduce"):
        page.add_script_tag(path=AXE)
        violations = page.evaluate(VIOLATIONS)
        if violations:
            found[state] = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]

    assert not found, told(found)
