"""How much memory it takes to export every visit of a province, of a short past and of a long one.

Each export is a process of its own: `python -m benchmarks.export FOLDER FORMAT
[DATABASE_URL]` writes one and prints what it took.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.history import LAST_DAY, past_of
from benchmarks.rollup import DATABASES, opened

SIZES = (100_000, 1_000_000)
FORMATS = ("csv", "json")
LIMIT = 1.1
"""The peak of the long export may be so many times that of the short one."""


@dataclass(frozen=True)
class ExportCost:
    """One export of all visits; megabytes of memory are the process's peak, all of the program in it."""

    database: str
    assists: int
    format: str
    rows: int
    peak_mb: float
    before_mb: float
    seconds: float
    file_mb: float


def measure(scratch: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Return what each export took, in each database."""
    found = []
    for database in DATABASES:
        for assists in sizes:
            with opened(scratch, database, assists) as (past, _):
                folder = past.file.parent
                is_sqlite = past.place.engine.dialect.name == "sqlite"
                url = [] if is_sqlite else [past.place.engine.url.render_as_string(hide_password=False)]
                for format_ in FORMATS:
                    told = _in_a_process([str(folder), str(past.assists), format_, *url])
                    found.append(asdict(ExportCost(database, assists, format_, **told)))
    return {"limit": LIMIT, "exports": found}


def _in_a_process(arguments: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.export", *arguments], check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def write_all(folder: Path, assists: int, format_: Any, database_url: str | None) -> dict[str, Any]:
    """Export all visits to nowhere; return rows, peak memory, seconds and size."""
    from tocongnghe.extensions import db
    from tocongnghe.services.exports import Order, allow, make_table, stream_export
    from tocongnghe.vocabulary import ExportKind

    with past_of(folder, assists, database_url, is_counted=False), Path(os.devnull).open("wb") as nowhere:
        until = LAST_DAY + timedelta(days=3650)
        order = Order(
            ExportKind.ASSISTS, "20", format_, to_day=until, from_day=LAST_DAY - timedelta(days=3650)
        )
        session = db.session()
        asked = allow(session, None, order)
        rows = make_table(session, asked).row_count
        before, started, size = _peak_mb(), time.perf_counter(), 0
        for piece in stream_export(session, asked):
            size += nowhere.write(piece)
        return {
            "rows": rows,
            "peak_mb": _peak_mb(),
            "before_mb": before,
            "seconds": round(time.perf_counter() - started, 1),
            "file_mb": round(size / 1e6, 1),
        }


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    where, how_many, wanted, *address = sys.argv[1:]
    print(json.dumps(write_all(Path(where), int(how_many), wanted, address[0] if address else None)))
