"""docs/performance.md from the measured figures, so that no number on it was typed by hand."""

from __future__ import annotations

from typing import Any

from benchmarks import province_page
from benchmarks.desk import BUDGET_MS as PAGE_BUDGET_MS
from benchmarks.desk import RUNS as PAGE_RUNS
from benchmarks.first_sync import BUDGET_SECONDS
from benchmarks.full_phone import OPEN_BUDGET_MS, TAP_BUDGET_MS
from benchmarks.lines import table
from benchmarks.save import BUDGET_MS, SLOWER
from benchmarks.speed import AIM, AIM_PERCENT, DAYS, HOUSEHOLDS, PHONES

HEAD = """# How fast, how small

Written from `benchmarks/results.json`; `make bench` measures anew. `make bench-quick` measures less and
leaves this page alone.

Bytes, statements, steps and rows are the same on every machine, and tests/budgets holds them to their
budgets. Rates are not: this machine has two cores that it shares with other work, and it wobbles. Two
things make a rate mean something all the same. Beside it stand raw inserts of the very rows that the sync
wrote, by the driver alone, in as many durable transactions, into tables with the same columns, checks,
indexes and foreign keys, the two taking turns. And both are counted a second time by CPU time, that of the
server and of PostgreSQL, which other programs disturb far less than the clock. Runs during which the host
took more than 5 % of the CPU away are dropped.
"""


def write(results: dict[str, Any]) -> str:
    """Return the page."""
    parts = [HEAD, *_bytes(results["bytes"]), *_growth(results["growth"]), *_speed(results["speed"])]
    if "slow_link" in results:
        parts += _slow(results["slow_link"])
    if "first_sync" in results:
        parts += _first_sync(results["first_sync"])
    if "save" in results:
        parts += _save(results["save"])
    if "full_phone" in results:
        parts += _full_phone(results["full_phone"], results.get("unlock", []))
    if "desk" in results:
        parts += _desk(results["desk"])
    parts += province_page.write(results)
    return "\n".join(parts) + "\n"


def _bytes(figures: list[dict[str, Any]]) -> list[str]:
    rows = [[f["name"], f"{f['bytes']:,.0f}", f"{f['budget']:,.0f}"] for f in figures]
    return table("Bytes on the wire, compressed", ["what", "bytes", "budget"], rows)


def _growth(costs: list[dict[str, Any]]) -> list[str]:
    rows = [
        [c["database"], c["what"], f"{c['operations_in_log']:,}", c["statements"], f"{c['work']:,}"]
        for c in sorted(costs, key=lambda cost: (cost["database"] != "SQLite", cost["what"]))
    ]
    heads = ["database", "one sync", "operations in the log", "statements", "work"]
    after = (
        "Work: steps of SQLite's machine, counted by fifties; rows that PostgreSQL read from tables. The "
        "push is of 20 assists in a household that had none."
    )
    return table("What a sync costs as the log grows", heads, rows, after)


def _speed(rates: list[dict[str, Any]]) -> list[str]:
    rows = [
        [
            r["database"],
            r["batch"],
            f"{r['sync_median']:,} ({r['sync_best']:,})",
            f"{r['raw_median']:,} ({r['raw_best']:,})",
            f"{r['percent_of_raw']} %",
            f"{r['sync_by_cpu']:,}",
            f"{r['raw_by_cpu']:,}",
            f"{r['percent_by_cpu']} %",
            f"{r['runs']} ({r['dropped_for_steal']})",
            f"{max(r['steal_percent'], default=0)} %",
            " - ".join(map(str, r["load"])),
        ]
        for r in rates
    ]
    heads = [
        "database",
        "batch",
        "sync, op/s: median (best)",
        "raw inserts",
        "of raw",
        "sync, op per CPU second",
        "raw",
        "of raw",
        "runs (dropped)",
        "steal at most",
        "load",
    ]
    after = (
        f"One worker over HTTP on loopback, gzip both ways, {PHONES} phones in as many villages, each "
        "waiting for its answer. Phones have processors of their own, which here are the server's two cores: "
        "what they send is written down before the clock runs and the rows that come are kept after it; "
        "packing, unpacking and reading the answer are inside the clock's rate, and outside that of CPU "
        f"time. Each assist is one of {HOUSEHOLDS} households and of the last {DAYS} days; every answer "
        "brings its rows back. Load: the machine's average over a minute, before and after; the measurement "
        "itself makes one or two, and above that others were waiting for the same cores."
    )
    return [*table("Operations a second, one worker", heads, rows, after), *_reached(rates)]


def _reached(rates: list[dict[str, Any]]) -> list[str]:
    """Return the aim, and how far each database is from it in the largest batches."""
    largest = max((r["batch"] for r in rates), default=0)
    lines = [
        f"Aim in batches of {largest}: {AIM:,} op/s by the clock, and {AIM_PERCENT} % of raw inserts.",
        "",
    ]
    for r in (rate for rate in rates if rate["batch"] == largest):
        told = _against(r["sync_median"], AIM), _against(r["percent_of_raw"], AIM_PERCENT)
        lines.append(
            f"- {r['database']}: {r['sync_median']:,} op/s ({told[0]}), {r['percent_of_raw']} % ({told[1]});"
            f" by CPU time {r['sync_by_cpu']:,} op/s and {r['percent_by_cpu']} %."
        )
    return [*lines, ""]


def _against(value: float, aim: float) -> str:
    return "reached" if value >= aim else f"{100 * value / aim:.0f} % of the aim"


def _slow(trips: list[dict[str, Any]]) -> list[str]:
    rows = [
        [
            t["link"],
            t["assists"],
            t["seconds"],
            t["requests"],
            t["cut"],
            f"{t['bytes_up']:,}",
            f"{t['bytes_down']:,}",
        ]
        for t in trips
    ]
    heads = ["line", "assists", "seconds", "requests", "cut", "bytes up", "bytes down"]
    after = "From full outbox to empty outbox with all rows pulled, heads of HTTP included, in batches of 50."
    return table("A day's work over a slow line", heads, rows, after)


def _first_sync(syncs: list[dict[str, Any]]) -> list[str]:
    rows = [[s["link"], s["seconds"], s["requests"], f"{s['bytes_down']:,}"] for s in syncs]
    after = (
        "300 households and 3,000 assists, from the first request to the last row kept, enrolment left out."
        f" Aim: {BUDGET_SECONDS:g} s where the line is not what one waits for."
    )
    return table("A village's first sync", ["line", "seconds", "requests", "bytes down"], rows, after)


def _save(latencies: list[dict[str, Any]]) -> list[str]:
    rows = [
        [t["what"], f"{t['slower']}×", t["median_ms"], t["p90_ms"], t["worst_ms"], t["runs"]]
        for t in latencies
    ]
    heads = ["in a real Chromium", "CPU slower", "median, ms", "90 of 100, ms", "worst, ms", "runs"]
    after = (
        f"Aim: {BUDGET_MS} ms on a phone {SLOWER} times slower than this machine. Kept is said after the"
        " strict IndexedDB transaction has completed; the put alone is one row of the same size in the same"
        " page, in turns. The disk of this machine flushes faster than a phone's; nothing fails by this."
    )
    return table("From the tap on Save to “kept on this phone”", heads, rows, after)


def _full_phone(figures: dict[str, Any], unlocked: list[dict[str, Any]]) -> list[str]:
    rows: list[list[object]] = [
        [f["what"], f"{f['slower']}x", f["median_ms"], f["worst_ms"], f["budget_ms"], f["runs"]]
        for f in figures["answered"]
    ]
    rows += [
        [
            "from the last key of a PIN to the home page",
            f"{u['slower']}x",
            u["median_ms"],
            u["worst_ms"],
            OPEN_BUDGET_MS,
            u["runs"],
        ]
        for u in unlocked
    ]
    rows += [
        [what, f"{u['slower']}x", u[name], "-", budget, u["runs"]]
        for u in unlocked
        for what, name, budget in (
            ("… to the figures, counted from every visit", "whole_ms", "-"),
            ("… the longest time in it without an answer", "held_ms", TAP_BUDGET_MS),
        )
        if name in u
    ]
    idle = figures["idle"]
    heads = ["from touch to drawn", "CPU slowed", "median, ms", "worst, ms", "budget", "runs"]
    after = (
        "A phone that holds 300 households and 10,000 assists, real Chromium. A tap is answered when the "
        "frame with the page's title and its main action was drawn; a letter, with the second frame after "
        f"it. Left alone for {idle['seconds']} seconds on the home page it asked the network "
        f"{idle['requests']} times, and {idle['timers']} timers fired."
    )
    return table("A full phone", heads, rows, after)


def _desk(measured: dict[str, Any]) -> list[str]:
    size = measured["size"]
    rows = [
        [p["reader"], p["page"], p["ms"], p["worst_ms"], PAGE_BUDGET_MS, p["statements"], p["kilobytes"]]
        for p in sorted(measured["pages"], key=lambda page: -page["ms"])
    ]
    heads = ["reader", "page", "median, ms", "worst, ms", "budget", "statements", "KB"]
    after = (
        f"SQLite, {size['assists']:,} assists of {size['households']:,} made-up households in "
        f"{size['villages']:,} villages, {size['waiting']:,} of them waiting in the reader's commune; the "
        f"server's own time inside one process, medians of {PAGE_RUNS} after a first. minh reviews a "
        "commune, quang reads the province, an administers it; /account shows little but the shell around "
        f"every page. Counting all of it from nothing took {measured['full_count_seconds']} s."
    )
    return table("The desk's pages in a large province", heads, rows, after)
