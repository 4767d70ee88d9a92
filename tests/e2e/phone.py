"""A volunteer's hands on the phone app: what the story does, in the words that stand on the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

PIN = "258036"
TOPICS = {"vneid": "Kích hoạt VNeID", "payment_account": "Tài khoản thanh toán"}


class PhoneUser:
    """One person with one phone, whose browser can be closed and opened again."""

    def __init__(self, open_phone: Callable[[], BrowserContext], base: str) -> None:
        self._open = open_phone
        self.base = base
        self.context = open_phone()
        self.page: Page = self.context.pages[0]
        self.taps = 0

    def enrol(self, code: str, page: Page | None = None) -> None:
        """Spend *code* and choose a PIN, or go on as who is in already."""
        page = page or self.page
        page.goto(f"{self.base}/app/#enrol={code}")
        page.get_by_role("button", name="Bắt đầu", exact=True).click()
        page.locator(".pin, .greeting").first.wait_for()
        if page.locator(".pin").count():
            for _ in range(2):
                self.type_pin(page=page)
            self.skip_first_use(page)
        expect(page.locator(".greeting")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def type_pin(self, pin: str = PIN, page: Page | None = None) -> None:
        """Type *pin* on the keys of the page and end it."""
        page = page or self.page
        for figure in pin:
            page.locator(".pin-key", has_text=figure).click()
        page.locator(".pin-key-done").click()

    def unlock(self, page: Page | None = None, pin: str = PIN) -> None:
        """Come in after the app was opened anew; with one person here nobody has to be chosen."""
        page = page or self.page
        page.locator(".pin").wait_for()
        self.type_pin(pin, page)
        expect(page.locator(".pin")).to_have_count(0)

    def second_page(self) -> Page:
        """Open the app once more beside the first page, and come in there, too."""
        page = self.context.new_page()
        page.goto(f"{self.base}/app/")
        self.unlock(page)
        return page

    def reload(self, page: Page | None = None) -> None:
        """Open the page anew, as an app that was swept away, and come in."""
        page = page or self.page
        page.reload()
        self.unlock(page)

    def skip_first_use(self, page: Page | None = None) -> None:
        """Pass over the screens that somebody sees once, where they are shown."""
        page = page or self.page
        skip = page.get_by_role("button", name="Bỏ qua", exact=True)
        skip.or_(page.locator(".greeting")).first.wait_for()
        if skip.count():
            skip.click()

    def go_offline(self) -> None:
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.context.set_offline(False)

    def close_and_open(self, *, offline: bool) -> None:
        """Close the whole browser and open it again on the same storage."""
        self.context.close()
        self.context = self._open()
        self.context.set_offline(offline)
        self.page = self.context.pages[0]
        self.page.goto(f"{self.base}/app/")
        self.unlock()

    def press(self, name: str | re.Pattern[str], role: str = "button") -> None:
        """Tap what is called *name*, as a finger would, and count it."""
        exact = isinstance(name, str)
        self.page.get_by_role(role, name=name, exact=exact).first.tap()  # type: ignore[arg-type]
        self.taps += 1

    def home(self) -> None:
        self.page.goto(f"{self.base}/app/#/")

    def begin_assist(self) -> None:
        self.home()
        self.press("Ghi lượt hỗ trợ", role="link")

    def new_household(self, name: str) -> None:
        """Register a household that says yes, aloud."""
        self.press("Hộ mới")
        self.page.get_by_label("Họ tên chủ hộ").fill(name)
        self.press("Đồng ý")
        self.press("Bằng lời nói")
        self.press("Tiếp tục")

    def refuse_to_be_named(self, name: str) -> None:
        """Begin to register a household that then says no."""
        self.press("Hộ mới")
        self.page.get_by_label("Họ tên chủ hộ").fill(name)
        self.press("Không đồng ý")
        self.press("Tiếp tục")

    def say_what(self, topic: str, outcome: str) -> None:
        self.press(re.compile(f"^{TOPICS[topic]}"))
        self.press(re.compile(f"^{outcome}"))
        self.press("Lưu")
        expect(self.page.get_by_text("Đã lưu trên máy này")).to_be_visible()

    def sync(self) -> None:
        self.page.goto(f"{self.base}/app/#/sync")
        with self.page.expect_response(lambda answer: answer.url.endswith("/api/v1/sync")):
            self.press("Gửi ngay")
        expect(self.page.get_by_text("Đã gửi hết").first).to_be_visible(timeout=60_000)

    def expect_figures(self, approved: int, waiting: int, unsent: int) -> None:
        """Wait until the home page shows these numbers for the period."""
        expected = {"được tính": approved, "chờ duyệt": waiting, "chưa gửi": unsent}
        deadline = time.monotonic() + 60
        while (shown := self._figures()) != expected and time.monotonic() < deadline:
            self.page.wait_for_timeout(200)
        assert shown == expected, f"shown {shown}, expected {expected}"

    def _figures(self) -> dict[str, int]:
        self.home()
        expect(self.page.get_by_text("được tính", exact=True)).to_be_visible()
        pairs = self.page.locator("dl > div, .figure").all_inner_texts()
        return {label: int(number) for label, number in map(_pair, pairs) if label}


def _pair(text: str) -> tuple[str, str]:
    found = re.search(
        r"(được tính|chờ duyệt|chưa gửi|trả lại)\s+(\d+)|(\d+)\s+(được tính|chờ duyệt|chưa gửi|trả lại)", text
    )
    if not found:
        return "", "0"
    return (found[1], found[2]) if found[1] else (found[4], found[3])
