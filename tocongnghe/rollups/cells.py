"""Day cells: counts of one village, day and indicator, always counted anew, never added to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Counts as Kinds
from tocongnghe.catalogue import Records
from tocongnghe.models import Achievement, Cell, CountedAssist, CountedEvent, VillageAchievement
from tocongnghe.rollups.batches import VillageDay, in_batches, on_days
from tocongnghe.rollups.sums import add_up
from tocongnghe.services.indicators import CountingRules

CellKey = tuple[int, date, str]
"""Village, day, indicator."""


Cells = dict[CellKey, tuple[int, int]]
"""Provisional and official counts."""


class Counts:
    """Counts by cell, provisional and official; a cell nobody counted in is absent."""

    def __init__(self) -> None:
        self.provisional: Counter[CellKey] = Counter()
        self.official: Counter[CellKey] = Counter()

    def cells(self) -> Cells:
        """Return (provisional, official) by cell."""
        keys = self.provisional.keys() | self.official.keys()
        return {key: (self.provisional[key], self.official[key]) for key in keys}


def recompute_cells(session: Session, rules: CountingRules, days: Iterable[VillageDay]) -> int:
    """Count every cell on *days* anew from achievements, assists and classes; return how many changed."""
    changed: list[CellKey] = []
    for batch in in_batches(sorted(days), size=200):
        counts = Counts()
        _count_households(session, batch, counts)
        _count_visits(session, rules, batch, counts)
        _count_classes(session, rules, batch, counts)
        _count_villages(session, batch, counts)
        changed += _replace(session, _stored(session, batch), counts.cells())
    add_up(session, {(village_id, day) for village_id, day, _ in changed})
    return len(changed)


def _insert(session: Session, cells: Cells) -> None:
    rows = [_row(key, *counts) for key, counts in cells.items()]
    for batch in in_batches(rows, size=5000):
        session.connection().execute(insert(Cell), batch)


def _stored(session: Session, days: list[VillageDay]) -> Cells:
    rows = session.execute(
        select(Cell.village_id, Cell.day, Cell.indicator, Cell.provisional_count, Cell.official_count).where(
            on_days(Cell.village_id, Cell.day, days)
        )
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def _replace(session: Session, before: Cells, after: Cells) -> list[CellKey]:
    """Write what differs and return which: a piece of work touches many days and changes little on most."""
    changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    stale = [dict(zip(("v", "d", "i"), key, strict=True)) for key in changed if key in before]
    if stale:
        session.connection().execute(
            delete(Cell).where(
                Cell.village_id == bindparam("v"),
                Cell.day == bindparam("d"),
                Cell.indicator == bindparam("i"),
            ),
            stale,
        )
    _insert(session, {key: after[key] for key in changed if key in after})
    return changed


def _row(key: CellKey, provisional_count: int, official_count: int) -> dict[str, Any]:
    village_id, day, indicator = key
    return {
        "village_id": village_id,
        "day": day,
        "indicator": indicator,
        "provisional_count": provisional_count,
        "official_count": official_count,
    }


def _count_households(session: Session, days: list[VillageDay], counts: Counts) -> None:
    columns: list[tuple[Counter[CellKey], Any, Any]] = [
        (counts.provisional, Achievement.provisional_village_id, Achievement.provisional_on),
        (counts.official, Achievement.official_village_id, Achievement.official_on),
    ]
    for counter, village, on in columns:
        rows = session.execute(
            select(village, on, Achievement.indicator, func.count())
            .where(on_days(village, on, days))
            .group_by(village, on, Achievement.indicator)
        )
        for village_id, day, indicator, count in rows:
            counter[village_id, day, indicator] += count


def _count_visits(session: Session, rules: CountingRules, days: list[VillageDay], counts: Counts) -> None:
    grouped = (
        CountedAssist.village_id,
        CountedAssist.happened_on,
        CountedAssist.topic,
        CountedAssist.outcome,
        CountedAssist.stage,
        CountedAssist.is_official,
    )
    rows = session.execute(
        select(*grouped, func.count().label("visit_count"))
        .where(
            on_days(CountedAssist.village_id, CountedAssist.happened_on, days), CountedAssist.is_provisional
        )
        .group_by(*grouped)
    )
    for row in rows:
        for indicator in rules.of_visit(row):
            counts.provisional[row.village_id, row.happened_on, indicator] += row.visit_count
            if row.is_official:
                counts.official[row.village_id, row.happened_on, indicator] += row.visit_count


def _count_classes(session: Session, rules: CountingRules, days: list[VillageDay], counts: Counts) -> None:
    event = CountedEvent
    grouped = (event.village_id, event.happened_on, event.topic)
    rows = session.execute(
        select(*grouped, func.count(), func.sum(event.attendee_count))
        .where(on_days(event.village_id, event.happened_on, days), event.records == Records.CLASSES.value)
        .group_by(*grouped)
    )
    for village_id, day, topic, classes, attendees in rows:
        for indicator in rules.of_class(topic, day):
            count = classes if indicator.counts is Kinds.SESSIONS else int(attendees)
            if count:  # a cell nobody counted in is absent
                counts.provisional[village_id, day, indicator.code] += count
                counts.official[village_id, day, indicator.code] += count


def _count_villages(session: Session, days: list[VillageDay], counts: Counts) -> None:
    first = VillageAchievement
    columns: list[tuple[Counter[CellKey], Any]] = [
        (counts.provisional, first.provisional_on),
        (counts.official, first.official_on),
    ]
    for counter, on in columns:
        rows = session.execute(
            select(first.village_id, on, first.indicator).where(on_days(first.village_id, on, days))
        )
        for village_id, day, indicator in rows:
            counter[village_id, day, indicator] += 1
