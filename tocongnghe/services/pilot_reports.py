"""What a pilot came to: its communes beside others alike, before and while it runs. Nothing is proved by it.

Figures are those of coverage within a span of days: official, over the same
named denominators, and a commune without a report adds nothing to either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.models import Place
from tocongnghe.services.access import Actor
from tocongnghe.services.coverage import CoverageRow, coverage
from tocongnghe.services.pilots import KnownPilot, list_communes
from tocongnghe.services.statistics import denominators_on, percent

SIZE = "households"


@dataclass(frozen=True, slots=True)
class PilotCell:
    """One indicator of one group of communes within a span."""

    communes: int
    with_data: int
    count: int | None
    """None: no commune of the group has data."""
    denominator: int | None
    """None: there is none, or not every commune with data has it."""

    @property
    def percent(self) -> Decimal | None:
        return percent(self.count, self.denominator)


@dataclass(frozen=True, slots=True)
class PilotLine:
    """One indicator: the pilot's communes before and during, then those alike before and during."""

    name: str
    denominator_name: str | None
    """A message id."""
    cells: tuple[PilotCell, PilotCell, PilotCell, PilotCell]


@dataclass(frozen=True, slots=True)
class PilotReport:
    """Spans are first and last day, both included."""

    before: tuple[date, date]
    during: tuple[date, date] | None
    """None: it has not begun."""
    alike: tuple[Place, ...]
    is_every_other: bool
    """No commune outside is alike, so that all others stand in for them."""
    lines: tuple[PilotLine, ...]


def make_report(session: Session, actor: Actor, pilot: KnownPilot) -> PilotReport:
    """Return what *pilot* came to until today.

    Raises:
        Forbidden: Nobody who reads coverage.
    """
    today = clock.local_date()
    plan = pilot.plan
    last = min(plan.to_on, today)
    during = (plan.from_on, last) if plan.from_on <= today else None
    length = (during[1] - during[0]).days + 1 if during else (plan.to_on - plan.from_on).days + 1
    before = (plan.from_on - timedelta(days=length), plan.from_on - timedelta(days=1))
    alike, is_every_other = _alike(session, actor, pilot)
    codes = _indicators(pilot)
    rows = [_rows(session, actor, span, codes) for span in (before, during)]
    inside = {place.code for place in pilot.communes}
    outside = {place.code for place in alike}
    lines = []
    for code in codes:
        of = [[row for row in part if row.indicator == code] for part in rows]
        any_row = next((row for part in of for row in part), None)
        if any_row is None:
            continue
        names = {row.denominator_name for part in of for row in part if row.denominator_name}
        cells = tuple(_cell(part, group) for group in (inside, outside) for part in of)
        lines.append(PilotLine(any_row.indicator_name, next(iter(names), None), cells))  # type: ignore[arg-type]
    return PilotReport(before, during, alike, is_every_other, tuple(lines))


def _indicators(pilot: KnownPilot) -> list[str]:
    """Return the pilot's indicators; where it names none, those of its topics."""
    return [
        each.code
        for each in load_catalogue().indicators
        if each.code in pilot.plan.indicators
        or (not pilot.plan.indicators and each.topic in pilot.plan.topics)
    ]


def _rows(
    session: Session, actor: Actor, span: tuple[date, date] | None, codes: Sequence[str]
) -> list[CoverageRow]:
    if span is None:
        return []
    province = session.get_one(Place, actor.province_id)
    found = coverage(session, actor, province.code, span[1], from_day=span[0], indicators=codes)
    return [row for row in found.rows if row.place_code != province.code]


def _cell(rows: Sequence[CoverageRow], codes: set[str]) -> PilotCell:
    own = [row for row in rows if row.place_code in codes]
    known = [row for row in own if row.official is not None]
    bases = [row.denominator for row in known]
    return PilotCell(
        communes=len(codes),
        with_data=len(known),
        count=sum(row.official or 0 for row in known) if known else None,
        denominator=sum(base or 0 for base in bases) if known and None not in bases else None,
    )


def _alike(session: Session, actor: Actor, pilot: KnownPilot) -> tuple[tuple[Place, ...], bool]:
    """Return communes outside of the same kinds, with half to twice as many households; or else all."""
    inside = {place.id for place in pilot.communes}
    others = [place for place in list_communes(session, actor) if place.id not in inside]
    sizes = denominators_on(session, [*inside, *(place.id for place in others)], [SIZE], clock.local_date())
    value = {place_id: known.value for (place_id, _), known in sizes.items() if known.value}
    own = [value[place_id] for place_id in inside if place_id in value]
    kinds = {place.type_name for place in pilot.communes}
    if own:
        near = [
            place
            for place in others
            if place.type_name in kinds and min(own) <= 2 * value.get(place.id, 0) <= 4 * max(own)
        ]
        if near:
            return tuple(near), False
    return tuple(others), True
