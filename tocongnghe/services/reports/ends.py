"""Which reports are due: the periods that ended before a day, as the layouts have them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tocongnghe.catalogue.periods import Period, PeriodKind, load_kinds
from tocongnghe.catalogue.reports import load_report_layouts
from tocongnghe.vocabulary import PlaceKind

LOOKS_BACK = 13
"""Ended periods of each kind that communes close: a commune may close, or close anew, a year later."""
WEEKS_BACK = 8
"""Weeks are told once; one that was missed for longer is no news any more."""


def report_kinds(place: PlaceKind) -> list[PeriodKind]:
    """Return the kinds of period of which there is a report for *place*, in the layouts' order."""
    kinds = load_kinds()
    return [kinds[each.period] for each in load_report_layouts().layouts if place in each.places]


def ended(kind: PeriodKind, today: date, count: int) -> list[Period]:
    """Return the *count* periods of *kind* that ended last before *today*, newest first."""
    return [each for each in kind.recent(today, count + 1) if each.to_day < today][:count]


def due_periods(today: date, place: PlaceKind = PlaceKind.PROVINCE) -> Iterator[Period]:
    """Yield the ended periods of which a report of *place* may have to be made, the latest first."""
    found = [
        period
        for kind in report_kinds(place)
        for period in ended(kind, today, LOOKS_BACK if kind.is_closed else WEEKS_BACK)
    ]
    yield from sorted(found, key=lambda period: (period.to_day, period.from_day), reverse=True)
