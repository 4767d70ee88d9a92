"""A lesson without signal: fetched beside the sync, kept, taught, and written down as a class."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_lesson_is_taught_without_signal_and_its_class_says_which_steps_were_done(
    station: Station, open_phone: Callable[[], BrowserContext]
) -> None:
    phone = PhoneUser(open_phone, station.base)
    # Nobody opens a lesson while there is signal: it comes by itself after a contact.
    with phone.context.expect_event("response", lambda answer: "/api/v1/lessons/vi" in answer.url) as fetched:
        phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
        phone.sync()
    assert fetched.value.status == 200
    phone.page.wait_for_timeout(500)
    phone.go_offline()
    phone.close_and_open(offline=True)

    phone.page.goto(f"{station.base}/app/#/lessons")
    phone.press("Nhận ra lừa đảo 6 bước · 20 phút", role="link")
    expect(phone.page.get_by_text("Nội dung chờ duyệt về chuyên môn")).to_be_visible()
    phone.press("Bắt đầu bài học", role="link")
    for step in range(1, 6):
        expect(phone.page.get_by_text(f"Bước {step} trên 6")).to_be_visible()
        expect(phone.page.locator(".lesson-picture path").first).to_be_visible()
        phone.press("Bước tiếp")
    phone.press("Sang câu hỏi")
    phone.press("Tắt máy, không đưa gì")
    expect(phone.page.get_by_role("alert")).to_contain_text("Đúng rồi!")
    phone.press("Tiếp tục")
    phone.press("Bỏ qua câu này")
    phone.press("Bỏ qua câu này")
    phone.press("Ghi lớp học về bài này")
    phone.press("Thêm một: Nữ")
    phone.press("Lưu")
    expect(phone.page.get_by_text("Đã lưu trên máy này")).to_be_visible()
    phone.go_online()
    phone.sync()

    [(topic, lesson, steps)] = station.rows("SELECT topic, lesson, steps FROM class_session")
    assert (topic, lesson, json.loads(steps)) == ("online_safety", "scams", [1, 2, 3, 4, 5, 6])
