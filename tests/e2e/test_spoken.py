"""A phrase recorded at the desk, approved, fetched by a phone, and heard without signal before consent."""

from __future__ import annotations

import json
import math
import re
import struct
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.conftest import open_handset
from tests.e2e.desk import DeskUser
from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RATE = 48_000
SPOKEN_SECONDS = 1.5
COUNT_ENDED = """() => {
    window.ended = 0;
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        this.addEventListener("ended", () => { window.ended += 1; });
        return play.call(this);
    };
}"""


def write_voice(path: Path) -> None:
    """Write a "voice" that wavers for a while, and is silent before and after it, again and again."""
    samples = bytearray()
    for at in range(RATE * 3):
        second = at / RATE
        is_spoken = 0.7 < second < 0.7 + SPOKEN_SECONDS
        wave_at = math.sin(2 * math.pi * 230 * second) * (0.6 + 0.4 * math.sin(2 * math.pi * 4 * second))
        samples += struct.pack("<h", int(3000 * wave_at) if is_spoken else 0)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))


@pytest.fixture
def officer(station: Station, playwright: Playwright, tmp_path: Path) -> Iterator[DeskUser]:
    """Return somebody of the province at a phone's browser whose microphone hears the "voice"."""
    write_voice(tmp_path / "voice.wav")
    context = open_handset(
        playwright,
        tmp_path / "recorder",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={tmp_path / 'voice.wav'}",
    )
    yield DeskUser(context.pages[0], station.base, **station.demo["province_staff"])
    context.close()


def test_a_phrase_goes_from_a_speaker_to_a_household_without_signal(
    station: Station,
    officer: DeskUser,
    open_phone: Callable[[], BrowserContext],
    desk: Callable[[], Page],
) -> None:
    record_the_question(officer)
    rows = station.rows("SELECT sha256, byte_count, duration_ms FROM spoken_recording")
    [(name, size, milliseconds)] = rows
    assert milliseconds == pytest.approx(1000 * (SPOKEN_SECONDS + 0.24), abs=400), "silence is cut off"
    assert size <= max(3072, milliseconds / 1000 * 12 * 1024 / 5)
    approve(DeskUser(desk(), station.base, **station.demo["admin"]))

    phone = PhoneUser(open_phone, station.base)
    phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
    phone.sync()
    fetch_voices(phone)
    phone.close_and_open(offline=True)
    agree_after_listening(phone)
    phone.go_online()
    phone.sync()

    [(body,)] = station.rows("SELECT body FROM operation WHERE kind = 'consent.give'")
    said = json.loads(body)
    assert (said["heard"], said["language"]) == ([name], "tyz")
    [(assist,)] = station.rows("SELECT id FROM assist")
    minh = DeskUser(desk(), station.base, **station.demo["communes"][0]["supervisor"])
    minh.page.goto(f"{station.base}/commune/assists/{assist}")
    minh.page.get_by_text("Đã nghe trước khi trả lời: 1 bản ghi âm").click()
    expect(minh.page.get_by_text(f"{name[:8]}…")).to_be_visible()


def approve(listener: DeskUser) -> None:
    page = listener.page
    page.goto(f"{listener.base}/province/voices/review")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_text("Đã duyệt.", exact=False).first).to_be_visible()


def fetch_voices(phone: PhoneUser) -> None:
    phone.page.goto(f"{phone.base}/app/#/language")
    card = phone.page.locator(".card", has=phone.page.get_by_role("heading", name="Tày", exact=True))
    card.get_by_role("button", name="Tải giọng đọc ngay").tap()
    expect(card.get_by_text(re.compile("^Nghe được 1 trên 1 câu"))).to_be_visible()


def agree_after_listening(phone: PhoneUser) -> None:
    phone.page.evaluate(COUNT_ENDED)
    phone.begin_assist()
    phone.press("Hộ mới")
    phone.page.get_by_label("Họ tên chủ hộ").fill("Hộ Nghe")
    phone.press("Cho hộ gia đình nghe")
    expect(phone.page.get_by_text("Đã nghe hết")).to_be_visible()
    assert phone.page.evaluate("window.ended") == 1
    phone.press("Đồng ý")
    phone.press("Bằng lời nói")
    phone.press("Tiếp tục")
    silent = phone.page.get_by_role("button", name=re.compile("^Nghe:"))
    assert silent.count() == 0, "no ear that plays nothing"
    phone.say_what("vneid", "Đã giúp")


def record_the_question(officer: DeskUser) -> None:
    """Write a speaker down and record, on a phone's browser, what a household is asked."""
    page = officer.page
    page.goto(f"{officer.base}/province/voices")
    page.get_by_label("Tên", exact=True).fill("Người Đọc Thử")
    page.get_by_role("combobox", name="Ngôn ngữ").select_option("tyz")
    page.get_by_label(re.compile("Tiếng của vùng nào")).fill("xã thử")
    page.get_by_label(re.compile("Đồng ý bằng cách nào")).fill("giấy thử")
    page.get_by_label(re.compile("Người đọc đã đồng ý")).check()
    page.get_by_role("button", name="Thêm và ghi âm").tap()
    page.wait_for_url("**/record*")
    page.goto(f"{page.url}?phrase=consent_question")
    page.get_by_role("button", name="Ghi âm", exact=True).tap()
    page.wait_for_timeout(2900)
    page.get_by_role("button", name="Dừng", exact=True).tap()
    page.get_by_text(re.compile(r"^\d(,\d)? giây, \d+(,\d)? KB$")).wait_for()
    page.get_by_role("button", name="Giữ, sang câu sau").tap()
    page.wait_for_url("**phrase=agree")
    expect(page.get_by_text("Đã ghi âm.", exact=False).first).to_be_visible()
