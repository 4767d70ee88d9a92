"""Proves the stored figures: everything counted again from the records, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe.models import Achievement, Cell, CellSum, Feed, RollUpPosition
from tocongnghe.rollups.achievements import First, stored_achievements
from tocongnghe.rollups.batches import in_batches
from tocongnghe.rollups.cells import Cells, Counts
from tocongnghe.rollups.full import (
    achievements_of,
    count_household,
    count_visits,
    households_and_visits,
    villages_of,
)
from tocongnghe.rollups.sums import Sums, sums_of
from tocongnghe.services.indicators import CountingRules


@dataclass(frozen=True)
class Difference:
    """One stored figure that the records do not bear out; it names no person."""

    what: str
    stored: Any
    counted: Any

    def __str__(self) -> str:
        return f"{self.what}: stored {self.stored}, counted {self.counted}"


def is_at_head(session: Session, province_id: int, rules: CountingRules) -> bool:
    """Tell whether the roll-ups have read the whole log, under this catalogue."""
    feed, position = session.get(Feed, province_id), session.get(RollUpPosition, province_id)
    if feed is None or position is None:
        return False
    here = (position.seq, position.chain, position.catalogue_version)
    return here == (feed.seq, feed.chain, rules.version)


def list_differences(session: Session, province_id: int, rules: CountingRules) -> list[Difference]:
    """Return what is stored otherwise than the records say, within the session's one snapshot.

    Meaningful only where `is_at_head` holds in the same snapshot. Holds the
    province's cells in memory, and its assists never all at once.
    """
    counts, achievement_count = Counts(), 0
    found: list[Difference] = []
    for batch in in_batches(households_and_visits(session, province_id)):
        expected: dict[tuple[str, str], First] = {}
        for household_id, assists in batch:
            count_visits(counts, rules, assists)
            if household_id is not None:
                reached = achievements_of(rules, assists)
                count_household(counts, reached)
                expected |= {(household_id, indicator): first for indicator, first in reached.items()}
        achievement_count += len(expected)
        households = [household_id for household_id, _ in batch if household_id is not None]
        found.extend(_achievement_differences(session, households, expected))
    found.extend(_orphans(session, province_id, achievement_count, found))
    cells = counts.cells()
    found.extend(_sum_differences(session, province_id, sums_of(cells.items())))
    found.extend(_cell_differences(session, province_id, cells))
    return found


def _achievement_differences(
    session: Session, household_ids: list[str], expected: dict[tuple[str, str], First]
) -> Iterator[Difference]:
    stored = stored_achievements(session, household_ids)
    for key in sorted(stored.keys() | expected.keys()):
        if stored.get(key) != expected.get(key):
            yield Difference(f"achievement {key[1]} of {key[0]}", stored.get(key), expected.get(key))


def _orphans(
    session: Session, province_id: int, expected_count: int, known: list[Difference]
) -> Iterator[Difference]:
    """Yield one difference if there are achievements of households that no assist reaches."""
    stored_count = session.scalar(
        select(func.count())
        .select_from(Achievement)
        .where(Achievement.provisional_village_id.in_(villages_of(province_id)))
    )
    explained = sum((each.stored is not None) - (each.counted is not None) for each in known)
    if stored_count != expected_count + explained:
        yield Difference("achievements in all", stored_count, expected_count + explained)


def _cell_differences(session: Session, province_id: int, expected: Cells) -> Iterator[Difference]:
    rows = session.execute(
        select(Cell.village_id, Cell.day, Cell.indicator, Cell.provisional_count, Cell.official_count)
        .where(Cell.village_id.in_(villages_of(province_id)))
        .execution_options(yield_per=5000)
    )
    for village_id, day, indicator, *stored in rows:
        counted = expected.pop((village_id, day, indicator), None)
        if counted != tuple(stored):
            yield Difference(f"cell {indicator} of place {village_id} on {day}", tuple(stored), counted)
    for (village_id, day, indicator), counted in expected.items():
        yield Difference(f"cell {indicator} of place {village_id} on {day}", None, counted)


def _sum_differences(session: Session, province_id: int, expected: Sums) -> Iterator[Difference]:
    rows = session.execute(
        select(
            *(CellSum.span, CellSum.indicator, CellSum.village_id),
            *(CellSum.provisional_count, CellSum.official_count),
        )
        .where(CellSum.village_id.in_(villages_of(province_id)))
        .execution_options(yield_per=5000)
    )
    for span, indicator, village_id, *stored in rows:
        counted = expected.pop((span, indicator, village_id), None)
        if counted != tuple(stored):
            yield Difference(f"sum {span} of {indicator} of place {village_id}", tuple(stored), counted)
    for (span, indicator, village_id), counted in expected.items():
        yield Difference(f"sum {span} of {indicator} of place {village_id}", None, counted)
