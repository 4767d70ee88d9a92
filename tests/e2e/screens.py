"""Pictures of the phone's main pages for docs/screens, made-up people only: `python -m tests.e2e.screens`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import CHROMIUM
from tests.e2e.fake_phone import open_at, open_fake_phone, serve_fake_phone

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
MAX_BYTES = 60 * 1024
SIZES = {360: 640, 412: 680}
PAGES = {
    "today": "#/",
    "log": "#/log/pao",
    "log-many": "#/log-many",
    "households": "#/households",
    "household": "#/household/pao",
    "classes": "#/classes",
    "feedback": "#/feedback",
    "figures": "#/figures",
    "team": "#/team",
    "tasks": "#/tasks",
    "notices": "#/notices",
    "links": "#/links",
    "lessons": "#/lessons",
    "lesson": "#/lesson/vneid",
    "lesson-step": "#/lesson-steps/scams",
    "lesson-words": "#/lesson-words/scams",
    "people": "#/people",
    "surveys": "#/surveys",
    "help": "#/help-on/log",
    "first-use": "#/first-use",
    "seeing": "#/text-size",
    "household-new": "#/household-new",
}

# What a resident sees or hears of, in each language on the narrow phone.
LANGUAGES = ("vi", "tyz", "nut", "ium")
IN_EVERY_LANGUAGE = {"today": "#/", "log": "#/log/pao", "consent": "#/consent/sinh"}


def main() -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_fake_phone(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, chromium_sandbox=False)
        for width, height in SIZES.items():
            picture_all(browser, address, width, height)
        for language in LANGUAGES:
            picture_in(browser, address, language)
        browser.close()
    too_large = [path.name for path in SCREENS.glob("phone-*.png") if path.stat().st_size > MAX_BYTES]
    sys.exit(f"larger than {MAX_BYTES} bytes: {too_large}" if too_large else None)


def picture_all(browser: Browser, address: str, width: int, height: int) -> None:
    """Take every page, then the lock page, and Today as it looks in practice."""
    size = {"width": width, "height": height}
    page = open_fake_phone(browser, f"{address}?full", viewport=size, reduced_motion="reduce")
    for name, fragment in PAGES.items():
        open_at(page, fragment)
        take(page, f"{name}-{width}")
    open_at(page, "#/practice")
    page.locator(".page-foot .button").click()
    page.locator(".watermark").wait_for(state="attached")
    take(page, f"practice-{width}")
    page.close()
    shared = open_fake_phone(browser, f"{address}?full&two", viewport=size, reduced_motion="reduce")
    open_at(shared, "#/people-remove")
    take(shared, f"people-remove-{width}")
    shared.locator("main .item").first.click()
    shared.locator(".pin").wait_for()
    take(shared, f"people-remove-unsent-{width}")
    shared.close()
    locked = open_fake_phone(browser, f"{address}?full&locked", viewport=size)
    take(locked, f"lock-{width}")
    locked.close()


def picture_in(browser: Browser, address: str, language: str) -> None:
    size = {"width": 360, "height": SIZES[360]}
    page = open_fake_phone(browser, f"{address}?full&lang={language}", viewport=size, reduced_motion="reduce")
    for name, fragment in IN_EVERY_LANGUAGE.items():
        open_at(page, fragment)
        take(page, f"{name}-{language}-360")
    page.close()


def take(page: Page, name: str) -> None:
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=SCREENS / f"phone-{name}.png")


if __name__ == "__main__":
    main()
