"""Denominators: which published number about a place holds on a day, and where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import plan_subject
from tocongnghe.i18n import N_
from tocongnghe.models import PlaceStatistic, Target

MISSING = N_("No such number is known for this place")
NO_PLAN = N_("No plan is set for this place")
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
    session: Session, place_ids: Collection[int], statistics: Collection[str], day: date
) -> dict[tuple[int, str], Denominator]:
    """Return what is known of *statistics* for *place_ids*, by place and statistic.

    The newest number that was valid on *day*; where all are younger, the oldest.
    A plan (`Indicator.over`) is the target of the longest span that holds *day*:
    a year's before a month's.
    """
    plans = {name: subject for name in statistics if (subject := plan_subject(name)) is not None}
    found = _plans_on(session, place_ids, plans, day) if plans else {}
    if len(plans) == len(statistics):
        return found
    rows = session.scalars(
        select(PlaceStatistic)
        .where(PlaceStatistic.place_id.in_(place_ids), PlaceStatistic.statistic.in_(statistics))
        .order_by(PlaceStatistic.as_of)
    )
    chosen: dict[tuple[int, str], PlaceStatistic] = {}
    for row in rows:
        key = (row.place_id, row.statistic)
        if key not in chosen or row.as_of <= day:
            chosen[key] = row
    return found | {
        key: Denominator(row.statistic, row.value, row.as_of, row.source, is_derived=row.is_derived)
        for key, row in chosen.items()
    }


def _plans_on(
    session: Session, place_ids: Collection[int], plans: Mapping[str, str], day: date
) -> dict[tuple[int, str], Denominator]:
    rows = session.scalars(
        select(Target).where(
            Target.place_id.in_(place_ids),
            Target.indicator.in_(plans.values()),
            Target.from_on <= day,
            Target.to_on >= day,
        )
    )
    names = {subject: name for name, subject in plans.items()}
    in_order = sorted(rows, key=lambda row: (row.to_on - row.from_on, row.from_on))
    return {
        (row.place_id, names[row.indicator]): Denominator(
            names[row.indicator], row.value, row.from_on, row.source, until=row.to_on
        )
        for row in in_order
    }


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
