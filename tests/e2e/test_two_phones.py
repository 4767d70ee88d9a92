"""A team with two phones and its commune: a list, practice, a meeting, a notice, figures that agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.console.list_files import HEADINGS, as_tcvn3, workbook
from tests.e2e.conftest import open_handset
from tests.e2e.desk import DeskUser
from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTED = ["Nông Văn Thử", "Lý A Mẫu", "Vi Thị Thử"]


@pytest.fixture
def another_phone(playwright: Playwright, tmp_path: Path) -> Callable[[], BrowserContext]:
    def open_it() -> BrowserContext:
        return open_handset(playwright, tmp_path / "another")

    return open_it


def test_a_team_and_its_commune_work_together(
    station: Station,
    open_phone: Callable[[], BrowserContext],
    another_phone: Callable[[], BrowserContext],
    desk: Callable[[], Page],
):
    commune = station.demo["communes"][0]
    village = commune["members"][0]["village"]
    team = [member for member in commune["members"] if member["village"] == village]
    minh = DeskUser(desk(), station.base, **commune["supervisor"])
    bring_list(minh, village)
    post_notice(minh)
    lan, hoa = PhoneUser(open_phone, station.base), PhoneUser(another_phone, station.base)
    lan.enrol(team[0]["enrol_code"])
    hoa.enrol(team[1]["enrol_code"])
    lan.sync()

    lan.go_offline()
    practise(lan)
    log_meeting(lan)
    give_task(lan, team[1]["name"])
    lan.expect_figures(approved=0, waiting=0, unsent=2)
    lan.go_online()
    lan.sync()
    hoa.sync()

    read_notice(hoa)
    expect_reached(hoa, "Nông Văn Thử")
    do_task(hoa)
    hoa.sync()
    assert station.rows("SELECT count(*) FROM assist") == [(2,)]
    assert station.rows("SELECT count(*) FROM consent WHERE state = 'given'") == [(2,)]
    assert station.rows("SELECT count(*) FROM acknowledgement") == [(2,)]
    assert station.rows("SELECT state, done_text FROM task") == [("done", "Đã xem lại")]

    minh.approve_all()
    lan.sync()
    lan.expect_figures(approved=2, waiting=0, unsent=0)
    assert own_figures(lan, "Kích hoạt VNeID") == "2 được tính"
    assert member_row(minh, team[0]["name"]) == ["2", "2", "0", "0", "2", "2"]
    hoa.context.close()


def bring_list(minh: DeskUser, village: str) -> None:
    rows = [[as_tcvn3(word) for word in HEADINGS], *[[i, as_tcvn3(name)] for i, name in enumerate(LISTED, 1)]]
    page = minh.page
    page.goto(f"{minh.base}/commune/households")
    page.select_option("select[name=village]", village)
    page.set_input_files(
        "input[type=file]",
        {"name": "ds.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": workbook(rows)},
    )
    page.get_by_role("button", name="Xem trước danh sách").click()
    expect(page.get_by_text("Nông Văn Thử")).to_be_visible()
    page.get_by_role("button", name="Nhập danh sách này").click()
    expect(page.get_by_text("hộ đã được thêm")).to_be_visible()


def post_notice(minh: DeskUser) -> None:
    page = minh.page
    page.goto(f"{minh.base}/commune/notices")
    page.locator("input[name=title]").fill("Họp tổ")
    page.locator("textarea[name=text]").fill("19 giờ tại nhà văn hoá thôn.")
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    page.locator("form:has(textarea[name=text]) button.primary").click()
    expect(page.get_by_text("Họp tổ").first).to_be_visible()


def practise(phone: PhoneUser) -> None:
    """What is logged in practice must be nowhere afterwards."""
    phone.page.goto(f"{phone.base}/app/#/practice")
    phone.press(re.compile("^Bắt đầu"))
    expect(phone.page.get_by_text(re.compile("Tập huấn")).first).to_be_visible()
    phone.begin_assist()
    phone.page.locator("button.item").first.tap()
    phone.say_what("vneid", "Đã giúp")
    phone.press(re.compile("^Kết thúc tập"))
    phone.expect_figures(approved=0, waiting=0, unsent=0)


def log_meeting(phone: PhoneUser) -> None:
    phone.page.goto(f"{phone.base}/app/#/log-many")
    phone.press(re.compile("^Kích hoạt VNeID"))
    phone.press(re.compile("^Đã giúp"))
    for name in LISTED[:2]:
        phone.page.get_by_role("checkbox", name=re.compile(name)).tap()
        phone.press(f"{name} đồng ý")
    phone.page.get_by_role("checkbox", name=re.compile(LISTED[2])).tap()
    phone.press("Lưu")
    expect(phone.page.get_by_role("alert")).to_contain_text("1 hộ chưa được hỏi ý kiến")
    phone.press(f"{LISTED[2]} không đồng ý")
    phone.press("Lưu")
    expect(phone.page.get_by_text("Đã lưu trên máy này")).to_be_visible()


def give_task(phone: PhoneUser, name: str) -> None:
    phone.page.goto(f"{phone.base}/app/#/task-new/team")
    phone.press(name)
    phone.page.get_by_role("textbox").first.fill("Xem lại giúp bà con")
    phone.press("Lưu")
    expect(phone.page.get_by_text("Đã lưu trên máy này")).to_be_visible()


def do_task(phone: PhoneUser) -> None:
    phone.home()
    phone.press(re.compile("Xem lại giúp bà con"), role="link")
    phone.page.get_by_role("textbox").first.fill("Đã xem lại")
    phone.press("Đã làm xong")
    expect(phone.page.get_by_role("button", name="Đã làm xong")).to_have_count(0)


def read_notice(phone: PhoneUser) -> None:
    phone.home()
    phone.press(re.compile("Xã thông báo"), role="link")
    expect(phone.page.get_by_text("19 giờ tại nhà văn hoá thôn.")).to_be_visible()
    phone.home()
    expect(phone.page.get_by_text("Xã thông báo")).to_have_count(0)


def expect_reached(phone: PhoneUser, name: str) -> None:
    phone.page.goto(f"{phone.base}/app/#/households")
    phone.press(re.compile(name), role="link")
    expect(phone.page.get_by_text("Kích hoạt VNeID").first).to_be_visible()


def own_figures(phone: PhoneUser, topic: str) -> str:
    phone.page.goto(f"{phone.base}/app/#/figures")
    line = phone.page.locator("li.item", has_text=topic).locator(".small").first
    return line.inner_text()


def member_row(minh: DeskUser, name: str) -> list[str]:
    """Return what a member did: visits, provisional and official; waiting, returned; households, likewise."""
    minh.page.goto(f"{minh.base}/commune/tally?by=member")
    row = minh.page.locator("tr", has=minh.page.get_by_role("rowheader", name=name, exact=True)).first
    return [cell.strip() for cell in row.locator("td").all_inner_texts()]
