"""First days after visits that only came on top: merged into what is stored, without the household's past.

A visit that is new, or newly approved, can only bring a first day forward.
What took something away (a correction, a return, a merger) is for
`achievements`, which counts the whole household anew; so is a day on which two
villages claim to be first, for only the visits' ids can tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from tocongnghe.models import Achievement
from tocongnghe.rollups.achievements import First, Key, achievement_row
from tocongnghe.rollups.batches import VillageDay
from tocongnghe.services.indicators import CountingRules

Row = Mapping[str, Any]
"""A row of `counted_assist`, by column."""


def is_addition(before: Row | None, after: Row | None) -> bool:
    """Tell whether a counted row that became *after* takes nothing away from what *before* gave."""
    if before is None or not before["is_provisional"]:
        return True
    if after is None or before["is_official"] > after["is_official"]:
        return False
    return all(after[name] == before[name] for name in before if name != "is_official")


def merge_additions(
    session: Session, rules: CountingRules, added: Iterable[Row]
) -> tuple[set[VillageDay], set[str]]:
    """Bring first days forward by the counted rows that came on top.

    Returns:
        The days of villages that changed; the households of which that cannot be told this way.
    """
    reached = [(row, rules.of_household(SimpleNamespace(**row))) for row in added if row["is_provisional"]]
    stored = _stored(session, reached)
    after, untold = dict(stored), set[str]()
    for row, whats in reached:
        for indicator, part in whats:
            key = (row["household_id"], indicator, part)
            merged = _merged(after.get(key), row)
            if merged is None:
                untold.add(row["household_id"])
            else:
                after[key] = merged
    changed = {
        key: first for key, first in after.items() if first != stored.get(key) and key[0] not in untold
    }
    _write(session, [key for key in changed if key in stored], changed)
    days = {
        day for key, first in changed.items() for one in (stored.get(key), first) if one for day in one.days()
    }
    return days, untold


def _merged(first: First | None, row: Row) -> First | None:
    """Return *first* with a visit on top; None where only ids can tell which village was first that day."""
    day, village = row["happened_on"], row["village_id"]
    if first is None:
        return First(
            day, village, day if row["is_official"] else None, village if row["is_official"] else None
        )
    if day < first.provisional_on:
        first = replace(first, provisional_on=day, provisional_village_id=village)
    elif day == first.provisional_on and village != first.provisional_village_id:
        return None
    if not row["is_official"]:
        return first
    if first.official_on is None or day < first.official_on:
        return replace(first, official_on=day, official_village_id=village)
    return None if day == first.official_on and village != first.official_village_id else first


def _stored(session: Session, reached: list[tuple[Row, list[tuple[str, str]]]]) -> dict[Key, First]:
    """Return what is stored of the households and indicators that are reached, and of little else."""
    together: dict[frozenset[str], set[str]] = defaultdict(set)
    for row, whats in reached:
        together[frozenset(indicator for indicator, _ in whats)].add(row["household_id"])
    found: dict[Key, First] = {}
    for indicators, household_ids in together.items():
        if not indicators:
            continue
        rows = session.execute(
            select(
                Achievement.household_id,
                Achievement.indicator,
                Achievement.part,
                Achievement.provisional_on,
                Achievement.provisional_village_id,
                Achievement.official_on,
                Achievement.official_village_id,
            ).where(
                Achievement.household_id.in_(household_ids), Achievement.indicator.in_(sorted(indicators))
            )
        )
        found |= {(row[0], row[1], row[2]): First(*row[3:]) for row in rows}
    return found


def _write(session: Session, stale: list[Key], changed: Mapping[Key, First]) -> None:
    connection = session.connection()
    if stale:
        of = Achievement
        connection.execute(
            delete(of).where(
                of.household_id == bindparam("h"), of.indicator == bindparam("i"), of.part == bindparam("p")
            ),
            [dict(zip("hip", key, strict=True)) for key in stale],
        )
    if changed:
        connection.execute(
            insert(Achievement), [achievement_row(key, first) for key, first in changed.items()]
        )
