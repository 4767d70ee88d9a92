"""Bytes on the wire against their budgets; no clock is read, so that these figures fail the build."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.caller import Caller, plausible_day, through_client
from benchmarks.installation import installed
from tocongnghe.vocabulary import Poverty

HOUSEHOLDS = 300
ASSISTS = 3000
FAMILY = ("Nông", "Lộc", "Hoàng", "Triệu", "Chu", "Vi", "Lý", "Đặng", "Bàn", "Lương", "Hà", "Nguyễn", "Trần")
MIDDLE = ("Văn", "Thị", "Minh", "Đức", "Thanh", "Xuân", "Ngọc", "Quang", "Thu", "Hồng")
GIVEN = (
    "Páo",
    "Sáng",
    "Lan",
    "Huệ",
    "Dũng",
    "Hương",
    "Bình",
    "Thắng",
    "Mai",
    "Sơn",
    "Yến",
    "Kiên",
    "Nhung",
    "Toàn",
)


@dataclass(frozen=True)
class Figure:
    """One measured size beside its budget."""

    name: str
    bytes: float
    budget: float

    @property
    def is_kept(self) -> bool:
        return self.bytes <= self.budget


def request_size(caller: Caller, document: dict[str, Any]) -> int:
    """Return the bytes of a packed request body."""
    return len(gzip.compress(json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(), 6))


def name_of(chance: random.Random) -> str:
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"


def plausible_card(caller: Caller, chance: random.Random, village: str = "20-00001-001") -> list[Any]:
    """Return a household as a team member writes one down."""
    return caller.household(
        village,
        head_name=name_of(chance),
        people=chance.randint(1, 8),
        children_under_16=chance.randint(0, 4),
        language=chance.choice(["vi", "tyz", "nut", "ium"]),
        phone=f"09{chance.randint(10_000_000, 99_999_999)}",
        has_smartphone=chance.random() < 0.7,
        has_electricity=True,
        has_signal=chance.random() < 0.6,
        poverty=chance.choice([str(word) for word in Poverty]),
    )


def measure(folder: Path) -> list[Figure]:
    """Return every figure, on SQLite in *folder*."""
    chance = random.Random(20)
    with installed(folder) as place:
        lan = Caller(through_client(place.app.test_client()), place.code(place.lan))
        cards = [plausible_card(lan, chance) for _ in range(HOUSEHOLDS)]
        ids = [card[0] for card in cards]
        for start in range(0, HOUSEHOLDS, 50):
            lan.sync(*cards[start : start + 50])
        figures = list(_small(lan, ids, chance))
        for _ in range(0, ASSISTS - 150, 50):
            lan.sync(*plausible_day(lan, ids, 50, chance))
        figures.append(_first_sync(Caller(through_client(place.app.test_client()), place.code(place.lan))))
    return figures


def _small(lan: Caller, ids: list[str], chance: random.Random) -> Iterator[Figure]:
    lan.pull_all()
    day = plausible_day(lan, ids, 50, chance)
    yield Figure("request body per assist, batches of 50", request_size(lan, lan.document(*day)) / 50, 60)
    lan.sync(*day)
    hundred = plausible_day(lan, ids, 100, chance)
    answer = lan.send_packed(lan.document(*hundred))
    document = answer.json
    lan.keep(document, [op[0] for op in hundred])
    beside = len(answer.body) - _packed(document["changes"])
    yield Figure("answer for 100 applied operations, beside rows", beside, 200)
    lan.pull_all()
    empty = lan.document()
    size = request_size(lan, empty)
    answer = lan.send_packed(empty)
    yield Figure("sync with nothing new, bodies both ways", size + len(answer.body), 600)


def _first_sync(caller: Caller) -> Figure:
    total, more = 0, True
    while more:
        answer = caller.send_packed(caller.document())
        total += answer.size
        caller.keep(answer.json, [])
        more = bool(answer.json.get("more"))
    assert len(caller.rows) == HOUSEHOLDS + ASSISTS, len(caller.rows)
    return Figure(
        f"first sync of {HOUSEHOLDS} households and {len(caller.rows) - HOUSEHOLDS} assists", total, 220_000
    )


def _packed(document: Any) -> int:
    return len(gzip.compress(json.dumps(document, separators=(",", ":")).encode(), 6))
