"""Seconds until a phone that has just enrolled holds its village: 300 households, 3,000 assists."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.bytes import ASSISTS, HOUSEHOLDS, plausible_card
from benchmarks.caller import Caller, ThroughHttp, plausible_day
from benchmarks.relay import Link, Relay
from benchmarks.slow_link import serving

BUDGET_SECONDS = 5.0
LINKS = {
    "the machine's own": None,
    "1 Mbit/s, 0.2 s": Link(1_000_000, 0.2),
    "20 kbit/s, 1 s": Link(20_000, 1.0),
}
"""The budget is for what server and phone do; 20 kbit/s alone needs a minute for the bytes."""


@dataclass(frozen=True)
class FirstSync:
    """One first sync, enrolment left out."""

    link: str
    seconds: float
    requests: int
    bytes_down: int


def measure(folder: Path) -> list[dict[str, Any]]:
    """Return a first sync for each line, on SQLite in *folder*."""
    chance = random.Random(20)
    with serving(folder) as (place, station):
        near = ThroughHttp(station.port)
        lan = Caller(near, place.code(place.lan))
        cards = [plausible_card(lan, chance) for _ in range(HOUSEHOLDS)]
        for at in range(0, HOUSEHOLDS, 100):
            lan.sync(*cards[at : at + 100])
        for _ in range(0, ASSISTS, 100):
            lan.sync(*plausible_day(lan, [card[0] for card in cards], 100, chance))
        found = []
        for name, link in LINKS.items():
            new = Caller(near, place.code(place.lan))
            near.connection.close()
            found.append(asdict(_over(name, link, new, station.port)))
            assert len(new.rows) == HOUSEHOLDS + ASSISTS
    return found


def _over(name: str, link: Link | None, phone: Caller, port: int) -> FirstSync:
    if link is None:
        seconds, trips, size = _pull(phone, port)
    else:
        with Relay(port, link) as relay:
            seconds, trips, _ = _pull(phone, relay.port)
        size = relay.bytes_down
    return FirstSync(name, round(seconds, 1), trips, size)


def _pull(phone: Caller, port: int) -> tuple[float, int, int]:
    """Return seconds, round trips and bytes of the answers."""
    http = ThroughHttp(port, timeout=120)
    phone.post = http
    started, trips, size, more = time.monotonic(), 0, 0, True
    while more:
        trips += 1
        try:
            answer = phone.send_packed(phone.document())
        except OSError:  # the server has closed a connection that was idle while the line was slow
            continue
        phone.keep(answer.json, [])
        size, more = size + answer.size, bool(answer.json.get("more"))
    seconds = time.monotonic() - started
    http.connection.close()
    return seconds, trips, size


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as text:
        json.dump(measure(Path(text)), sys.stdout, indent=1)
