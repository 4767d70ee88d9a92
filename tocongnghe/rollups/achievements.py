"""Achievements: the first day on which each indicator holds for a household, a person or a shop of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from tocongnghe.models import Achievement, CountedAssist
from tocongnghe.rollups.batches import VillageDay, in_batches
from tocongnghe.services.indicators import CountedForHousehold, CountingRules

Key = tuple[str, str, str]
"""Household, indicator, part of the household."""


class Counted(CountedForHousehold, Protocol):
    """An assist that counts; a row of `counted_assist` is one."""

    @property
    def assist_id(self) -> str: ...
    @property
    def village_id(self) -> int: ...
    @property
    def is_official(self) -> bool: ...


@dataclass(frozen=True)
class First:
    """Since when, and in which village, an indicator holds for a household."""

    provisional_on: date
    provisional_village_id: int
    official_on: date | None
    official_village_id: int | None

    def days(self) -> set[VillageDay]:
        """Return the days of villages in whose cells this counts."""
        days = {(self.provisional_village_id, self.provisional_on)}
        if self.official_on is not None and self.official_village_id is not None:
            days.add((self.official_village_id, self.official_on))
        return days


def recompute_achievements(
    session: Session, rules: CountingRules, household_ids: Iterable[str]
) -> set[VillageDay]:
    """Write the achievements of *household_ids* anew; return the days of villages that changed."""
    dirty: set[VillageDay] = set()
    for batch in in_batches(sorted(household_ids)):
        before, after = stored_achievements(session, batch), _from_counted(session, rules, batch)
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        for key in changed:
            for first in (before.get(key), after.get(key)):
                dirty |= first.days() if first else set()
        _replace(session, {household_id for household_id, *_ in changed}, after)
    return dirty


def stored_achievements(session: Session, household_ids: list[str]) -> dict[Key, First]:
    """Return what is stored for *household_ids*, by household, indicator and part."""
    rows = session.execute(
        select(
            Achievement.household_id,
            Achievement.indicator,
            Achievement.part,
            Achievement.provisional_on,
            Achievement.provisional_village_id,
            Achievement.official_on,
            Achievement.official_village_id,
        ).where(Achievement.household_id.in_(household_ids))
    )
    return {(row[0], row[1], row[2]): First(*row[3:]) for row in rows}


def first_days(rules: CountingRules, assists: Iterable[Counted]) -> dict[tuple[str, str], First]:
    """Return the first day and village of each (indicator, part) that *assists* of one household reach.

    The earliest day wins, on one day the smaller assist id.
    """
    reached: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for assist in sorted(assists, key=lambda assist: (assist.happened_on, assist.assist_id)):
        for what in rules.of_household(assist):
            reached[what].append(assist)
    return {what: _first(in_order) for what, in_order in reached.items()}


def achievement_row(key: Key, first: First) -> dict[str, Any]:
    """Return the row of one achievement."""
    return dict(zip(("household_id", "indicator", "part"), key, strict=True)) | vars(first)


def _first(in_order: list[Counted]) -> First:
    provisional = in_order[0]
    official = next((assist for assist in in_order if assist.is_official), None)
    return First(
        provisional_on=provisional.happened_on,
        provisional_village_id=provisional.village_id,
        official_on=official.happened_on if official else None,
        official_village_id=official.village_id if official else None,
    )


def _from_counted(session: Session, rules: CountingRules, household_ids: list[str]) -> dict[Key, First]:
    by_household: dict[str, list[Any]] = defaultdict(list)
    for assist in session.execute(
        select(
            CountedAssist.household_id,
            CountedAssist.assist_id,
            CountedAssist.village_id,
            CountedAssist.topic,
            CountedAssist.outcome,
            CountedAssist.stage,
            CountedAssist.slot,
            CountedAssist.shop,
            CountedAssist.poverty,
            CountedAssist.happened_on,
            CountedAssist.is_official,
        ).where(CountedAssist.household_id.in_(household_ids), CountedAssist.is_provisional)
    ):
        by_household[assist.household_id].append(assist)
    return {
        (household_id, *what): first
        for household_id, assists in by_household.items()
        for what, first in first_days(rules, assists).items()
    }


def _replace(session: Session, household_ids: set[str], after: Mapping[Key, First]) -> None:
    if not household_ids:
        return
    session.execute(delete(Achievement).where(Achievement.household_id.in_(household_ids)))
    rows = [achievement_row(key, first) for key, first in after.items() if key[0] in household_ids]
    if rows:
        session.connection().execute(insert(Achievement), rows)
