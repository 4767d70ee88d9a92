"""A commune with some work in it, and a walk over every page of the desk that links lead to."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from benchmarks.caller import OUTCOMES, TOPICS, Caller, ThroughHttp
from tests.e2e.desk import DeskUser
from tests.e2e.station import Station, open_station
from tocongnghe import clock

NAMES = ("Hoàng Văn Páo", "Nông Thị Lẻ", "Triệu Mùi Pham", "Bế Văn Khánh", "Lý A Sử", "Vi Thị Nguyệt")
"""Made up, as all of the demo."""
DAYS = 40
PLACES = re.compile(r"^/(commune|province|targets|admin|account)(/|$)")
LEADS_OUT = re.compile(r"/export|\.(csv|xlsx|json|pdf|svg|ogg|opus|po|png)$|/template|/voice|/sheet\.|/file")


@contextmanager
def busy_station(folder: Path) -> Iterator[Station]:
    """Open a server whose first commune has work of every kind, all of it counted."""
    station = open_station(folder)
    try:
        _log_work(station)
        station.run("jobs", "once", "rollups")
        yield station
    finally:
        station.stop()


def _log_work(station: Station) -> None:
    chance, today = random.Random(3), clock.local_date()
    for member in station.demo["communes"][0]["members"][:4]:
        line = ThroughHttp(station.port)
        phone = Caller(line, member["enrol_code"])
        village = member["village"]
        ops = []
        for number in range(6):
            card = phone.household(village, head_name=f"{chance.choice(NAMES)} {number}", people=4)
            ops.append(card)
            if number:
                agreed = {"text_version": "1", "language": "vi", "method": "voice"}
                ops.append(phone.op("consent.give", {"household": card[0]} | agreed))
            for topic in chance.sample(TOPICS, 2):
                on = (today - timedelta(days=chance.randrange(DAYS))).isoformat()
                ops.append(phone.assist(card[0], topic=topic, outcome=chance.choice(OUTCOMES), on=on))
            ops.append(
                phone.assist(card[0], topic="vneid", note="Máy cũ, mã OTP đến chậm, phải làm lại hai lần.")
            )
            ops.append(phone.assist(card[0], topic="vneid"))
        told = {"village": village, "category": "signal", "text": "Cuối thôn không có sóng, phải ra đầu dốc."}
        ops.append(phone.op("feedback.raise", told))
        held = {"village": village, "on": today.isoformat(), "topic": "vneid", "women": 12, "men": 7}
        ops.append(phone.op("class_session.hold", held))
        phone.sync(*ops)
        line.connection.close()
        assert set(phone.told.values()) == {"applied"}, phone.told


def readers(station: Station, browser: Browser, **options: object) -> Iterator[tuple[DeskUser, str]]:
    """Yield everybody who has a desk, logged in, and the page where that desk begins."""
    commune = station.demo["communes"][0]
    for account, begin in (
        (commune["supervisor"], "/commune"),
        (commune["leader"], "/commune"),
        (station.demo["province_staff"], "/province/coverage"),
        (station.demo["admin"], "/admin/users"),
    ):
        page = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options).new_page()  # type: ignore[arg-type]
        yield DeskUser(page, station.base, **account), begin
        page.context.close()


ADDRESSES = "all => all.map(a => new URL(a.getAttribute('href'), location.href).href)"
"""Of links in a drawing, too, whose `href` is no text."""


def walk(page: Page, base: str, begin: str) -> Iterator[str]:
    """Open, one after another, a page of each kind that links lead to from *begin*; yield its path.

    Pages of one kind differ in ids and numbers only.
    """
    waiting, seen = [begin], {kind_of(begin)}
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(base + path)
        assert answer is not None, path
        assert answer.status == 200, (path, answer.status)
        yield path
        for link in page.locator("a[href]:not([download])").evaluate_all(ADDRESSES):
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" != base or not PLACES.match(parts.path):
                continue
            kind = kind_of(parts.path)
            if kind not in seen and not LEADS_OUT.search(parts.path):
                seen.add(kind)
                waiting.append(
                    parts.path + (f"?{parts.query}" if parts.query and "lang=" not in parts.query else "")
                )


OF_A_KIND = re.compile(
    r"(?<=/)([\w-]{22}|[0-9a-f]{16}|(?<=/translations/)[a-z]{2,3}|(?<=/lessons/)[a-z_]+"
    r"|[\d-]+|[A-Z]?\d{4}-[\w-]+)(?=/|$)"
)


def kind_of(path: str) -> str:
    """Return *path* without what tells pages of one kind apart."""
    return OF_A_KIND.sub("*", path.partition("?")[0])
