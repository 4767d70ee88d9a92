"""The first day on which an indicator holds for a village, of whatever records it reads.

Most days touch nothing here: only one on or before a village's first day can
move it, or any day of a village that has none yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, false, insert, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Indicator, Records
from tocongnghe.models import CountedAssist, CountedEvent, VillageAchievement
from tocongnghe.rollups.batches import VillageDay, in_batches
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
        for village_id in batch:
            for indicator in rules.of_villages:
                before = stored.get((village_id, indicator.code), NEVER)
                after = _anew(session, rules, indicator, village_id, by_village[village_id], before)
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
    condition: ColumnElement[bool] = table.happened_on >= indicator.valid_from
    for each in what:
        condition &= each
    return condition


def _anew(
    session: Session,
    rules: CountingRules,
    indicator: Indicator,
    village_id: int,
    days: set[date],
    before: Days,
) -> Days:
    table: Any = CountedAssist if indicator.records is Records.ASSISTS else CountedEvent
    found: list[date | None] = []
    for was, is_official in zip(before, (False, True), strict=True):
        if was is not None and was < min(days):
            found.append(was)
            continue
        query = (
            select(table.happened_on)
            .where(table.village_id == village_id, holds(rules, indicator))
            .order_by(table.happened_on)
            .limit(1)
        )
        if is_official and table is CountedAssist:
            query = query.where(CountedAssist.is_official)
        if was is None:  # no other day holds, else it would be known
            query = query.where(table.happened_on.in_(days))
        else:
            query = query.where(table.happened_on >= min(days))
        found.append(session.scalar(query) if days else None)
    return found[0], found[1]


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
