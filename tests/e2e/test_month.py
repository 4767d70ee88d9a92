"""A month from the first visit to the second closing: a phone and a desk that agree at every step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.desk import DeskUser
from tests.e2e.phone import TOPICS, PhoneUser
from tests.e2e.station import Station
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, load_kinds

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPIC = "Kích hoạt VNeID"


def last_month() -> Period:
    """Return the administrative month that phones call the period before."""
    kind = load_kinds()["administrative_month"]
    found = kind.of(clock.local_date())
    assert found is not None
    return kind.before(found)


@dataclass(frozen=True)
class Both:
    """Lan's phone and Minh's desk, looking at the month before this one."""

    lan: PhoneUser
    minh: DeskUser
    station: Station
    month: Period

    def expect(self, phone: int, desk: tuple[int, int]) -> None:
        """Fail unless phone (all of Lan's visits) and desk (provisional, official) show these figures."""
        self.station.run("jobs", "once", "rollups")
        assert (month_before(self.lan), tally(self.minh, self.month)) == (phone, desk)


def test_a_month_is_closed_and_what_comes_late_counts_in_the_next_version(
    station: Station, open_phone: Callable[[], BrowserContext], desk: Callable[[], Page]
):
    commune, month = station.demo["communes"][0], last_month()
    lan = PhoneUser(open_phone, station.base)
    lan.enrol(commune["members"][0]["enrol_code"])
    minh = DeskUser(desk(), station.base, **commune["supervisor"])
    both = Both(lan, minh, station, month)

    log_return_amend_approve(both)
    assert close(minh, month, reason="Ba thôn chưa có việc") == (3, 3)
    let_work_come_late(both)
    reopen(minh, month, "Một lượt đến muộn")
    assert close(minh, month, reason="Ba thôn chưa có việc") == (4, 4)

    lan.sync()
    both.expect(phone=4, desk=(4, 4))
    assert version(minh, month, 1) == (3, 3)
    expect(minh.page.get_by_text("Một lượt đến muộn").first).to_be_visible()
    assert changed(minh, month) == ["3", "4", "3", "4"]
    assert station.rows("SELECT version FROM closing ORDER BY version") == [(1,), (2,)]


def log_return_amend_approve(both: Both) -> None:
    both.lan.go_offline()
    for name in ("Hộ Một", "Hộ Hai", "Hộ Ba"):
        log_on(both.lan, name, both.month.to_day)
    both.expect(phone=3, desk=(0, 0))
    both.lan.go_online()
    both.lan.sync()
    both.expect(phone=3, desk=(3, 0))
    both.minh.return_assist("Hộ Ba", reason="Nhầm nội dung", text="Hỏi lại giúp nhé")
    both.lan.sync()
    both.expect(phone=3, desk=(2, 0))
    answer_the_return(both.lan, both.month.to_day - timedelta(days=1))
    both.lan.sync()
    both.expect(phone=3, desk=(3, 0))
    both.minh.approve_all()
    both.lan.sync()
    both.expect(phone=3, desk=(3, 3))


def let_work_come_late(both: Both) -> None:
    """A visit of the closed month arrives, is marked, and changes nothing that is closed."""
    page = both.minh.page
    both.lan.go_offline()
    log_on(both.lan, "Hộ Muộn", both.month.from_day)
    both.expect(phone=4, desk=(3, 3))
    both.lan.go_online()
    both.lan.sync()
    both.expect(phone=4, desk=(4, 3))
    assert version(both.minh, both.month, 1) == (3, 3)
    period_page(both.minh, both.month)
    expect(page.locator(".next-step .big")).to_contain_text("1 lượt đến muộn")
    page.goto(f"{both.minh.base}/commune/review")
    expect(page.locator(".flag", has_text="Đến sau khi kỳ đã chốt").first).to_be_visible()
    both.minh.approve_all()


def log_on(phone: PhoneUser, household: str, day: date) -> None:
    """Log one help with a new household for *day*."""
    phone.begin_assist()
    phone.new_household(household)
    phone.press(re.compile(f"^{TOPICS['vneid']}"))
    phone.press(re.compile("^Đã giúp"))
    phone.press("Ngày khác")
    phone.page.get_by_label("Ngày nào?").fill(day.isoformat())
    phone.press("Lưu")
    expect(phone.page.get_by_text("Đã lưu trên máy này")).to_be_visible()


def month_before(phone: PhoneUser) -> int:
    """Return the visits of the month before on the topic, as the member's own page has them."""
    phone.page.goto(f"{phone.base}/app/#/figures")
    line = phone.page.locator("li.item", has_text=TOPIC)
    found = re.search(r"Kỳ trước: (\d+)", line.inner_text())
    assert found is not None
    return int(found[1])


def answer_the_return(phone: PhoneUser, day: date) -> None:
    """Say that it was on *day*, and send it back."""
    phone.home()
    phone.page.get_by_text("Xã trả lại").first.tap()
    expect(phone.page.get_by_text("Hỏi lại giúp nhé")).to_be_visible()
    phone.press("Sửa và gửi lại", role="link")
    phone.press("Ngày khác")
    phone.page.get_by_label("Ngày nào?").fill(day.isoformat())
    phone.press("Gửi lại")
    expect(phone.page.get_by_text("Đã lưu trên máy").first).to_be_visible()


def tally(minh: DeskUser, month: Period) -> tuple[int, int]:
    """Return all visits of *month* at the desk, provisional and official."""
    return visits(minh, f"/commune/tally?from={month.from_day}&to={month.to_day}")


def version(minh: DeskUser, month: Period, number: int) -> tuple[int, int]:
    return visits(minh, f"/commune/close/{month.code}/{number}")


def visits(minh: DeskUser, path: str) -> tuple[int, int]:
    """Return the first two figures of the table's first row: all visits of all villages."""
    minh.page.goto(f"{minh.base}{path}")
    row = minh.page.locator("table.tally tbody tr").first
    cells = [text.strip() for text in row.locator("td").all_inner_texts()]
    return tuple(int(text) if text.isdigit() else 0 for text in cells[:2])  # type: ignore[return-value]


def period_page(minh: DeskUser, month: Period) -> None:
    minh.page.goto(f"{minh.base}/commune/close/{month.code}")


def close(minh: DeskUser, month: Period, reason: str) -> tuple[int, int]:
    """Close *month* and return the figures that were frozen."""
    period_page(minh, month)
    form = minh.page.locator("#close")
    form.get_by_label("Vẫn chốt khi các mục này còn dở, vì").fill(reason)
    form.get_by_role("button").click()
    expect(minh.page.get_by_role("status").first).to_contain_text("Đã chốt")
    return visits(minh, minh.page.url.removeprefix(minh.base))


def reopen(minh: DeskUser, month: Period, reason: str) -> None:
    period_page(minh, month)
    form = minh.page.locator("#reopen")
    form.get_by_label("Vì sao mở lại?").fill(reason)
    form.get_by_role("button").click()
    expect(minh.page.get_by_role("status").first).to_contain_text("Đã mở lại")


def changed(minh: DeskUser, month: Period) -> list[str]:
    """Return before and after of all visits between the two versions, provisional and official."""
    minh.page.goto(f"{minh.base}/commune/close/{month.code}/changes?from=1&to=2")
    row = minh.page.locator("tbody tr", has_text="Lượt hỗ trợ, mọi nội dung")
    return [text.strip() for text in row.locator("td").all_inner_texts()[:4]]
