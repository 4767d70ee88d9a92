"""Reviewing at the desk in real Chromium: by single keys, a day at one go, and without the script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk import DeskUser
from tests.e2e.review_desk import ReviewDesk, serve_review_desk
from tocongnghe import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VILLAGE = "20-00001-001"


@pytest.fixture
def review_desk(tmp_path: Path) -> Iterator[ReviewDesk]:
    with serve_review_desk(tmp_path) as desk:
        yield desk


def test_a_day_is_reviewed_by_keys_and_at_one_go_with_and_without_the_script(
    review_desk: ReviewDesk, browser: Browser
) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN").new_page()
    DeskUser(page, review_desk.base, "minh", "mat-khau-minh")
    by_keys(page, review_desk)
    at_one_go(page, review_desk)

    plain = browser.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    DeskUser(plain, review_desk.base, "minh", "mat-khau-minh")
    without_script(plain, review_desk)


def by_keys(page: Page, desk: ReviewDesk) -> None:
    page.goto(f"{desk.base}/commune/review")
    total = int(page.locator("#total").inner_text().split()[0])
    page.evaluate("window.stillHere = true")
    ids = [
        row.removeprefix("a-")
        for row in page.locator("tbody tr:not(.more)").evaluate_all("rows => rows.map(row => row.id)")
    ]

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("tr.here")).to_have_id(f"a-{ids[0]}")
    page.keyboard.press("a")
    expect(page.locator(f"#a-{ids[0]}")).to_have_class("decided")
    expect(page.locator("tr.here")).to_have_id(f"a-{ids[1]}")
    expect(page.get_by_role("status").first).to_contain_text("1 lượt đã duyệt")
    assert desk.states()[ids[0]] == "approved"
    expect(page.locator("#total")).to_have_text(f"{total - 1} lượt hỗ trợ")

    page.keyboard.press("u")
    expect(page.locator(f'#a-{ids[0]} form[data-verdict="approve"]')).to_be_visible()
    assert desk.states()[ids[0]] == "submitted"

    page.locator(f"#a-{ids[1]}").locator("td.day").click()
    page.keyboard.press("r")
    row = page.locator(f"#a-{ids[1]}")
    row.locator("select").select_option("no_proof")
    row.locator("textarea").press_sequentially("ajk")
    row.get_by_role("button", name="Trả lại").click()
    expect(row).to_have_class("decided")
    assert desk.states()[ids[1]] == "returned"

    page.keyboard.press("x")
    expect(page.locator("tr.here input[type=checkbox]")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_text("duyệt lượt này")).to_be_visible()
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("a")
    assert desk.states()[ids[2]] == "submitted", "single keys can be switched off"
    assert page.evaluate("window.stillHere"), "the page was never loaded anew"


def at_one_go(page: Page, desk: ReviewDesk) -> None:
    page.goto(
        f"{desk.base}/commune/review/group?village={VILLAGE}&day={clock.local_date() - timedelta(days=1)}"
    )
    expect(page.locator(".samples li")).to_have_count(3)
    ticked = page.locator("input[name=assist]:checked").evaluate_all(
        "boxes => boxes.map(box => box.value.slice(0, 22))"
    )
    page.get_by_role("button", name="Duyệt lượt đã chọn").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{len(ticked)} lượt đã duyệt")
    assert {desk.states()[id] for id in ticked} == {"approved"}

    page.get_by_role("button", name="Rút lại duyệt tất cả").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{len(ticked)} lượt")
    assert {desk.states()[id] for id in ticked} == {"submitted"}


def without_script(page: Page, desk: ReviewDesk) -> None:
    page.goto(f"{desk.base}/commune/review")
    row = page.locator("tbody tr:not(.more)").first
    id = (row.get_attribute("id") or "").removeprefix("a-")
    row.get_by_role("button", name="Duyệt").first.click()
    expect(page.get_by_role("status").first).to_contain_text("1 lượt đã duyệt")
    assert desk.states()[id] == "approved"
