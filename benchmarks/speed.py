"""Operations a second through HTTP, beside raw inserts of the same rows in as many durable transactions."""

from __future__ import annotations

import gzip
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from benchmarks.bytes import plausible_card
from benchmarks.caller import OUTCOMES, TOPICS, Caller, ThroughHttp
from benchmarks.processes import cpu_seconds, machine_ticks, stolen_percent
from benchmarks.raw import Raw, raw_of
from benchmarks.slow_link import serving
from tests.e2e.station import Station
from tocongnghe import clock

OPERATIONS = {1: 120, 20: 960, 100: 4800}
"""By size of batch: how many operations make one run."""
PHONES = 4
"""Each in a village of its own: the worker shall have work while one of them reads its answer."""
HOUSEHOLDS = 300
"""Of each village."""
AIM, AIM_PERCENT = 3000, 30
"""Operations a second, and percent of raw inserts, in the largest batches."""
DAYS = 30
"""The assists of a run lie in so many days: what weeks without signal bring."""
NOISY_PERCENT = 5.0


@dataclass
class Runs:
    """What was measured, run by run: operations a second of time, and of CPU time."""

    by_clock: list[float] = field(default_factory=list)
    by_cpu: list[float] = field(default_factory=list)

    def note(self, count: int, seconds: float, cpu: float) -> None:
        self.by_clock.append(count / seconds)
        self.by_cpu.append(count / (cpu or 0.01))


@dataclass(frozen=True)
class Rate:
    """One line of the table: rates are operations a second, medians but where it says best."""

    database: str
    batch: int
    sync_median: float
    sync_best: float
    raw_median: float
    raw_best: float
    percent_of_raw: float
    sync_by_cpu: float
    """A second of CPU time of the server, and of PostgreSQL."""
    raw_by_cpu: float
    percent_by_cpu: float
    runs: int
    dropped_for_steal: int
    steal_percent: list[float]
    load: list[float]
    """Load average of the last minute, before and after."""


def measure(folder: Path, *, runs: int = 5, database_url: str | None = None) -> list[dict[str, Any]]:
    """Return a rate for each size of batch; the two ways take turns."""
    chance = random.Random(9)
    with serving(folder, database_url=database_url) as (place, station):
        villages = [place.new_village(f"20-00001-{90 + number:03}") for number in range(PHONES)]
        phones = [
            _with_households(Caller(ThroughHttp(station.port), place.code(person)), village, chance)
            for village, person in villages
        ]
        raw = raw_of(folder, database_url)
        bench = Bench(station, phones, raw, chance, _postmaster(folder, database_url))
        bench.sync(400 * PHONES, 100)  # until everything is compiled, prepared and in memory
        found = [asdict(bench.rate(batch, runs)) for batch in OPERATIONS]
        raw.close()
    return found


def _with_households(phone: Caller, village: str, chance: random.Random) -> Caller:
    cards = [plausible_card(phone, chance, village=village) for _ in range(HOUSEHOLDS)]
    for at in range(0, HOUSEHOLDS, 100):
        phone.sync(*cards[at : at + 100])
    phone.pull_all()
    return phone


def _postmaster(folder: Path, database_url: str | None) -> int | None:
    file = folder.parent / "postgres" / "postmaster.pid"
    return int(file.read_text().split()[0]) if database_url and file.exists() else None


@dataclass
class Bench:
    """One server, its phones, and the raw inserts beside."""

    station: Station
    phones: list[Caller]
    raw: Raw
    chance: random.Random
    postmaster: int | None

    def rate(self, batch: int, runs: int) -> Rate:
        ours, limits = Runs(), Runs()
        steals: list[float] = []
        dropped, load = 0, [os.getloadavg()[0]]
        while len(steals) < runs and dropped < 2 * runs:
            before = machine_ticks()
            since = self.raw.head()
            sync = self.sync(OPERATIONS[batch], batch)
            rows = self.raw.written_since(since, batch)
            limit = self._timed(lambda rows=rows: self.raw.write(rows), os.getpid())  # type: ignore[misc]
            share = stolen_percent(before, machine_ticks())
            if share > NOISY_PERCENT:
                dropped += 1
                continue
            steals.append(share)
            ours.note(OPERATIONS[batch], *sync)
            limits.note(OPERATIONS[batch], *limit)
        return _rate_of(self.raw.name, batch, ours, limits, dropped, steals, [*load, os.getloadavg()[0]])

    def sync(self, count: int, batch: int) -> tuple[float, float]:
        """Send *count* operations from all phones at once; return seconds and CPU seconds of the servers."""
        share = count // len(self.phones)
        outboxes = [Outbox(phone, _weeks(phone, share, self.chance), batch) for phone in self.phones]

        def all_at_once() -> None:
            threads = [threading.Thread(target=outbox.send) for outbox in outboxes]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        server = self.station.process
        assert server is not None
        result = self._timed(all_at_once, server.pid)
        for outbox in outboxes:
            outbox.keep_answers()
        return result

    def _timed(self, work: Callable[[], object], pid: int) -> tuple[float, float]:
        """Return seconds and CPU seconds of *pid*, with its children, and of PostgreSQL."""
        pids = [pid] if self.postmaster is None else [pid, self.postmaster]
        started, cpu = time.perf_counter(), sum(map(cpu_seconds, pids))
        work()
        return time.perf_counter() - started, sum(map(cpu_seconds, pids)) - cpu


@dataclass
class Outbox:
    """What one phone has to send. A phone has a processor of its own; its work here must cost nearly nothing.

    The operations are written down before the clock runs and the rows of the
    answers kept after it; inside it are packing, unpacking and the marks.
    """

    phone: Caller
    ops: list[list[Any]]
    batch: int

    def __post_init__(self) -> None:
        parts = [self.ops[at : at + self.batch] for at in range(0, len(self.ops), self.batch)]
        self.parts = [([op[0] for op in part], json.dumps(part, separators=(",", ":"))) for part in parts]
        self.answers: list[dict[str, Any]] = []

    def send(self) -> None:
        """Send everything, part after part, each with the marks of the answer before."""
        phone = self.phone
        for _, ops in self.parts:
            head = json.dumps(phone.document() | {"ops": None}, separators=(",", ":"))
            body = head.replace('"ops":null', f'"ops":{ops}')
            got = phone.send(gzip.compress(body.encode(), 6), Content_Encoding="gzip", Accept_Encoding="gzip")
            assert got.status == 200, (got.status, got.body[:300])
            answer = (
                orjson.loads(gzip.decompress(got.body)) if "content-encoding" in got.headers else got.json
            )
            phone.ack, phone.cursor = answer["ack"], answer["cursor"]
            self.answers.append(answer)

    def keep_answers(self) -> None:
        """Keep what came, and see that all was applied and came back as rows."""
        for (ids, _), answer in zip(self.parts, self.answers, strict=True):
            self.phone.keep(answer, ids)
        self.phone.pull_all()
        assert all(self.phone.told[op[0]] == "applied" and op[0] in self.phone.rows for op in self.ops)


def _weeks(caller: Caller, count: int, chance: random.Random) -> list[list[Any]]:
    """Return *count* assists in the households that the phone knows, as weeks without signal bring them."""
    today = clock.local_date()
    households = [id for id, row in caller.rows.items() if "head_name" in row]
    return [
        caller.assist(
            chance.choice(households),
            topic=chance.choice(TOPICS),
            outcome=chance.choice(OUTCOMES),
            on=(today - timedelta(days=chance.randrange(DAYS))).isoformat(),
        )
        for _ in range(count)
    ]


def _rate_of(
    name: str, batch: int, ours: Runs, limits: Runs, dropped: int, steals: list[float], load: list[float]
) -> Rate:
    sync, raw = statistics.median(ours.by_clock or [0]), statistics.median(limits.by_clock or [1])
    by_cpu, raw_by_cpu = statistics.median(ours.by_cpu or [0]), statistics.median(limits.by_cpu or [1])
    return Rate(
        database=name,
        batch=batch,
        sync_median=round(sync),
        sync_best=round(max(ours.by_clock, default=0)),
        raw_median=round(raw),
        raw_best=round(max(limits.by_clock, default=0)),
        percent_of_raw=round(100 * sync / raw, 1),
        sync_by_cpu=round(by_cpu),
        raw_by_cpu=round(raw_by_cpu),
        percent_by_cpu=round(100 * by_cpu / raw_by_cpu, 1),
        runs=len(steals),
        dropped_for_steal=dropped,
        steal_percent=steals,
        load=[round(one, 1) for one in load],
    )
