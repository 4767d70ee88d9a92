"""Coverage: every indicator of a place and of the places in it, over named denominators, at a date.

Sums of day cells, never a count of records. No data is never 0: a place none
of whose villages ever reported has no figure at all. Places are those of
today, whatever the date asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Catalogue, Indicator, load_catalogue
from tocongnghe.models import (
    ALL_DAYS,
    LAST_YEAR,
    Cell,
    CellSum,
    Place,
    PlaceParent,
    RollUpPosition,
    month_span,
    year_span,
)
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import (
    Villages,
    count_villages,
    find_place,
    holds_on,
    places_in,
    villages_in,
)
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
    """Those that ever reported an assist, whatever its day."""
    catalogue_version: str
    counted_at: datetime | None

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


def coverage(
    session: Session, actor: Actor | None, place_code: str, as_of: date, topic: str | None = None
) -> CoverageReport:
    """Return the coverage of a province or commune (or one village) on *as_of*.

    Args:
        topic: Only the indicators of this one.
        actor: Province staff read the whole province, a supervisor the own
            commune; None is the operator at the shell.

    Raises:
        Forbidden: The actor's role reads no coverage.
        NotFound: Unknown, or outside the actor's places.
    """
    if actor is not None:
        actor.require(Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
    catalogue = load_catalogue()
    place = find_place(session, actor, place_code)
    areas = [place, *places_in(session, place)]
    villages = count_villages(session, areas)
    counted_at = _counted_at(session, place, catalogue)
    rules = [rule for rule in catalogue.indicators if topic in (None, rule.topic)]
    sums = _sums(session, areas, as_of, sorted({rule.counted_as for rule in rules}))
    denominators = _denominators(session, areas, catalogue, as_of)
    rows = [
        _row(area, rule, as_of, villages[area.id], sums, denominators, (catalogue.version, counted_at))
        for area in areas
        for rule in rules
    ]
    return CoverageReport(place.code, place.name, place.kind, as_of, catalogue.version, counted_at, rows)


def _row(
    area: Place,
    rule: Indicator,
    as_of: date,
    villages: Villages,
    sums: Sums,
    denominators: dict[tuple[int, str], Denominator],
    counted: tuple[str, datetime | None],
) -> CoverageRow:
    version, counted_at = counted
    has_data = villages.reporting > 0 and counted_at is not None
    provisional, official = sums.get((area.id, rule.counted_as), (0, 0)) if has_data else (None, None)
    denominator = _denominator(area, rule, denominators)
    return CoverageRow(
        place_code=area.code,
        place_name=area.name,
        place_kind=area.kind,
        rule=rule,
        as_of=as_of,
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
    )


def _sums(session: Session, areas: list[Place], as_of: date, indicators: list[str]) -> Sums:
    """Return the counts up to *as_of*; a place is the sum of the places in it."""
    links = villages_in(areas)
    parts = _up_to(as_of, indicators).subquery()
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


def _up_to(as_of: date, indicators: list[str]) -> CompoundSelect[Any]:
    """Select what adds up to the counts until *as_of*: all of them, less the later years, months and days."""
    next_month = (as_of.replace(day=1) + timedelta(days=31)).replace(day=1)
    later_years = (CellSum.span > year_span(as_of)) & (CellSum.span <= LAST_YEAR)
    december = month_span(as_of.replace(month=12, day=1))
    later_months = (CellSum.span > month_span(as_of)) & (CellSum.span <= december)
    later_days = (Cell.day > as_of) & (Cell.day < next_month)
    return union_all(
        _signed(CellSum, 1, CellSum.span == ALL_DAYS, indicators),
        _signed(CellSum, -1, later_years, indicators),
        _signed(CellSum, -1, later_months, indicators),
        _signed(Cell, -1, later_days, indicators),
    )


def _signed(
    table: type[Cell] | type[CellSum], sign: int, within: ColumnElement[bool], indicators: list[str]
) -> Select[int, str, int, int]:
    return select(
        table.village_id,
        table.indicator,
        (sign * table.provisional_count).label("provisional_count"),
        (sign * table.official_count).label("official_count"),
    ).where(within, table.indicator.in_(indicators))


def _denominators(
    session: Session, areas: list[Place], catalogue: Catalogue, as_of: date
) -> dict[tuple[int, str], Denominator]:
    """Return the denominators of *areas*; a province without its own has the sum of all its communes'."""
    names = sorted({rule.over for rule in catalogue.indicators if rule.over})
    found = denominators_on(session, [area.id for area in areas], names, as_of)
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
