"""What changes in place at the desk, in real Chromium: lists, addresses, errors in words, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.desk import DeskUser
from tests.e2e.review_desk import ReviewDesk, serve_review_desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

APPROVE = 'form[data-verdict="approve"] button'


@pytest.fixture
def review_desk(tmp_path: Path) -> Iterator[ReviewDesk]:
    with serve_review_desk(tmp_path) as desk:
        yield desk


def test_the_desk_changes_in_place_and_says_in_words_what_went_wrong(
    review_desk: ReviewDesk, browser: Browser
) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN").new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
    DeskUser(page, review_desk.base, "minh", "mat-khau-minh")
    page.goto(f"{review_desk.base}/commune/review")
    page.evaluate("window.stillHere = true")

    lists_follow_their_filters(page)
    a_file_is_answered_in_place(page, review_desk)
    nothing_is_sent_twice(page, review_desk)
    what_failed_is_said_and_the_list_stays(page, review_desk)
    an_ended_session_leads_to_the_login_and_back(page, review_desk)
    assert refused == []


def lists_follow_their_filters(page: Page) -> None:
    everything = page.locator("#total").inner_text()
    page.locator('select[name="topic"]').focus()
    page.locator('select[name="topic"]').select_option("vneid")
    expect(page.locator("#total")).not_to_have_text(everything)
    assert "topic=vneid" in page.url
    assert page.evaluate("document.activeElement.name") == "topic", "one goes on where one was"

    page.locator(".shelves").get_by_text("Đã duyệt").click()
    expect(page.locator(".shelves [aria-current]")).to_have_text("Đã duyệt")
    expect(page.locator("main")).to_be_focused()
    assert page.evaluate("window.stillHere"), "the page was never loaded anew"

    page.evaluate("history.back()")
    expect(page.locator(".shelves [aria-current]")).to_have_text("Chờ duyệt")
    expect(page.locator('select[name="topic"]')).to_have_value("vneid")
    page.evaluate("history.back()")
    expect(page.locator("#total")).to_have_text(everything)
    assert "topic=vneid" not in page.url


def a_file_is_answered_in_place(page: Page, desk: ReviewDesk) -> None:
    page.goto(f"{desk.base}/targets")
    page.evaluate("window.stillHere = true")
    page.locator('input[type="file"]').set_input_files(
        {"name": "x.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    )
    page.locator("form[enctype] button").click()
    expect(page.get_by_role("alert")).to_contain_text("cột")
    assert page.evaluate("window.stillHere")


def nothing_is_sent_twice(page: Page, desk: ReviewDesk) -> None:
    sent: list[str] = []
    page.goto(f"{desk.base}/commune/review")
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.locator(APPROVE).first.dblclick()
    expect(page.locator("#said")).to_contain_text("1 lượt đã duyệt")
    assert len(sent) == 1


def what_failed_is_said_and_the_list_stays(page: Page, desk: ReviewDesk) -> None:
    rows = page.locator("tbody tr").count()

    def bad_gateway(route: Route) -> None:
        route.fulfill(status=502, content_type="text/html", body="<html><h1>Bad Gateway</h1></html>")

    def no_line(route: Route) -> None:
        route.abort()

    for answer in (bad_gateway, no_line):
        page.route("**/review/approve*", answer)
        page.locator("#said").evaluate("place => place.replaceChildren()")
        page.locator(APPROVE).first.click()
        expect(page.locator("#said")).to_contain_text("Chưa tới được máy chủ")
        page.unroute("**/review/approve*")
    page.locator(APPROVE).first.evaluate("button => button.form.setAttribute('action', '/nowhere')")
    page.locator(APPROVE).first.click()
    expect(page.locator("#said")).to_contain_text("404 not-found")
    assert page.locator("tbody tr").count() == rows


def an_ended_session_leads_to_the_login_and_back(page: Page, desk: ReviewDesk) -> None:
    page.goto(f"{desk.base}/commune/review?village=20-00001-001")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.locator(".shelves a").nth(1).click()
    page.wait_for_url(lambda url: "/login?next=" in url)
    page.get_by_label("Tên đăng nhập").fill("minh")
    page.get_by_label("Mật khẩu", exact=True).fill("mat-khau-minh")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/login" not in url)
    assert page.url.endswith("/commune/review?village=20-00001-001")
