"""A voice recorded without signal, sent after its record, and heard at the desk, byte for byte."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.conftest import open_handset
from tests.e2e.desk import DeskUser
from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEPT = "Đã lưu trên máy này"
HEARD = """async (audio) => {
    audio.muted = true;
    await audio.play();
    return new Promise((resolve) => { audio.ontimeupdate = () => resolve(audio.currentTime > 0); });
}"""


@pytest.fixture
def phone(playwright: Playwright, station: Station, tmp_path: Path) -> Iterator[PhoneUser]:
    """Return an enrolled phone whose microphone hears a beep and is allowed."""
    opened: list[BrowserContext] = []

    def open_it() -> BrowserContext:
        context = open_handset(
            playwright,
            tmp_path / "phone",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        )
        opened.append(context)
        return context

    phone = PhoneUser(open_it, station.base)
    phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
    phone.sync()
    yield phone
    for context in opened:
        context.close()


def test_what_was_said_without_signal_is_heard_at_the_desk(
    station: Station, phone: PhoneUser, desk: Callable[[], Page]
) -> None:
    phone.go_offline()
    phone.reload()
    say_feedback(phone)
    say_a_note(phone)
    phone.close_and_open(offline=True)
    phone.page.goto(f"{phone.base}/app/#/feedback")
    phone.press(re.compile("^Sóng di động"), role="link")
    phone.press("Nghe")
    expect(phone.page.get_by_role("button", name="Dừng")).to_be_visible()

    phone.go_online()
    phone.sync()
    expect(phone.page.get_by_text(re.compile(r"^2 bản ghi âm chờ gửi \(\d+(,\d)? KB\)$"))).to_be_visible()
    assert station.rows("SELECT count(*) FROM blob") == [(0,)]
    phone.press("Gửi bản ghi âm ngay")
    expect(phone.page.get_by_text("Không có bản ghi âm nào chờ gửi")).to_be_visible()

    [(feedback, said)] = station.rows("SELECT id, voice FROM feedback")
    [(assist, note)] = station.rows("SELECT id, voice FROM assist")
    minh = DeskUser(desk(), station.base, **station.demo["communes"][0]["supervisor"])
    expect_heard(minh, "/commune/feedback", f"/commune/feedback/{feedback}/recording", said)
    expect_heard(minh, f"/commune/assists/{assist}", f"/commune/assists/{assist}/recording", note)


def record(phone: PhoneUser, milliseconds: int) -> None:
    phone.press("Ghi âm")
    expect(phone.page.get_by_role("timer")).to_be_visible()
    phone.page.wait_for_timeout(milliseconds)
    phone.press("Dừng ghi âm")
    expect(phone.page.get_by_role("button", name="Nghe")).to_be_visible()
    phone.press("Lưu")
    expect(phone.page.get_by_text(KEPT)).to_be_visible()


def say_feedback(phone: PhoneUser) -> None:
    phone.page.goto(f"{phone.base}/app/#/feedback-new")
    phone.press("Sóng di động")
    record(phone, 2000)


def say_a_note(phone: PhoneUser) -> None:
    phone.begin_assist()
    phone.new_household("Hộ Một")
    phone.press(re.compile("^Kích hoạt VNeID"))
    phone.press(re.compile("^Đã giúp"))
    phone.page.get_by_text("Hẹn lần sau, ghi chú").tap()
    record(phone, 1000)


def expect_heard(user: DeskUser, page: str, address: str, sha256: str) -> None:
    """Whatever has this hash is what the phone recorded."""
    user.page.goto(user.base + page)
    answer = user.page.request.get(user.base + address)
    assert hashlib.sha256(answer.body()).hexdigest() == sha256
    headers = answer.headers
    assert (headers["content-type"], headers["x-content-type-options"]) == ("audio/webm", "nosniff")
    assert headers["content-disposition"].startswith("attachment")
    assert user.page.locator(f'audio[src="{address}"]').evaluate(HEARD)
