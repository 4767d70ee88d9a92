"""The sections of docs/performance.md about a whole province: counting it, looking at it, taking it along."""

from __future__ import annotations

from typing import Any

from benchmarks.coverage import RUNS as VIEW_RUNS
from benchmarks.export import LIMIT as MEMORY_LIMIT
from benchmarks.history import DAYS_WORK
from benchmarks.lines import table
from benchmarks.rollup import FULL_LIMIT, GROWTH_LIMIT, RUNS


def write(results: dict[str, Any]) -> list[str]:
    """Return the lines of what was measured."""
    lines = []
    if "rollup" in results:
        lines += [*_days(results["rollup"]["days"]), *_full(results["rollup"]["full"])]
    if "coverage" in results:
        lines += _views(results["coverage"])
    if "export" in results:
        lines += _exports(results["export"]["exports"])
    return lines


def _days(days: list[dict[str, Any]]) -> list[str]:
    shortest = {d["database"]: d for d in reversed(days)}
    rows: list[list[object]] = [
        [
            d["database"],
            f"{d['assists']:,}",
            d["seconds"],
            d["cpu_seconds"],
            _times(d["seconds"], shortest[d["database"]]["seconds"]),
            _times(d["cpu_seconds"], shortest[d["database"]]["cpu_seconds"]),
            f"{GROWTH_LIMIT}x",
            f"{d['cells']:,}",
        ]
        for d in days
    ]
    heads = [
        "database",
        "assists before",
        "seconds",
        "CPU seconds",
        "of the shortest past",
        "by CPU",
        "limit",
    ]
    after = (
        f"The roll-up job counts {DAYS_WORK:,} visits of one day, over all villages, after a past of "
        f"three and a half years; medians of {RUNS} such days. CPU time is that of the job and of PostgreSQL."
    )
    return table("Counting a day's work after a long past", [*heads, "new cells"], rows, after)


def _full(full: list[dict[str, Any]]) -> list[str]:
    rows: list[list[object]] = [
        [
            f["database"],
            f"{f['assists']:,}",
            f["rebuild_seconds"],
            f["aggregate_seconds"],
            _times(f["rebuild_seconds"], f["aggregate_seconds"]),
            _times(f["rebuild_cpu"], f["aggregate_cpu"]),
            f"{FULL_LIMIT:g}x",
            f"{f['cells']:,}",
            f"{f['cells_by_hand']:,}",
        ]
        for f in full
    ]
    heads = ["database", "assists", "all anew, s", "one aggregate, s", "times", "by CPU", "limit", "cells"]
    after = (
        "All of it anew, as every night: compared with what is stored, what differs is written. Beside it "
        "one hand-written SQL statement (benchmarks/by_hand.py) that counts the same indicators over "
        "the same visits into one table of cells; it knows no mergers, no withdrawn cards, no sums."
    )
    return table("Counting a whole province anew", [*heads, "cells by hand"], rows, after)


def _views(measured: dict[str, Any]) -> list[str]:
    rows: list[list[object]] = [
        [
            v["database"],
            v["what"],
            v["ms"],
            v["worst_ms"],
            v["first_ms"],
            v["limit_ms"],
            v["statements"],
            v["kilobytes"],
        ]
        for v in measured["views"]
    ]
    size = measured["size"]
    heads = ["database", "what", "median, ms", "worst, ms", "the first", "limit, ms", "statements", "KB"]
    after = (
        f"65 communes, 1,690 villages, all indicators, {size['assists']:,} assists in "
        f"{size['cells']:,} day cells. The server's own time inside one process, medians of "
        f"{VIEW_RUNS} after a first."
    )
    return table("The coverage of a whole province", heads, rows, after)


def _exports(exports: list[dict[str, Any]]) -> list[str]:
    shortest = {(e["database"], e["format"]): e["peak_mb"] for e in reversed(exports)}
    rows: list[list[object]] = [
        [
            e["database"],
            e["format"],
            f"{e['rows']:,}",
            e["peak_mb"],
            e["before_mb"],
            _times(e["peak_mb"], shortest[e["database"], e["format"]]),
            f"{MEMORY_LIMIT}x",
            e["seconds"],
            e["file_mb"],
        ]
        for e in exports
    ]
    heads = [
        "database",
        "format",
        "visits",
        "peak, MB",
        "before it, MB",
        "of the short one",
        "limit",
        "seconds",
    ]
    after = (
        "Each in a process of its own, the whole program in it; memory is the most that it ever held (RSS)."
    )
    return table("Exporting every visit", [*heads, "file, MB"], rows, after)


def _times(value: float, of: float) -> str:
    return f"{value / of:.2f}x" if of else "-"
