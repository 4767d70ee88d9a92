"""How long the desk's pages take in a large province: the server's own time, and the statements.

Beside each stands the smallest page that has the same shell: what a page costs
before it shows anything.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.installation import Installation, installed
from benchmarks.meter import metered
from benchmarks.province import LANG_SON, Shape, fill
from tocongnghe.extensions import db
from tocongnghe.jobs.tasks import roll_up

BUDGET_MS = 150
RUNS = 9
READERS = ("minh", "quang", "an")
"""A supervisor, somebody of the province, an administrator."""
HTML = {"Accept": "text/html"}


@dataclass(frozen=True)
class PageCost:
    """One page for one reader; milliseconds are medians of `RUNS` after a first."""

    database: str
    assists: int
    reader: str
    page: str
    ms: float
    worst_ms: float
    statements: int
    kilobytes: float


def pages_for(app: Flask, client: FlaskClient) -> list[str]:
    """Return the addresses of all pages that need nothing but a reader, and that this one may open."""
    found = sorted(
        str(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and str(rule).startswith(("/commune", "/province", "/admin", "/account"))
    )
    answers = {path: client.get(path, headers=HTML, buffered=True) for path in found}
    return [
        path for path in found if (answers[path].status_code, answers[path].mimetype) == (200, "text/html")
    ]


def measure(
    folder: Path, assists: int, database_url: str | None = None, shape: Shape = LANG_SON
) -> dict[str, Any]:
    """Return what each page costs in a province of *assists* assists, all counted."""
    with installed(folder, database_url) as place:
        size = fill(place, assists, shape)
        started = time.perf_counter()
        roll_up(place.engine, Event())
        counted = time.perf_counter() - started
        found = []
        for reader in READERS:
            client = place.app.test_client()
            given = {"login": reader, "password": f"mat-khau-{reader}"}
            assert client.post("/login", data=given).status_code == 303
            found += [
                asdict(_cost(place, client, reader, path, assists)) for path in pages_for(place.app, client)
            ]
        return {"size": asdict(size), "full_count_seconds": round(counted, 1), "pages": found}


def _cost(place: Installation, client: FlaskClient, reader: str, path: str, assists: int) -> PageCost:
    times = []
    for _ in range(RUNS + 1):
        db.session.remove()
        started = time.perf_counter()
        answer = client.get(path, headers=HTML)
        times.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200, (path, answer.status)
    db.session.remove()  # as a server does: the context around us keeps it, and what an earlier page read
    with metered(place.engine) as meter:
        client.get(path, headers=HTML)
    name = "SQLite" if place.engine.dialect.name == "sqlite" else "PostgreSQL"
    median, worst = statistics.median(times[1:]), max(times[1:])
    size = len(answer.data) / 1024
    return PageCost(
        name, assists, reader, path, round(median, 1), round(worst, 1), meter.statements, round(size, 1)
    )
