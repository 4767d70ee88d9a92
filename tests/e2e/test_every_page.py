"""Every page of the phone: words translated, text within a narrow screen at any size, open to everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e.conftest import CHROMIUM
from tests.e2e.fake_phone import AXE, addresses, open_at, open_fake_phone, serve_fake_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIOLATIONS = "axe.run(document, {resultTypes: ['violations']}).then((run) => run.violations)"


@pytest.fixture(scope="module")
def fake_phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_fake_phone(tmp_path_factory.mktemp("fake")) as address:
        yield address


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, chromium_sandbox=False)
    yield browser
    browser.close()


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

    assert not found, told(found)
