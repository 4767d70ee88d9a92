"""Budgets on bytes, statements and growth: these fail the build; seconds never do."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import bytes as wire
from benchmarks import desk, growth
from benchmarks.province import Shape
from tocongnghe import clock

pytestmark = pytest.mark.slow


def test_what_travels_stays_within_its_budget_of_bytes(tmp_path: Path):
    figures = wire.measure(tmp_path)

    assert [figure for figure in figures if not figure.is_kept] == []
    assert len(figures) == 4


def test_a_sync_costs_the_same_however_long_the_log_is(tmp_path: Path, database_url: str | None):
    costs = growth.measure(tmp_path, (2_000, 40_000), database_url)

    slack = 10 * growth.STEPS if database_url is None else 50
    for what in {cost.what for cost in costs}:
        short, long = (cost for cost in costs if cost.what == what)
        assert long.statements == short.statements, (short, long)
        assert long.work <= short.work * 1.25 + slack, (short, long)
        assert long.statements <= 40, long


def test_no_page_of_the_desk_asks_more_often_when_there_is_more_to_show(tmp_path: Path):
    with clock.frozen(clock.now()):  # a login's use is noted every ten minutes: one more statement
        few = desk.measure(tmp_path / "few", 40, shape=Shape(communes=2, villages=2, households=3))
        many = desk.measure(tmp_path / "many", 900, shape=Shape(communes=3, villages=9, households=9))

    counts = [
        {(cost["reader"], cost["page"]): cost["statements"] for cost in size["pages"]} for size in (few, many)
    ]
    others = {
        page: (asked, counts[1].get(page))
        for page, asked in counts[0].items()
        if asked != counts[1].get(page)
    }
    assert others == {}
    assert counts[0].keys() == counts[1].keys()
    assert len(counts[0]) > 12
