"""Seconds and bytes of a day's work over a village's line: the real server behind the relay."""

from __future__ import annotations

import http.client
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.bytes import plausible_card
from benchmarks.caller import Caller, ThroughHttp, plausible_day
from benchmarks.installation import Installation, installed
from benchmarks.relay import Link, Relay
from tests.e2e.station import Station

BATCH = 50
"""Assists in a request: at 20 kbit/s a lost one costs two seconds, not ten."""
LINKS = {
    "20 kbit/s, 1 s": Link(20_000, 1.0),
    "20 kbit/s, 1 s, cut every 2-8 KB": Link(20_000, 1.0, (2_000, 8_000)),
}


@dataclass(frozen=True)
class Trip:
    """What it took until the outbox was empty and the rows were there."""

    link: str
    assists: int
    seconds: float
    bytes_up: int
    bytes_down: int
    cut: int
    requests: int


@contextmanager
def serving(
    folder: Path, *, workers: int = 1, database_url: str | None = None
) -> Iterator[tuple[Installation, Station]]:
    """Start the real server on a new installation in *folder*; without limits on how often one asks."""
    before = os.environ.get("TOCONGNGHE_RATELIMIT_ENABLED")
    os.environ["TOCONGNGHE_RATELIMIT_ENABLED"] = "false"
    try:
        with installed(folder, database_url) as place:
            station = Station(folder, database_url)
            station.start("--workers", str(workers))
            try:
                yield place, station
            finally:
                station.stop()
    finally:
        if before is None:
            del os.environ["TOCONGNGHE_RATELIMIT_ENABLED"]
        else:
            os.environ["TOCONGNGHE_RATELIMIT_ENABLED"] = before


def measure(folder: Path, counts: tuple[int, ...] = (50, 200)) -> list[dict[str, Any]]:
    """Return a trip for each line and number of assists."""
    chance = random.Random(3)
    trips = []
    with serving(folder) as (place, station):
        for name, link in LINKS.items():
            for count in counts:
                near = ThroughHttp(station.port)
                caller = Caller(near, place.code(place.lan))
                cards = [plausible_card(caller, chance) for _ in range(30)]
                caller.sync(*cards)
                caller.pull_all()
                near.connection.close()
                work = plausible_day(caller, [card[0] for card in cards], count, chance)
                trips.append(asdict(_trip(name, link, caller, work, station.port)))
    return trips


def _trip(name: str, link: Link, caller: Caller, work: list[list[Any]], port: int) -> Trip:
    started, requests, waiting = time.monotonic(), 0, list(work)
    batch = BATCH
    with Relay(port, link, random.Random(len(work))) as relay:
        far = ThroughHttp(relay.port)
        caller.post = far
        more = True
        while waiting or more:
            sent = waiting[:batch]
            requests += 1
            try:
                answer = caller.sync(*sent)
            except (OSError, http.client.HTTPException, ValueError):  # also an answer cut in its head
                batch = max(10, batch // 2)  # as the phone does after a failure
                continue
            waiting, more = waiting[len(sent) :], bool(answer.get("more"))
            batch = min(BATCH, batch * 2)
        seconds = time.monotonic() - started
        far.connection.close()
    assert all(caller.told[op[0]] == "applied" and op[0] in caller.rows for op in work)
    return Trip(name, len(work), round(seconds, 1), relay.bytes_up, relay.bytes_down, relay.broken, requests)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for trip in measure(Path(folder)):
            print(trip)
