"""The whole road once: from a phone without signal to the figure that the province exports."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.desk import DeskUser
from tests.e2e.faults_phone import BatteredPhone
from tests.e2e.mid_sync import MOMENTS, lose_the_server
from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]


@pytest.mark.parametrize(
    ("database_url", "is_killed"),
    [("sqlite", False), ("sqlite", True), ("postgresql", True)],
    ids=["sqlite", "sqlite-server-killed", "postgresql-server-killed"],
    indirect=["database_url"],
)
def test_an_assist_logged_without_signal_becomes_once_part_of_the_provinces_figure(
    any_station: Station,
    open_phone: Callable[[], BrowserContext],
    desk: Callable[[], Page],
    is_killed: bool,
):
    station = any_station
    commune = station.demo["communes"][0]
    code = commune["code"]
    phone = BatteredPhone(open_phone, station.base)
    phone.enrol(commune["members"][0]["enrol_code"])

    log_a_day_without_signal(phone)
    phone.expect_figures(approved=0, waiting=0, unsent=6)
    phone.close_and_open(offline=True)
    phone.expect_figures(approved=0, waiting=0, unsent=6)
    if is_killed:
        kill_the_server_twice(phone, station)
    phone.go_online()
    phone.sync()
    phone.expect_figures(approved=0, waiting=6, unsent=0)

    minh = DeskUser(desk(), station.base, **commune["supervisor"])
    assert sorted(minh.waiting()) == ["Hộ Ba", "Hộ Hai", *["Hộ Một"] * 3, "Lượt không gắn hộ"]
    minh.return_assist("Hộ Ba", reason="Nhầm nội dung", text="Hỏi lại giúp nhé")
    minh.approve_all()
    station.run("jobs", "once", "rollups")
    assert station.coverage()[code, "vneid_helped"]["official"] == "1"

    phone.sync()
    answer_the_return(phone)
    phone.sync()
    assert minh.waiting() == ["Hộ Ba"]
    minh.approve_all()
    station.run("jobs", "once", "rollups")

    assert_the_provinces_figures(station, code)
    phone.sync()
    phone.expect_figures(approved=6, waiting=0, unsent=0)
    assert_desk_and_export_agree(station, desk, minh, code)
    assert_nothing_doubled(station)


def log_a_day_without_signal(phone: PhoneUser) -> None:
    """Three households and a refusal; the fewest taps for a household that is known."""
    phone.go_offline()
    phone.reload()
    phone.begin_assist()
    phone.new_household("Hộ Một")
    phone.say_what("vneid", "Đã giúp")
    for topic in ("vneid", "payment_account"):
        phone.taps = 0
        phone.begin_assist()
        phone.press(re.compile("^Hộ Một"))
        phone.say_what(topic, "Đã giúp")
        assert phone.taps <= 5
    phone.begin_assist()
    phone.new_household("Hộ Hai")
    phone.say_what("vneid", "Đã có")
    phone.begin_assist()
    phone.new_household("Hộ Ba")
    phone.say_what("vneid", "Đã giúp")
    phone.begin_assist()
    phone.refuse_to_be_named("Hộ Từ Chối")
    phone.say_what("vneid", "Đã giúp")


def kill_the_server_twice(phone: BatteredPhone, station: Station) -> None:
    """With the day's work in its hands: once before it is committed, once before the phone is told."""
    stored = "SELECT count(*) FROM operation WHERE kind = 'assist.log'"
    for moment in MOMENTS:
        lose_the_server(phone, station, moment)
        phone.expect_figures(approved=0, waiting=0, unsent=6)
        assert station.rows(stored) == [(6 if moment == "after-commit" else 0,)]
    station.start()


def answer_the_return(phone: PhoneUser) -> None:
    """The return stands on the home page as a task, with the commune's words; correct it and send it back."""
    phone.home()
    expect(phone.page.get_by_role("heading", name="Việc cần làm")).to_be_visible()
    phone.page.get_by_text("Xã trả lại").first.tap()
    expect(phone.page.get_by_text("Hỏi lại giúp nhé")).to_be_visible()
    phone.press("Sửa và gửi lại", role="link")
    phone.press("Hôm qua")
    phone.press("Gửi lại")
    expect(phone.page.get_by_text(re.compile("Đã lưu trên máy|Đã nhận, chờ duyệt")).first).to_be_visible()


def assert_the_provinces_figures(station: Station, code: str) -> None:
    rows = station.coverage()

    def figure(indicator: str, column: str = "official") -> str:
        return rows[code, indicator][column]

    assert figure("vneid_helped", "denominator") == "100"
    assert [(figure(name), figure(name, "percent_official")) for name in ("vneid_helped", "vneid_has")] == [
        ("2", "2.0"),
        ("3", "3.0"),
    ]
    assert (figure("payment_account_helped"), figure("payment_account_helped", "percent_official")) == (
        "1",
        "1.0",
    )
    assert figure("visits") == "6"
    assert rows["20", "vneid_helped"]["official"] == "2"
    assert rows[code, "vneid_helped"]["place_name"] == station.demo["communes"][0]["name"]
    assert len({place for place, _ in rows}) == 66
    silent = station.demo["communes"][1]["code"]
    assert rows[silent, "vneid_helped"]["official"] == ""
    past = station.coverage("--as-of", "2026-10-31")
    assert past[code, "vneid_helped"]["official"] == "0"
    assert past[silent, "vneid_helped"]["official"] == ""


def assert_desk_and_export_agree(
    station: Station, desk: Callable[[], Page], minh: DeskUser, code: str
) -> None:
    assert minh.tally_row("Tất cả thôn, bản")[:2] == ["6", "6"]
    assert minh.tally_row("Kích hoạt VNeID") == ["5", "5", "2", "2", "3", "3"]
    quang = DeskUser(desk(), station.base, **station.demo["province_staff"])
    shown = [cell.splitlines()[0] for cell in quang.coverage_row(code)]
    assert shown == ["2", "2", "100", "2,0", "2,0", "1/4"]
    file = quang.page.request.get(f"{station.base}/province/coverage/export?format=csv")
    text = file.body().decode("utf-8-sig")
    from_desk = {(row["place_code"], row["indicator"]): row for row in csv.DictReader(io.StringIO(text))}
    from_shell = station.coverage()
    assert from_desk == from_shell
    as_json = json.loads(station.run("export", "coverage", "--place", "20", "--format", "json"))
    ours = next(r for r in as_json["rows"] if (r["place_code"], r["indicator"]) == (code, "vneid_helped"))
    assert (ours["official"], ours["percent_official"]) == (2, 2.0)


def assert_nothing_doubled(station: Station) -> None:
    """Check that each visit is stored once, and that the log has no gap."""
    assert station.rows("SELECT count(*), count(DISTINCT id) FROM assist") == [(6, 6)]
    assert station.rows("SELECT 1 FROM operation GROUP BY device_id, device_n HAVING count(*) > 1") == []
    logs = station.rows("SELECT min(seq), max(seq), count(*) FROM log GROUP BY province_id")
    assert all((low, high) == (1, count) for low, high, count in logs)
