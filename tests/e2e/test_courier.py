"""Work that leaves a village in somebody's pocket: by another phone, or on the desk's own import page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import DeskUser
from tests.e2e.faults_book import Book
from tests.e2e.faults_phone import BatteredPhone
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The share sheet is the phone's own: what the app hands to it is kept, as if sent to somebody.
SHARE_SHEET = """
  navigator.canShare = ({ files }) => files.length === 1;
  navigator.share = async ({ files: [file] }) => {
    globalThis.shared = { name: file.name, type: file.type, text: await file.text() };
  };
"""


def test_work_that_another_phone_carries(
    phone: BatteredPhone, book: Book, members: Iterator[dict[str, Any]], desk: Callable[[], Page]
):
    phone.go_offline()
    phone.log_visit()
    phone.log_visit()
    phone.page.goto(f"{phone.base}/app/#/sync")
    with phone.page.expect_download() as made:
        phone.press("Gửi bằng tệp")
    text = made.value.path().read_text(encoding="utf-8")
    assert "Hộ Một" not in text

    carrier = desk()
    phone.enrol(next(members)["enrol_code"], carrier)
    carrier.goto(f"{phone.base}/app/#/sync")
    carrier.locator("input[type=file]").set_input_files(made.value.path())
    expect(carrier.get_by_text("Mang giúp người khác, xã đã nhận")).to_be_visible()
    expect(carrier.get_by_text("Tệp sẽ lên xã khi máy này có sóng")).to_have_count(0)
    spoilt = json.loads(text)
    spoilt["parcels"][0]["data"] = spoilt["parcels"][0]["data"][:-4] + "AAAA"
    spoilt["parcels"][0]["nonce"] = "A" * 16
    carrier.locator("input[type=file]").set_input_files(
        {"name": "spoilt.txt", "mimeType": "text/plain", "buffer": json.dumps(spoilt).encode()}
    )
    expect(carrier.get_by_text("Bị hỏng, hoặc không phải do điện thoại đó tạo ra")).to_be_visible()
    book.expect_sound(visits=3)

    phone.expect_figures(approved=0, waiting=1, unsent=2)
    phone.go_online()
    phone.expect_all_sent()

    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=3, unsent=0)


def test_work_that_is_shared_and_taken_in_at_the_desk(
    phone: BatteredPhone, book: Book, shared_station: Station, desk: Callable[[], Page]
):
    phone.context.add_init_script(SHARE_SHEET)
    phone.reload()
    phone.go_offline()
    phone.log_visit()
    phone.log_visit()
    phone.page.goto(f"{phone.base}/app/#/sync")
    phone.press("Gửi bằng tệp")
    expect(phone.page.get_by_text("Đã chuyển 2 thay đổi trong một tệp")).to_be_visible()
    shared = phone.page.evaluate("globalThis.shared")
    assert (shared["type"], shared["name"][-4:]) == ("text/plain", ".txt")
    assert "Hộ Một" not in shared["text"]

    minh = DeskUser(desk(), phone.base, **shared_station.demo["communes"][0]["supervisor"])
    assert minh.bring_file(shared["name"], shared["text"]) == [["1", "2", "0", ""]]
    book.expect_sound(visits=3)
    assert minh.bring_file(shared["name"], shared["text"]) == [["1", "2", "0", ""]]
    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=1, unsent=2)

    phone.go_online()
    phone.expect_all_sent()

    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=3, unsent=0)
