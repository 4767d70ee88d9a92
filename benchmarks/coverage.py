"""The coverage of a whole province after a long past: the page that staff open, and the files that leave."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from benchmarks.history import DAYS_WORK, LAST_DAY
from benchmarks.meter import metered
from benchmarks.rollup import DATABASES, opened
from tocongnghe.extensions import db
from tocongnghe.services.exports import stream_coverage

ASSISTS = 5_000_000
LIMIT_MS = {"PostgreSQL": 500, "SQLite": 1000}
RUNS = 7
HTML = {"Accept": "text/html"}
PAGES = ("/province/coverage", "/province")


@dataclass(frozen=True)
class ViewCost:
    """One page or file of the whole province; milliseconds are medians of `RUNS` after a first."""

    database: str
    what: str
    ms: float
    worst_ms: float
    first_ms: float
    """The first time after the start."""
    limit_ms: int
    statements: int
    kilobytes: float


def measure(scratch: Path, assists: int = ASSISTS) -> dict[str, Any]:
    """Return what the views cost in each database."""
    views, size = [], {}
    for database in DATABASES:
        with opened(scratch, database, assists) as (past, _):
            client = past.place.app.test_client()
            given = {"login": "quang", "password": "mat-khau-quang"}
            assert client.post("/login", data=given).status_code == 303
            what = {path: _page(client, path) for path in PAGES if client.get(path).status_code == 200}
            what |= {f"export coverage --place 20 --format {each}": _export(each) for each in ("csv", "json")}
            views += [asdict(_cost(past.place.engine, database, *view)) for view in what.items()]
            size = {"assists": past.assists + past.days * DAYS_WORK, "cells": past.count_cells()}
    return {"size": size, "views": views}


def _page(client: FlaskClient, path: str) -> Callable[[], int]:
    def read() -> int:
        answer = client.get(path, headers=HTML)
        assert answer.status_code == 200, (path, answer.status)
        return len(answer.data)

    return read


def _export(format_: Any) -> Callable[[], int]:
    def write() -> int:
        pieces = stream_coverage(db.session(), None, "20", LAST_DAY, format_)
        size = sum(map(len, pieces))
        db.session.remove()
        return size

    return write


def _cost(engine: Any, database: str, what: str, read: Callable[[], int]) -> ViewCost:
    times = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        size = read()
        times.append(1000 * (time.perf_counter() - started))
    with metered(engine) as meter:
        read()
    return ViewCost(
        database,
        what,
        ms=round(statistics.median(times[1:]), 1),
        worst_ms=round(max(times[1:]), 1),
        first_ms=round(times[0], 1),
        limit_ms=LIMIT_MS[database],
        statements=meter.statements,
        kilobytes=round(size / 1024, 1),
    )
