"""Counts everything the slow and obvious way, so that the roll-ups have something to be equal to."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tocongnghe.extensions import writing
from tocongnghe.models import Achievement, Assist, Cell, Household
from tocongnghe.rollups import MAX_LINES, advance, list_provinces
from tocongnghe.services.indicators import CountingRules

Figures = tuple[dict[Any, Any], dict[Any, Any]]
"""Achievements and cells, each with the pair (provisional, official) under its key."""


def count_all(engine: Engine, rules: CountingRules | None = None, *, max_lines: int = MAX_LINES) -> int:
    """Run the roll-ups to the head of every log; return the number of pieces it took."""
    pieces, rules = 0, rules or CountingRules()
    with Session(engine) as session:
        provinces = list_provinces(session)
    for province_id in provinces:
        has_more = True
        while has_more:
            with writing(engine) as session:
                has_more = advance(session, province_id, rules, max_lines=max_lines).has_more
            pieces += 1
    return pieces


def stored(engine: Engine) -> Figures:
    with Session(engine) as session:
        achievements = {
            (row.household_id, row.indicator): (
                (row.provisional_on, row.provisional_village_id),
                (row.official_on, row.official_village_id) if row.official_on else None,
            )
            for row in session.scalars(select(Achievement))
        }
        cells = {
            (row.village_id, row.day, row.indicator): (row.provisional_count, row.official_count)
            for row in session.scalars(select(Cell))
        }
    return achievements, cells


def brute(engine: Engine) -> Figures:
    """Return what the records say: helped, has and visits spelled out by hand, no catalogue read."""
    with Session(engine) as session:
        assists = list(session.scalars(select(Assist)))
        households = {row.id: row for row in session.scalars(select(Household))}
        firsts: dict[Any, list[Any]] = {}
        cells: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for level, states in enumerate((("submitted", "approved"), ("approved",))):
            reached: dict[tuple[str, str], tuple[date, str, int]] = {}
            for assist in assists:
                if assist.state not in states:
                    continue
                for visits in (f"{assist.topic}_visits", "visits"):
                    cells[assist.village_id, assist.happened_on, visits][level] += 1
                household = _winner(households, assist.household_id)
                if household is None:
                    continue
                this = (assist.happened_on, assist.id, assist.village_id)
                for measure, outcomes in (("helped", ("helped",)), ("has", ("helped", "already_had"))):
                    if assist.outcome in outcomes:
                        key = (household, f"{assist.topic}_{measure}")
                        reached[key] = min(this, reached.get(key, this))
            for key, (day, _, village_id) in reached.items():
                firsts.setdefault(key, [None, None])[level] = (day, village_id)
                cells[village_id, day, key[1]][level] += 1
    return {key: tuple(pair) for key, pair in firsts.items()}, {key: tuple(n) for key, n in cells.items()}


def _winner(households: dict[str, Household], household_id: str | None) -> str | None:
    if household_id is None:
        return None
    household = households[household_id]
    if household.state == "merged":
        return _winner(households, household.merged_into_id)
    return household.id if household.state == "active" else None
