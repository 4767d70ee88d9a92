"""What the phone of a synthetic village has to send: its households and the visits to them. Pure.

Always the same: sent twice, nothing is taken in twice.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tocongnghe import clock
from tocongnghe.services.demo.langson import FIRST_DAY, LAST_DAY
from tocongnghe.services.demo.sharing import SEED, VillagePlan

PLATFORMS = ("postmart", "voso")
EVENING = timedelta(hours=19)
"""When the phone's user writes the day's visits down, in Vietnam."""
PHONES = uuid.UUID("5d3c9d0a-8e0e-4a39-9d06-6c616e67736f")
ABOUT = "dữ liệu thử nghiệm"


@dataclass(frozen=True, slots=True)
class Said:
    """One operation as the phone keeps it until it is sent."""

    id: str
    kind: str
    n: int
    at: int
    body: Mapping[str, Any]
    member: int
    """Which of the team's members speaks, from 0."""


def device_of(village: str) -> str:
    """Return the id of the one phone that the team of *village* shares."""
    return str(uuid.uuid5(PHONES, village))


def grant_of(village: str, member: int) -> str:
    """Return the id of the grant of one of the team's members on that phone."""
    return f"g_{_digest('grant', village, member)[:12]}"


def operations_of(village: VillagePlan) -> Iterator[Said]:
    """Yield all that the phone ever made, in its order: day by day, each household with its visits.

    Second shops come last, in the month's last days.
    """
    n = 0

    def say(kind: str, at: datetime, body: Mapping[str, Any], id: str | None = None) -> Said:
        nonlocal n
        n += 1
        made = clock.to_ms(at + timedelta(seconds=n))
        return Said(id or _id(village, "visit", n), kind, n, made, body, (n // 7) % village.members)

    for number in range(village.listed):
        day = _day(number, village.listed)
        card, evening = _id(village, "card", number), _evening(day)
        yield say("household.add", evening, _card(village, number), card)
        for topic, details in _visits(village, number):
            yield say("assist.log", evening, _visit(card, topic, day, details))
    for number in range(village.shops - village.with_shop):
        card = _id(village, "card", number)
        shop = {"details": {"shop": True, "platform": PLATFORMS[(number + 1) % 2]}}
        yield say("assist.log", _evening(LAST_DAY), _visit(card, "digital_shop", LAST_DAY, shop))


def _visits(village: VillagePlan, number: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield topic and details of the first visits to household *number*: the first ones have everything."""
    if number < village.with_shop:
        yield "digital_shop", {"details": {"shop": True, "platform": PLATFORMS[number % 2]}}
    if number < village.payment_accounts:
        yield "payment_account", {"slot": 1, "stage": "used_with_help"}
    if number < village.buyer_accounts:
        yield "buyer_account", {"slot": 1, "stage": "opened"}


def _visit(card: str, topic: str, day: date, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"household": card, "topic": topic, "outcome": "helped", "on": day.isoformat(), **more}


def _card(village: VillagePlan, number: int) -> dict[str, Any]:
    return {
        "village": village.code,
        "head_name": f"Hộ mẫu {number + 1} ({ABOUT})",
        "people": 2 + number % 5,
        "roster": [{"slot": 1, "label": "chủ hộ"}],
    }


def _day(number: int, of: int) -> date:
    return FIRST_DAY + timedelta(days=number * ((LAST_DAY - FIRST_DAY).days - 1) // max(of, 1))


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + EVENING - clock.AHEAD


def _id(village: VillagePlan, what: str, number: int) -> str:
    return _digest(what, village.code, number)


def _digest(*parts: object) -> str:
    """Return 22 characters as ids have, always the same for the same *parts*."""
    told = "/".join(map(str, (SEED, *parts)))
    return base64.urlsafe_b64encode(hashlib.sha256(told.encode()).digest()[:16]).decode("ascii").rstrip("=")
