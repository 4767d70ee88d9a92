"""The first day on which an indicator holds for a village, of whatever records it reads.

Most days touch nothing here: only one on or before a village's first day can
move it, or any day of a village that has none yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, false, func, insert, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Indicator, Records
from tocongnghe.models import CountedAssist, CountedEvent, VillageAchievement
from tocongnghe.rollups.batches import VillageDay, in_batches, on_days
from tocongnghe.services.indicators import CountingRules

Days = tuple[date | None, date | None]
"""First provisional and first official day."""
NEVER: Days = (None, None)


def recompute_villages(session: Session, rules: CountingRules, days: Iterable[VillageDay]) -> set[VillageDay]:
    """Find the first days of the villages around *days* anew; return the days of villages that changed."""
    by_village: dict[int, set[date]] = defaultdict(set)
    for village_id, day in days:
        by_village[village_id].add(day)
    dirty: set[VillageDay] = set()
    for batch in in_batches(sorted(by_village) if rules.of_villages else ()):
        stored = _stored(session, batch)
        touched = [(village_id, day) for village_id in batch for day in sorted(by_village[village_id])]
        for indicator in rules.of_villages:
            seen = [_seen(session, rules, indicator, touched, is_official=late) for late in (False, True)]
            for village_id in batch:
                before = stored.get((village_id, indicator.code), NEVER)
                here = seen[0].get(village_id), seen[1].get(village_id)
                after = _anew(
                    session, rules, indicator, village_id, min(by_village[village_id]), before, here
                )
                if after != before:
                    _write(session, village_id, indicator.code, after)
                    dirty |= {(village_id, day) for day in (*before, *after) if day is not None}
    return dirty


def holds(rules: CountingRules, indicator: Indicator) -> ColumnElement[bool]:
    """Return the condition that a row of what the indicator reads counts in it."""
    if indicator.records is Records.ASSISTS:
        table: Any = CountedAssist
        what = [CountedAssist.is_provisional, CountedAssist.outcome.in_(indicator.outcomes)]
        if len(indicator.topics) < len(rules.catalogue.topics):
            what.append(CountedAssist.topic.in_(sorted(indicator.topics)))
        if indicator.stages:
            what.append(CountedAssist.stage.in_(indicator.stages))
    else:
        table = CountedEvent
        what = [CountedEvent.records == indicator.records.value]
        if indicator.records is Records.CLASSES and not rules.takes_class(indicator, None):
            what.append(CountedEvent.topic.in_(sorted(indicator.topics)))
    # Not the bare column: SQLite would take this for the range to walk through, and not the days asked for.
    condition: ColumnElement[bool] = (
        func.coalesce(table.happened_on, table.happened_on) >= indicator.valid_from
    )
    for each in what:
        condition &= each
    return condition


def _seen(
    session: Session,
    rules: CountingRules,
    indicator: Indicator,
    touched: list[VillageDay],
    *,
    is_official: bool,
) -> dict[int, date]:
    """Return the first of the *touched* days on which the indicator holds, by village."""
    table, condition = _where(rules, indicator, is_official=is_official)
    found: dict[int, date] = {}
    for pairs in in_batches(touched):
        rows = session.execute(
            select(table.village_id, func.min(table.happened_on))
            .where(on_days(table.village_id, table.happened_on, pairs), condition)
            .group_by(table.village_id)
        )
        for village_id, day in rows:
            found[village_id] = min(day, found.get(village_id, day))
    return found


def _anew(
    session: Session,
    rules: CountingRules,
    indicator: Indicator,
    village_id: int,
    first_touched: date,
    before: Days,
    seen: Days,
) -> Days:
    found: list[date | None] = []
    for was, here, is_official in zip(before, seen, (False, True), strict=True):
        if was is None:  # no other day holds, else it would be known
            found.append(here)
        elif was < first_touched:
            found.append(was)
        else:
            table, condition = _where(rules, indicator, is_official=is_official)
            query = select(func.min(table.happened_on)).where(
                table.village_id == village_id, table.happened_on >= first_touched, condition
            )
            found.append(session.scalar(query))
    return found[0], found[1]


def _where(
    rules: CountingRules, indicator: Indicator, *, is_official: bool
) -> tuple[Any, ColumnElement[bool]]:
    if indicator.records is not Records.ASSISTS:
        return CountedEvent, holds(rules, indicator)
    condition = holds(rules, indicator)
    return CountedAssist, condition & CountedAssist.is_official if is_official else condition


def _stored(session: Session, village_ids: list[int]) -> dict[tuple[int, str], Days]:
    one = VillageAchievement
    rows = session.execute(
        select(one.village_id, one.indicator, one.provisional_on, one.official_on).where(
            one.village_id.in_(village_ids) if village_ids else false()
        )
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _write(session: Session, village_id: int, indicator: str, days: Days) -> None:
    one = VillageAchievement
    session.execute(delete(one).where(one.village_id == village_id, one.indicator == indicator))
    if days[0] is not None:
        row = {"provisional_on": days[0], "official_on": days[1]}
        session.connection().execute(insert(one), [{"village_id": village_id, "indicator": indicator, **row}])
