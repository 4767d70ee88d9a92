"""A phone to which bad things happen: no network, a dead browser, a full disk, a wrong clock."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.e2e.phone import PhoneUser

SYNC = "**/api/v1/sync"
PRESS_SEND = """[...document.querySelectorAll("button:enabled")]
  .find((each) => each.textContent.includes("Gửi ngay"))?.click()"""


class BatteredPhone(PhoneUser):
    """A volunteer's phone and what a rough day does to it."""

    def fill_visit(self, page: Page | None = None) -> None:
        """Fill the sheet of a visit to a known household up to the last tap."""
        page = page or self.page
        page.goto(f"{self.base}/app/#/")
        page.get_by_role("link", name="Ghi lượt hỗ trợ", exact=True).first.tap()
        page.get_by_role("button", name=re.compile("^Hộ Một")).first.tap()
        page.get_by_role("button", name=re.compile("^Kích hoạt VNeID")).first.tap()
        page.get_by_role("button", name=re.compile("^Đã giúp")).first.tap()

    def save(self, page: Page | None = None) -> None:
        page = page or self.page
        page.get_by_role("button", name="Lưu", exact=True).tap()
        expect(page.get_by_text("Đã lưu trên máy này")).to_be_visible()

    def log_visit(self, page: Page | None = None) -> None:
        self.fill_visit(page)
        self.save(page)

    def first_household(self) -> None:
        """Register the household that the later visits go to, with its first visit."""
        self.begin_assist()
        self.new_household("Hộ Một")
        self.say_what("vneid", "Đã giúp")

    @contextmanager
    def on_sync(self, what: Callable[[Route], None], page: Page | None = None) -> Iterator[list[Route]]:
        """Let *what* happen to each sync request; yields the requests that met it."""
        page = page or self.page
        met: list[Route] = []

        def handle(route: Route) -> None:
            met.append(route)
            what(route)

        page.route(SYNC, handle)
        yield met
        page.unroute(SYNC, handle)

    def press_send(self, page: Page | None = None) -> None:
        page = page or self.page
        page.goto(f"{self.base}/app/#/sync")
        page.get_by_role("button", name="Gửi ngay").tap()

    def wait_until(self, is_so: Callable[[], bool], *, sending: bool = False) -> None:
        """Let the page live until *is_so*; with *sending*, press Send whenever it can be pressed."""
        deadline = time.monotonic() + 60
        while not is_so():
            assert time.monotonic() < deadline
            if sending:
                self.page.evaluate(PRESS_SEND)
            self.page.wait_for_timeout(50)

    def send_in_vain(self) -> None:
        """Press Send while nothing comes back, and wait until the phone has noticed."""
        self.press_send()
        expect(self.page.get_by_text("Đã gửi hết")).to_have_count(0)
        expect(self.page.get_by_role("button", name="Gửi ngay")).to_be_visible()

    def expect_all_sent(self, page: Page | None = None) -> None:
        page = page or self.page
        page.goto(f"{self.base}/app/#/sync")
        deadline = time.monotonic() + 60
        while page.get_by_text("Đã gửi hết").count() == 0 and time.monotonic() < deadline:
            button = page.get_by_role("button", name="Gửi ngay")
            if button.count():
                button.tap()
            page.wait_for_timeout(300)
        expect(page.get_by_text("Đã gửi hết").first).to_be_visible()

    def kill(self, profile: Path, *, offline: bool = False) -> None:
        """End the whole browser at once, as an empty battery does, and open it again."""
        doomed = pids_of(profile)
        assert doomed
        for pid in doomed:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + 60
        while pids_of(profile) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.context = self._open()
        self.context.set_offline(offline)
        self.page = self.context.pages[0]
        self.page.goto(f"{self.base}/app/")
        self.unlock()
        # What the browser had not yet put on the disk of who has seen them is gone.
        self.skip_first_use()


def pids_of(profile: Path) -> list[int]:
    """Return the processes of the browser that this test has opened on *profile*."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if f"--user-data-dir={profile}" in command and state != "Z":
            found.append(int(folder.name))
    return found
