"""A team's day without signal: class, feedback, survey, a promise that is kept, what a household sells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.desk import DeskUser
from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station
from tocongnghe import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEPT = "Đã lưu trên máy này"


def test_a_days_work_for_the_village_is_kept_without_signal_and_stored_once(
    station: Station, open_phone: Callable[[], BrowserContext], desk: Callable[[], Page]
) -> None:
    phone = PhoneUser(open_phone, station.base)
    phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
    phone.sync()
    phone.go_offline()
    phone.reload()

    visit_a_seller_and_promise_to_come_back(phone)
    hold_a_class(phone)
    pass_feedback_on(phone)
    survey_the_village(phone)
    keep_the_promise(phone)
    phone.close_and_open(offline=True)
    expect_all_on_the_phone(phone, "Đã lưu trên máy")
    phone.go_online()
    phone.sync()

    expect_all_on_the_phone(phone, "Xã đã nhận")
    assert_stored_once(station)
    minh = DeskUser(desk(), station.base, **station.demo["communes"][0]["supervisor"])
    minh.answer_feedback("Xóm trong mất sóng", "Tháng 12 có trạm mới")
    phone.sync()
    read_the_answer(phone)


def visit_a_seller_and_promise_to_come_back(phone: PhoneUser) -> None:
    phone.begin_assist()
    phone.new_household("Hộ Một")
    phone.press(re.compile("^Gian hàng số"))
    phone.press(re.compile("^Đã giúp"))
    phone.page.get_by_text("Bán hàng trên mạng (nếu biết)").tap()
    phone.page.get_by_role("group", name="Đã có gian hàng trên mạng chưa?").get_by_role(
        "button", name="Có"
    ).tap()
    phone.press("Zalo")
    phone.page.get_by_text("Hẹn lần sau, ghi chú").tap()
    promise = phone.page.get_by_role("group", name="Hẹn lần sau")
    promise.get_by_role("button", name="Ngày khác").tap()
    phone.page.get_by_label("Ngày nào?").fill("2062-11-22")
    phone.press("Lưu")
    expect(phone.page.get_by_role("alert")).to_contain_text("Hãy xem lại ngày")
    phone.page.get_by_label("Ngày nào?").fill(clock.local_date().isoformat())
    phone.press("Lưu")
    expect(phone.page.get_by_text(KEPT)).to_be_visible()
    phone.home()
    expect(phone.page.get_by_text("Đến hẹn thăm lại")).to_be_visible()


def hold_a_class(phone: PhoneUser) -> None:
    """One that is written down and corrected, and one that is taken back at once."""
    phone.home()
    phone.taps = 0
    phone.press("Lớp học", role="link")
    phone.press("Ghi lớp học", role="link")
    phone.press(re.compile("^Kích hoạt VNeID"))
    phone.press("+10, thêm mười: Nữ")
    phone.press("Thêm một: Nam")
    phone.press("Lưu")
    assert phone.taps <= 6
    expect(phone.page.get_by_text(KEPT)).to_be_visible()
    phone.press("Xong")
    phone.press(re.compile("^Kích hoạt VNeID"), role="link")
    phone.press("Sửa", role="link")
    phone.page.get_by_label("Trong đó trên 60 tuổi", exact=True).fill("4")
    phone.press("Hôm qua")
    phone.press("Lưu")
    expect(phone.page.get_by_role("heading", name="Lớp học", exact=True)).to_be_visible()
    phone.page.goto(f"{phone.base}/app/#/class-hold")
    phone.press(re.compile("^Kích hoạt VNeID"))
    phone.press("+10, thêm mười: Nam")
    phone.press("Lưu")
    phone.press(re.compile("^Bỏ mục vừa lưu"))
    expect(phone.page.get_by_text("Đã bỏ")).to_be_visible()


def pass_feedback_on(phone: PhoneUser) -> None:
    """Begun, left half filled, and found again."""
    phone.page.goto(f"{phone.base}/app/#/feedback-new")
    phone.press("Sóng di động")
    phone.page.get_by_label("Bà con nói gì").fill("Xóm trong mất sóng")
    phone.press("Quay lại")
    phone.press("Để dành, điền sau")
    phone.page.goto(f"{phone.base}/app/#/feedback-new")
    expect(phone.page.get_by_label("Bà con nói gì")).to_have_value("Xóm trong mất sóng")
    phone.press(re.compile("^Góp ý của một hộ"))
    phone.press(re.compile("^Hộ Một"))
    phone.press("Lưu")
    expect(phone.page.get_by_text(KEPT)).to_be_visible()


def survey_the_village(phone: PhoneUser) -> None:
    phone.page.goto(f"{phone.base}/app/#/surveys")
    phone.press("Khảo sát thôn này", role="link")
    phone.page.get_by_role("group", name="Hộ nào có điện?").get_by_role("button", name="Tất cả các hộ").tap()
    phone.page.get_by_role("group", name="Có mạng cáp quang không?").get_by_role("button", name="Không").tap()
    phone.press("Xem tại chỗ")
    phone.press("Lưu")
    expect(phone.page.get_by_text(KEPT)).to_be_visible()


def keep_the_promise(phone: PhoneUser) -> None:
    """A visit on the same topic ticks the promise off; this one promises the next week."""
    phone.begin_assist()
    phone.press(re.compile("^Hộ Một"))
    phone.press(re.compile("^Gian hàng số"))
    phone.press(re.compile("^Đã có"))
    phone.page.get_by_text("Hẹn lần sau, ghi chú").tap()
    phone.press("Tuần sau")
    phone.press("Lưu")
    phone.home()
    expect(phone.page.get_by_text("1 lượt hẹn thăm lại trong 7 ngày tới")).to_be_visible()
    expect(phone.page.get_by_text("Đến hẹn thăm lại")).to_have_count(0)


def expect_all_on_the_phone(phone: PhoneUser, receipt: str) -> None:
    words = {
        "classes": "11 người: 10 nữ, 1 nam; 4 người trên 60 tuổi",
        "feedback": "Xóm trong mất sóng",
        "surveys": "Mạng cáp quang",
    }
    for page, word in words.items():
        phone.page.goto(f"{phone.base}/app/#/{page}")
        expect(phone.page.get_by_text(word)).to_be_visible()
        expect(phone.page.get_by_text(receipt, exact=True)).to_have_count(1)


def read_the_answer(phone: PhoneUser) -> None:
    """It stands on the home page until it was opened."""
    phone.home()
    phone.page.get_by_text("Xã đã trả lời").first.tap()
    expect(phone.page.get_by_text("Tháng 12 có trạm mới")).to_be_visible()
    phone.home()
    expect(phone.page.get_by_role("link", name="Ghi lượt hỗ trợ", exact=True)).to_be_visible()
    expect(phone.page.get_by_text("Xã đã trả lời")).to_have_count(0)


def assert_stored_once(station: Station) -> None:
    today = clock.local_date()
    classes = """
        SELECT state, topic, women_count, men_count, over_60_count, held_on FROM class_session ORDER BY state
    """
    assert [tuple(map(str, row)) for row in station.rows(classes)] == [
        ("held", "vneid", "10", "1", "4", str(today - timedelta(days=1))),
        ("withdrawn", "vneid", "None", "10", "None", str(today)),
    ]
    feedback = """
        SELECT category, text, feedback.state, head_name
        FROM feedback JOIN household ON household.id = household_id
    """
    assert station.rows(feedback) == [("signal", "Xóm trong mất sóng", "open", "Hộ Một")]
    survey = "SELECT power, mobile_signal, has_fibre, has_cash_point, source, surveyed_on FROM village_survey"
    assert [tuple(map(str, row)) for row in station.rows(survey)] == [
        ("all", "None", "0", "None", "seen", str(today))
    ]
    visits = "SELECT details, follow_up_on FROM assist WHERE topic = 'digital_shop' ORDER BY logged_at"
    first, second = station.rows(visits)
    assert json.loads(first[0]) == {"shop": True, "platform": "zalo"}
    assert (str(first[1]), str(second[1])) == (str(today), str(today + timedelta(days=7)))
