"""Coverage: indicators of a place and of the places in it, over named denominators, at a date or in a period.

Sums of day cells, never a count of records. No data is never 0: a place none
of whose villages reported has no figure at all. Places are those of today,
unless the division of another day is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Catalogue, Indicator, load_catalogue
from tocongnghe.models import Place, PlaceParent, RollUpPosition
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import (
    Villages,
    count_villages,
    find_place,
    names_on,
    places_in,
    villages_in,
)
from tocongnghe.services.coverage_sums import sums_between
from tocongnghe.services.dated import holds_on
from tocongnghe.services.indicators import indicator_label, statistic_name
from tocongnghe.services.statistics import Denominator, denominators_on, missing_of, percent, sum_of
from tocongnghe.vocabulary import PlaceKind, Role

Sums = dict[tuple[int, str], tuple[int, int]]
"""Provisional and official count by place and indicator."""


@dataclass(frozen=True)
class CoverageRow:
    """One indicator of one place.

    Counts are None where there is no data, percentages also without a denominator.
    """

    place_code: str
    place_name: str
    place_kind: PlaceKind
    rule: Indicator
    as_of: date
    official: int | None
    provisional: int | None
    denominator: int | None
    denominator_name: str | None
    """A message id, or None where the indicator has no denominator."""
    denominator_as_of: date | None
    denominator_source: str | None
    denominator_missing: str | None
    """A message id: why the denominator is not known."""
    villages: int
    villages_reporting: int
    """Those that reported an assist: of the period, or of any day when the figure is up to a date."""
    catalogue_version: str
    counted_at: datetime | None
    from_day: date | None = None
    """The first day that is counted; None: the very first one."""
    denominator_until: date | None = None
    """Of a plan: by when it is to be reached."""
    denominator_is_derived: bool = False

    @property
    def has_data(self) -> bool:
        return self.official is not None

    @property
    def indicator(self) -> str:
        return self.rule.code

    @property
    def indicator_name(self) -> str:
        """In the language of whoever reads it; translating it again does no harm."""
        return indicator_label(self.rule)

    @property
    def topic(self) -> str | None:
        """The topic's code; None for an indicator over several."""
        return self.rule.topic

    @property
    def measure(self) -> str:
        """What topics have in common: helped, has, visits."""
        return self.rule.measure

    @property
    def percent_official(self) -> Decimal | None:
        return percent(self.official, self.denominator)

    @property
    def percent_provisional(self) -> Decimal | None:
        return percent(self.provisional, self.denominator)


@dataclass(frozen=True)
class CoverageReport:
    """The rows of a place and then of each place in it (by code), each in catalogue order."""

    place_code: str
    place_name: str
    place_kind: PlaceKind
    as_of: date
    catalogue_version: str
    counted_at: datetime | None
    """When the roll-ups last caught up with the records; None: never, under this catalogue."""
    rows: list[CoverageRow]
    areas: tuple[Place, ...] = ()
    """The place and those in it, in the order of their rows."""


def coverage(
    session: Session,
    actor: Actor | None,
    place_code: str,
    as_of: date,
    topic: str | None = None,
    *,
    from_day: date | None = None,
    on: date | None = None,
    indicators: Collection[str] | None = None,
) -> CoverageReport:
    """Return the coverage of a province or commune (or one village) on *as_of*.

    Args:
        topic: Only the indicators of this one.
        indicators: Only these (codes of the catalogue).
        from_day: Only what happened on it or later: a period. Its villages that reported are those
            that did so in the period, and a place without one has no figure.
        on: The day whose division of places is shown; None is today's.
        actor: Province staff read the whole province, a supervisor the own
            commune; None is the operator at the shell.

    Raises:
        Forbidden: The actor's role reads no coverage.
        NotFound: Unknown, or outside the actor's places.
    """
    if actor is not None:
        actor.require(Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
    catalogue = load_catalogue()
    place = find_place(session, actor, place_code, on)
    areas = [place, *places_in(session, place, on)]
    names = names_on(session, areas, on) if on else {}
    days = (from_day, as_of) if from_day else None
    villages = count_villages(session, areas, on, days)
    counted_at = _counted_at(session, place, catalogue)
    rules = [
        rule
        for rule in catalogue.indicators
        if topic in (None, rule.topic) and (indicators is None or rule.code in indicators)
    ]
    counted = sorted({rule.counted_as for rule in rules})
    sums = _sums(session, areas, (from_day, as_of), counted, on) if counted_at else {}
    denominators = _denominators(session, areas, rules, as_of, on)
    rows = [
        _row(
            area,
            names.get(area.id, area.name),
            rule,
            (from_day, as_of),
            villages[area.id],
            sums.get((area.id, rule.counted_as)),
            _denominator(area, rule, denominators),
            (catalogue.version, counted_at),
        )
        for area in areas
        for rule in rules
    ]
    return CoverageReport(
        place.code,
        names.get(place.id, place.name),
        place.kind,
        as_of,
        catalogue.version,
        counted_at,
        rows,
        tuple(areas),
    )


def _row(
    area: Place,
    name: str,
    rule: Indicator,
    days: tuple[date | None, date],
    villages: Villages,
    counts: tuple[int, int] | None,
    denominator: Denominator | None,
    counted: tuple[str, datetime | None],
) -> CoverageRow:
    version, counted_at = counted
    has_data = counted_at is not None and (villages.reporting > 0 or any(counts or ()))
    provisional, official = (counts or (0, 0)) if has_data else (None, None)
    return CoverageRow(
        place_code=area.code,
        place_name=name,
        place_kind=area.kind,
        rule=rule,
        as_of=days[1],
        official=official,
        provisional=provisional,
        denominator=denominator.value if denominator else None,
        denominator_name=statistic_name(denominator.statistic) if denominator else None,
        denominator_as_of=denominator.as_of if denominator else None,
        denominator_source=denominator.source if denominator else None,
        denominator_missing=denominator.missing if denominator else None,
        villages=villages.known,
        villages_reporting=villages.reporting,
        catalogue_version=version,
        counted_at=counted_at,
        from_day=days[0],
        denominator_until=denominator.until if denominator else None,
        denominator_is_derived=denominator.is_derived if denominator else False,
    )


def _sums(
    session: Session,
    areas: list[Place],
    days: tuple[date | None, date],
    indicators: list[str],
    on: date | None,
) -> Sums:
    """Return the counts of *days*; a place is the sum of the places in it."""
    links = villages_in(areas, on)
    parts = sums_between(links, *days, indicators).subquery()
    rows = session.execute(
        select(
            links.c.area_id,
            parts.c.indicator,
            func.sum(parts.c.provisional_count),
            func.sum(parts.c.official_count),
        )
        .join(links, links.c.village_id == parts.c.village_id)
        .group_by(links.c.area_id, parts.c.indicator)
    ).all()
    sums: Sums = {(area_id, code): (provisional, official) for area_id, code, provisional, official in rows}
    if len(areas) > 1:
        whole = areas[0].id
        for _, code, provisional, official in rows:
            before = sums.get((whole, code), (0, 0))
            sums[whole, code] = (before[0] + provisional, before[1] + official)
    return sums


def _denominators(
    session: Session, areas: list[Place], rules: list[Indicator], as_of: date, on: date | None
) -> dict[tuple[int, str], Denominator]:
    """Return the denominators of *areas*; a province without its own has the sum of all its communes'."""
    names = sorted({rule.over for rule in rules if rule.over})
    found = denominators_on(session, [area.id for area in areas], names, as_of, on)
    whole = areas[0]
    if whole.kind is PlaceKind.PROVINCE:
        for name in names:
            parts = [found.get((area.id, name)) for area in areas[1:]]
            found.setdefault((whole.id, name), sum_of(name, parts))
    return found


def _denominator(
    area: Place, rule: Indicator, known: dict[tuple[int, str], Denominator]
) -> Denominator | None:
    if rule.over is None:
        return None
    return known.get((area.id, rule.over)) or Denominator(rule.over, missing=missing_of(rule.over))


def _counted_at(session: Session, place: Place, catalogue: Catalogue) -> datetime | None:
    """Return when the roll-ups of the province around *place* last caught up, under this catalogue."""
    above = select(PlaceParent.parent_id).where(PlaceParent.place_id == place.id, holds_on(PlaceParent))
    two_above = select(PlaceParent.parent_id).where(PlaceParent.place_id.in_(above), holds_on(PlaceParent))
    province = RollUpPosition.province_id
    return session.scalar(
        select(RollUpPosition.counted_at).where(
            or_(province == place.id, province.in_(above), province.in_(two_above)),
            RollUpPosition.catalogue_version == catalogue.counting,
        )
    )
