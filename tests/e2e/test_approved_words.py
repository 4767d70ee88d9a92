"""From the translation desk to the phone: what two speakers agreed on is said after a sync, offline, too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.desk import DeskUser
from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station
from tocongnghe.services.translations.strings import string_key

pytestmark = pytest.mark.browser

AT = "/province/translations"
BUTTON = f"{AT}/tyz/strings/{string_key('Log an assist')}"
PASSWORD = "một câu dài hơn mười chữ"


def test_what_two_speakers_agreed_on_is_said_by_a_phone_until_it_is_undone(
    station: Station, browser: Browser, open_phone: Callable[[], BrowserContext]
) -> None:
    province = DeskUser(browser.new_page(), station.base, **station.demo["province_staff"]).page
    one, two = (speaker(station, browser, province, login) for login in ("be.thi.mot", "nong.van.hai"))
    one.goto(station.base + BUTTON)
    one.get_by_role("textbox", name="Tày").fill("[tyz] ghi")
    one.get_by_role("button", name="Đề xuất", exact=True).click()
    two.goto(station.base + AT)
    two.get_by_role("link", name="Đọc lời người khác viết (1)").click()
    two.get_by_role("button", name="Đúng: duyệt").click()
    two.wait_for_url(f"**{AT}/tyz")

    phone = PhoneUser(open_phone, station.base)
    phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
    phone.page.goto(f"{phone.base}/app/#/language")
    phone.page.get_by_text("Tày", exact=True).first.tap()
    says(phone, "Ghi lượt hỗ trợ")
    fresh(phone)
    says(phone, "[tyz] ghi")
    phone.close_and_open(offline=True)
    says(phone, "[tyz] ghi")

    two.goto(station.base + BUTTON)
    two.get_by_text("Gỡ lời đang dùng…").click()
    two.locator("input[name=reason]").fill("nhầm tiếng")
    two.get_by_role("button", name="Gỡ", exact=True).click()
    expect(two.get_by_role("status").first).to_contain_text("Đã gỡ ở đây ngay")
    phone.go_online()
    fresh(phone)
    says(phone, "Ghi lượt hỗ trợ")


def speaker(station: Station, browser: Browser, province: Page, login: str) -> Page:
    """Return the page of a speaker of Tày whom the province just appointed."""
    province.goto(f"{station.base}{AT}/speakers")
    province.locator("select[name=language]").select_option("tyz")
    province.locator("input[name=login]").fill(login)
    province.locator("input[name=name]").fill(login)
    province.get_by_role("button", name="Cử", exact=True).click()
    code = province.locator(".one-time").inner_text()
    page = browser.new_context(locale="vi-VN").new_page()
    page.goto(f"{station.base}/login/new#code={code}")
    page.locator("input[name=code]").fill(code)
    for name in ("password", "again"):
        page.locator(f"input[name={name}]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def fresh(phone: PhoneUser) -> None:
    """Sync, and wait until the phone has asked for both parts of the words."""
    phone.page.goto(f"{phone.base}/app/#/sync")
    with phone.page.expect_response(lambda answer: answer.url.endswith("/words/tyz/rest")):
        phone.press("Gửi ngay")


def says(phone: PhoneUser, words: str) -> None:
    phone.home()
    expect(phone.page.get_by_role("link", name=words).first).to_be_visible()
