"""Denominators: which published number about a place holds on a day, and where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import plan_subject
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.models import PlaceStatistic, Target
from tocongnghe.services.former_numbers import Known, Lookup, find_changes

MISSING = N_("No such number is known for this place")
NO_PLAN = N_("No plan is set for this place")
MISSING_FORMER = N_("Not every former place has this number, so they cannot be added up")
MISSING_BELOW = N_("Not every commune has this number, so they cannot be added up")


@dataclass(frozen=True)
class Denominator:
    """A named number about a place.

    `value` is None when it is not known; `missing` then says why (a message id).
    """

    statistic: str
    value: int | None = None
    as_of: date | None = None
    source: str | None = None
    missing: str | None = None
    until: date | None = None
    """Of a plan: the last day of the span in which it is to be reached; it begins on `as_of`."""
    is_derived: bool = False
    """Worked out from other published figures, not published itself."""


def denominators_on(
    session: Session,
    place_ids: Collection[int],
    statistics: Collection[str],
    day: date,
    on: date | None = None,
) -> dict[tuple[int, str], Denominator]:
    """Return what is known of *statistics* for *place_ids*, by place and statistic.

    The newest number that was valid on *day*; where all are younger, the oldest.
    A plan (`Indicator.over`) is the target of the longest span that holds *day*:
    a year's before a month's. Of places that became one the sum is taken, until
    there is a number of the place that they became.

    Args:
        on: The day whose division of places is meant; None is today's.
    """
    changes = find_changes(session, on or clock.local_date())
    asked = changes.with_former(place_ids)
    known: dict[str, dict[int, list[Known[Denominator]]]] = {}
    for place_id, one in (*_numbers(session, asked, statistics), *_plans(session, asked, statistics, day)):
        known.setdefault(one.number.statistic, {}).setdefault(place_id, []).append(one)
    found: dict[tuple[int, str], Denominator] = {}
    for statistic, numbers in known.items():
        lookup = Lookup(numbers, changes, day)
        for place_id in place_ids:
            parts = lookup.parts_of(place_id)
            if len(parts) == 1 and parts[0] is not None:
                found[place_id, statistic] = parts[0]
            elif any(part is not None for part in parts):
                found[place_id, statistic] = _sum_of_former(statistic, parts)
    return found


def _numbers(
    session: Session, place_ids: Collection[int], statistics: Collection[str]
) -> Iterator[tuple[int, Known[Denominator]]]:
    names = [name for name in statistics if plan_subject(name) is None]
    if not names:
        return
    rows = session.scalars(
        select(PlaceStatistic)
        .where(PlaceStatistic.place_id.in_(place_ids), PlaceStatistic.statistic.in_(names))
        .order_by(PlaceStatistic.as_of)
    )
    for row in rows:
        told = Denominator(row.statistic, row.value, row.as_of, row.source, is_derived=row.is_derived)
        yield row.place_id, Known(row.as_of, row.as_of, told)


def _plans(
    session: Session, place_ids: Collection[int], statistics: Collection[str], day: date
) -> Iterator[tuple[int, Known[Denominator]]]:
    """Yield the plans whose span holds *day*, the longest last; each is of the day on which it was set."""
    names = {subject: name for name in statistics if (subject := plan_subject(name)) is not None}
    if not names:
        return
    rows = session.scalars(
        select(Target).where(
            Target.place_id.in_(place_ids),
            Target.indicator.in_(names),
            Target.from_on <= day,
            Target.to_on >= day,
        )
    )
    for row in sorted(rows, key=lambda row: (row.to_on - row.from_on, row.from_on)):
        name = names[row.indicator]
        told = Denominator(name, row.value, row.from_on, row.source, until=row.to_on)
        yield row.place_id, Known(row.from_on, max(row.from_on, clock.local_date(row.set_at)), told)


def _sum_of_former(statistic: str, parts: Sequence[Denominator | None]) -> Denominator:
    found = sum_of(statistic, parts)
    if found.value is None:
        return replace(found, missing=MISSING_FORMER)
    return replace(
        found, source=_("Sum of the former places: {source}", source=found.source), is_derived=True
    )


def sum_of(statistic: str, parts: Sequence[Denominator | None]) -> Denominator:
    """Return the sum of *parts*, each once, as old as the oldest; unknown unless every part is known.

    Plans over different spans are no sum.
    """
    known = [part for part in parts if part is not None and part.value is not None]
    spans = {(part.as_of, part.until) for part in known if part.until is not None}
    if not known or len(known) < len(parts) or len(spans) > 1:
        return Denominator(statistic, missing=MISSING_BELOW)
    return Denominator(
        statistic,
        value=sum(part.value or 0 for part in known),
        as_of=min((part.as_of for part in known if part.as_of), default=None),
        source="; ".join(_once(part.source for part in known)),
        until=known[0].until,
        is_derived=any(part.is_derived for part in known),
    )


def missing_of(statistic: str) -> str:
    """Return why a place without *statistic* has no denominator, a message id."""
    return MISSING if plan_subject(statistic) is None else NO_PLAN


def percent(count: int | None, denominator: int | None) -> Decimal | None:
    """Return *count* over *denominator* in percent, one decimal; None without either, or over nothing."""
    if count is None or not denominator:
        return None
    return (Decimal(count * 100) / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _once(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
