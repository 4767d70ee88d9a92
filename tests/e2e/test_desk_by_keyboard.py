"""The desk by the keyboard alone, in real Chromium: every page, and the main ways through it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk_walk import busy_station, kind_of, readers, walk
from tests.e2e.keyboard import tab_to, wrong_by_keyboard
from tests.e2e.review_desk import ReviewDesk, serve_review_desk
from tests.e2e.test_every_page import told
from tocongnghe import clock
from tocongnghe.catalogue.periods import periods_around

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

OFFICE = {"width": 1280, "height": 640}
MAGNIFIED = {"width": 640, "height": 360}
"""The same screen at 200 %: what stays in place takes more of it."""
WITH_BARS = {"/commune/review", "/commune/review/group"}
"""Pages on which something stays in place over the rest."""


@pytest.fixture
def review_desk(tmp_path: Path) -> Iterator[ReviewDesk]:
    with serve_review_desk(tmp_path) as desk:
        yield desk


def test_tab_leads_through_every_page_and_one_sees_where_one_is(tmp_path: Path, browser: Browser) -> None:
    found: dict[str, list[str]] = {}
    kinds: set[str] = set()
    stops = 0
    with busy_station(tmp_path) as station:
        for user, begin in readers(station, browser, reduced_motion="reduce"):
            for path in walk(user.page, station.base, begin):
                kind = kind_of(path)
                if kind in kinds and path != begin:
                    continue  # a reader's page has nothing that a supervisor's has not
                kinds.add(kind)
                for size in [OFFICE, MAGNIFIED] if kind in WITH_BARS else [OFFICE]:
                    user.page.set_viewport_size(size)  # type: ignore[arg-type]
                    met, wrong = wrong_by_keyboard(user.page)
                    stops += met
                    if wrong:
                        found[f"{path} {size['width']}"] = wrong

    assert not found, told(found)
    assert len(kinds) > 25
    assert stops > 1000


def test_the_days_work_is_done_without_a_mouse(review_desk: ReviewDesk, browser: Browser) -> None:
    page = browser.new_context(viewport=OFFICE, locale="vi-VN").new_page()  # type: ignore[arg-type]
    log_in(page, review_desk)
    return_one(page, review_desk)
    approve_a_day_and_take_it_back(page, review_desk)
    close_and_open_again(page, review_desk)
    give_a_new_code(page, review_desk)


def log_in(page: Page, desk: ReviewDesk) -> None:
    page.goto(f"{desk.base}/login")
    page.keyboard.type("minh")
    page.keyboard.press("Tab")
    page.keyboard.type("mat-khau-minh")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.base}/commune")


def past_the_menu(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def return_one(page: Page, desk: ReviewDesk) -> None:
    """Unfold the reasons, leave them by Escape and by Tab, come back and return one."""
    tab_to(page, '.rail a[href="/commune/review"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/commune/review")
    past_the_menu(page)
    tab_to(page, ".return > summary")
    page.keyboard.press("Enter")
    form = page.locator(".return form").first
    expect(form).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    tab_to(page, ".return > summary")
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(form).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")

    tab_to(page, ".return > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Hỏi lại giúp nhé")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã trả lại")
    assert list(desk.states().values()).count("returned") == 1


def approve_a_day_and_take_it_back(page: Page, desk: ReviewDesk) -> None:
    approved = list(desk.states().values()).count("approved")
    page.goto(f"{desk.base}/commune/review/groups")
    past_the_menu(page)
    tab_to(page, 'main a[href*="/commune/review/group?"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/commune/review/group?*")
    past_the_menu(page)
    tab_to(page, "main form button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("lượt đã duyệt")
    assert list(desk.states().values()).count("approved") > approved
    past_the_menu(page)
    tab_to(page, 'main form[action*="/undo"] button')
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).not_to_contain_text("đã duyệt")
    assert list(desk.states().values()).count("approved") == approved


def close_and_open_again(page: Page, desk: ReviewDesk) -> None:
    last = periods_around("administrative_month", clock.local_date(), 2)[1]
    page.goto(f"{desk.base}/commune/close/{last.code}")
    tab_to(page, "#close textarea")
    page.keyboard.type("Còn hai thôn chưa gửi")
    tab_to(page, "#close button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã chốt")

    page.goto(f"{desk.base}/commune/close/{last.code}")
    tab_to(page, "#reopen summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Một lượt đến muộn")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã mở lại")


def give_a_new_code(page: Page, desk: ReviewDesk) -> None:
    page.goto(f"{desk.base}/commune/teams")
    past_the_menu(page)
    tab_to(page, 'main form[action*="/code"] button')
    page.keyboard.press("Enter")
    expect(page.locator(".enrol-code .number")).to_be_visible()
