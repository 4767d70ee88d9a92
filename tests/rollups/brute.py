"""Runs the roll-ups, and reads what they stored beside what a count by hand says."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.rollups.by_hand import Figures, count_by_hand
from tocongnghe.extensions import writing
from tocongnghe.models import Cell, Place
from tocongnghe.rollups import MAX_LINES, advance, list_provinces
from tocongnghe.services.indicators import CountingRules


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
    """Return every stored cell, as `count_by_hand` has them."""
    with Session(engine) as session:
        rows = session.execute(
            select(Place.code, Cell.day, Cell.indicator, Cell.provisional_count, Cell.official_count).join(
                Place, Place.id == Cell.village_id
            )
        )
        return {(code, day.isoformat(), indicator): (one, two) for code, day, indicator, one, two in rows}


brute = count_by_hand
