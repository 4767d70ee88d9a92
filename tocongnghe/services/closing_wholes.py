"""Longer periods that are whole once their parts are closed: a quarter with its last month, and so on.

Their figures are counted at that very line of the log, not added up from the
parts: work that came late to a month already closed is in them. Where the sum of
the parts says something else, the frozen text says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, defer

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, closing_kinds, find_period, load_kinds
from tocongnghe.models import Closing, Reopening
from tocongnghe.services.closing_figures import NOTHING, VillageFigures, add_up, read_snapshot

DAY = timedelta(days=1)
Parts = list[Closing]
"""Closings that hold and cover a longer period day by day, the earliest first."""


def wholes_of(part: Period) -> Iterator[Period]:
    """Yield the longer periods that are over and hold all of *part*, the shortest first."""
    own = load_kinds()[part.kind]
    for kind in sorted(closing_kinds(), key=lambda kind: kind.months):
        if kind.calendar != own.calendar or kind.months <= own.months:
            continue
        whole = kind.of(part.from_day)
        if whole is not None and part.to_day <= whole.to_day < clock.local_date():
            yield whole


def find_parts(session: Session, commune_id: int, whole: Period) -> Parts | None:
    """Return the fewest closings that hold every day of *whole*; None while a day is closed by none."""
    held = [
        each
        for each in _holding(session, commune_id, whole)
        if whole.from_day <= each.from_on and each.to_on <= whole.to_day and each.period != whole.code
    ]
    parts, day = [], whole.from_day
    while day <= whole.to_day:
        beginning = [each for each in held if each.from_on == day]
        if not beginning:
            return None
        longest = max(beginning, key=lambda each: each.to_on)
        parts.append(longest)
        day = longest.to_on + DAY
    return parts


def standing_on(session: Session, commune_id: int, part: Period) -> list[Closing]:
    """Return the closings that were made with their parts, of which *part* is one, and hold."""
    return [
        each
        for each in _holding(session, commune_id, part)
        if each.closed_with is not None
        and each.period != part.code
        and each.from_on <= part.from_day
        and part.to_day <= each.to_on
    ]


def said_of_parts(parts: Iterable[Closing], figures: Iterable[VillageFigures]) -> dict[str, Any]:
    """Return what the frozen text of a whole says of *parts*; sums where they are not *figures*."""
    listed = list(parts)
    sums: dict[str, list[int]] = {}
    for each in listed:
        for code, counts in read_snapshot(each).totals.items():
            before = sums.setdefault(code, [0, 0])
            sums[code] = [before[0] + counts[0], before[1] + counts[1]]
    whole = add_up(figures)
    return {
        "parts": [{"period": each.period, "version": each.version, "sha256": each.sha256} for each in listed],
        "parts_sum": {
            code: sums.get(code, [0, 0])
            for code in sorted(sums.keys() | whole.keys())
            if sums.get(code, [0, 0]) != list(whole.get(code, NOTHING)[:2])
        },
    }


def closed_along(session: Session, closing: Closing) -> list[Period]:
    """Return the longer periods that were closed together with *closing*, the shortest first."""
    rows = session.scalars(
        select(Closing.period).where(
            Closing.place_id == closing.place_id,
            Closing.closed_with == closing.period,
            Closing.closed_at == closing.closed_at,
        )
    )
    found = [find_period(code) for code in rows]
    return sorted((each for each in found if each), key=lambda each: each.to_day - each.from_day)


def _holding(session: Session, commune_id: int, span: Period) -> list[Closing]:
    """Return the closings of the commune that share a day with *span* and were not opened again."""
    was_opened = exists().where(
        Reopening.place_id == Closing.place_id,
        Reopening.period == Closing.period,
        Reopening.version == Closing.version,
    )
    query = select(Closing).options(defer(Closing.snapshot))
    return list(
        session.scalars(
            query.where(
                Closing.place_id == commune_id,
                Closing.from_on <= span.to_day,
                Closing.to_on >= span.from_day,
                ~was_opened,
            )
        )
    )
