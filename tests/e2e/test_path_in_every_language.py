"""A visit without signal in every language: opened, logged, kept, sent; what falls back says that it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = {"vi": "Tiếng Việt", "tyz": "Tày", "nut": "Nùng", "ium": "Dao (Iu Mien)"}


def test_a_visit_is_logged_without_signal_and_sent_in_every_language(
    station: Station, open_phone: Callable[[], BrowserContext]
) -> None:
    phone = PhoneUser(open_phone, station.base)
    phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
    phone.go_offline()
    for language, name in NAMES.items():
        speak(phone, language, name)
        log_a_visit(phone.page, station.base, f"Hộ {name}")
    phone.page.goto(f"{station.base}/app/#/sync")
    unsent = phone.page.locator(".figure-unsent")
    expect(unsent).to_have_text(str(len(NAMES)))

    phone.go_online()
    with phone.page.expect_response(lambda answer: answer.url.endswith("/api/v1/sync")) as sent:
        phone.page.locator(".card .button-primary").tap()
    assert sent.value.status == 200
    expect(unsent).to_have_text("0")


def speak(phone: PhoneUser, language: str, name: str) -> None:
    """Choose a language where nothing can be fetched: its words came with the app."""
    page = phone.page
    page.goto(f"{phone.base}/app/#/language")
    page.locator(".choice-row", has=page.get_by_text(name, exact=True)).first.tap()
    expect(page.locator("html")).to_have_attribute("lang", language)
    # What falls back is Vietnamese, and says so to a reading voice.
    expect(page.locator("body")).to_have_attribute("lang", "vi")


def log_a_visit(page: Page, base: str, household: str) -> None:
    """Log by shapes and places alone, as somebody does who cannot read the words."""
    page.goto(f"{base}/app/#/log")
    step = page.locator(".step-open")
    step.locator(".button-wide").first.tap()
    step.get_by_role("textbox").first.fill(household)
    page.get_by_test_id("consent-answers").locator(".choice").first.tap()
    step.locator(".choice-row").first.tap()
    step.locator(".button-primary").tap()
    for chosen in ("topic", "outcome"):
        expect(step.locator(".choice .pictogram").first, chosen).to_be_visible()
        step.locator(".choice").first.tap()
    page.locator(".save-bar .button-primary").tap()
    expect(page.locator(".done-mark")).to_be_visible()
