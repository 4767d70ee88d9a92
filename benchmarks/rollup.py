"""What it costs to count: one day's work after a longer and longer past, and a whole province anew."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Any

from benchmarks.by_hand import count_by_hand
from benchmarks.history import DAYS_WORK, Past, cache_folder, past_of
from benchmarks.kept_postgres import kept_postgres
from benchmarks.processes import cpu_seconds
from tocongnghe.extensions import writing
from tocongnghe.jobs.tasks import roll_up
from tocongnghe.rollups import rebuild
from tocongnghe.services.indicators import CountingRules

SIZES = (100_000, 1_000_000, 5_000_000)
GROWTH_LIMIT = 1.3
"""One day's work after the longest past may take so many times what it takes after the shortest."""
FULL_AT, FULL_LIMIT = 1_000_000, 3.0
"""Counting all of so many assists anew may take so many times one aggregate over the same rows."""
KEPT_FROM = 1_000_000
"""Shorter pasts are written each time."""
RUNS = 3
DATABASES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class DayCost:
    """One day's work counted after a past; medians."""

    database: str
    assists: int
    seconds: float
    cpu_seconds: float
    """Of this process and of PostgreSQL."""
    cells: int


@dataclass(frozen=True)
class FullCost:
    """Everything counted anew, and the aggregate beside it; medians."""

    database: str
    assists: int
    rebuild_seconds: float
    aggregate_seconds: float
    rebuild_cpu: float
    aggregate_cpu: float
    cells: int
    cells_by_hand: int


@contextmanager
def opened(scratch: Path, database: str, assists: int) -> Iterator[tuple[Past, list[int]]]:
    """Open a past in *database*; give with it the processes that work for it."""
    folder = cache_folder() if assists >= KEPT_FROM else scratch
    folder = folder / f"{'sqlite' if database == 'SQLite' else 'postgres'}-{assists}"
    if database == "SQLite":
        with past_of(folder, assists) as past:
            yield past, [os.getpid()]
        return
    with kept_postgres(folder) as url, past_of(folder, assists, url) as past:
        pid = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        yield past, [os.getpid(), pid]


def measure(scratch: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Return the costs of a day's work after each past, and of counting all anew."""
    days, full = [], []
    for database in DATABASES:
        for assists in sizes:
            with opened(scratch, database, assists) as (past, pids):
                days.append(asdict(_day(past, pids, database)))
                if assists == FULL_AT:
                    full.append(asdict(_full(past, pids, database)))
    return {"days": days, "full": full}


def _day(past: Past, pids: list[int], database: str) -> DayCost:
    seconds, cpu, cells = [], [], 0
    for _ in range(RUNS):
        past.add_day()
        before = past.count_cells()
        took = timed(pids, lambda: roll_up(past.place.engine, Event()))
        cells = past.count_cells() - before
        seconds.append(took[0])
        cpu.append(took[1])
    middle = statistics.median(seconds), statistics.median(cpu)
    return DayCost(database, past.assists, round(middle[0], 2), round(middle[1], 2), cells)


def _full(past: Past, pids: list[int], database: str) -> FullCost:
    """Take turns: all of it anew over figures that are right; the aggregate into an empty table."""
    ours, theirs, counted, by_hand = [], [], 0, 0
    rules = CountingRules()

    def anew() -> None:
        nonlocal counted
        with writing(past.place.engine) as session:
            counted = rebuild(session, past.place.world.province, rules)

    def hand() -> None:
        nonlocal by_hand
        by_hand = count_by_hand(past.place.engine, rules)

    for _ in range(RUNS):
        ours.append(timed(pids, anew))
        theirs.append(timed(pids, hand))
    middle = [statistics.median(each) for runs in (ours, theirs) for each in zip(*runs, strict=True)]
    return FullCost(
        database,
        past.assists,
        rebuild_seconds=round(middle[0], 2),
        rebuild_cpu=round(middle[1], 2),
        aggregate_seconds=round(middle[2], 2),
        aggregate_cpu=round(middle[3], 2),
        cells=counted,
        cells_by_hand=by_hand,
    )


def timed(pids: list[int], work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds, and CPU seconds of *pids* and their children."""
    started, cpu = time.perf_counter(), sum(map(cpu_seconds, pids))
    work()
    return time.perf_counter() - started, sum(map(cpu_seconds, pids)) - cpu


__all__ = ["DATABASES", "DAYS_WORK", "DayCost", "FullCost", "measure", "opened", "timed"]
