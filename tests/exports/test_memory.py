"""An export of many visits takes no more memory than one of few."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from tests.cast import World
from tests.exports.conftest import make_order, today
from tocongnghe import clock
from tocongnghe.models import Assist
from tocongnghe.services.exports import Format, allow, make_table
from tocongnghe.services.exports.writers import stream
from tocongnghe.services.sheets import Value
from tocongnghe.vocabulary import AssistOutcome, AssistState

PAGE = os.sysconf("SC_PAGE_SIZE")
SLACK = 12.0  # MB: what larger pieces, SQLite's own sorting and the allocator may take


def add_assists(engine: Engine, village_id: int, first: int, last: int) -> None:
    now = clock.now()
    rows = (
        {
            "id": f"{number:022}",
            "village_id": village_id,
            "head_op": f"{number:022}",
            "seq": number,
            "state": AssistState.SUBMITTED,
            "topic": "vneid",
            "outcome": AssistOutcome.HELPED,
            "happened_on": today() - timedelta(days=number % 300),
            "logged_at": now,
        }
        for number in range(first, last)
    )
    with engine.execution_options(begin_immediate=True).begin() as connection:
        while piece := list(islice(rows, 5000)):
            connection.execute(insert(Assist), piece)


def resident() -> float:
    """Return how much memory this process has now, in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6


def peak_of(engine: Engine, format_: Format) -> tuple[float, int]:
    """Return the most memory that there was at any of an export's rows, in MB, and how many rows it had."""
    peak, count = 0.0, 0

    def watched(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
        nonlocal peak, count
        for row in rows:
            if count % 500 == 0:
                peak = max(peak, resident())
            count += 1
            yield row

    with Session(engine) as session:
        table = make_table(session, allow(session, None, make_order("assists", format=format_)))
        for _piece in stream(replace(table, rows=watched(table.rows)), format_):
            peak = max(peak, resident())
    return peak, count


@pytest.mark.parametrize(("format_", "few", "many"), [("csv", 10_000, 100_000), ("xlsx", 2_000, 20_000)])
def test_ten_times_the_rows_take_no_more_memory(world: World, format_: Format, few: int, many: int) -> None:
    """All in one village, which is the most that is read at a time; kept rows would take 50 MB and more."""
    village = world.villages["20-00001-001"]
    add_assists(world.engine, village, 0, few)
    before, small = peak_of(world.engine, format_)

    add_assists(world.engine, village, few, many)
    after, large = peak_of(world.engine, format_)

    assert (small, large) == (few, many)
    assert after - before < SLACK, f"{before:.1f} MB with {few} rows, {after:.1f} MB with {many}"
