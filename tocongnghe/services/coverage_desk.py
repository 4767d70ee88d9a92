"""The coverage desk: one indicator of one place in one span of days, laid out as the reader asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import Indicator, load_catalogue
from tocongnghe.errors import NotFound
from tocongnghe.models import Cell, Place, PlaceParent
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import villages_in
from tocongnghe.services.boundaries import get_boundaries
from tocongnghe.services.coverage import CoverageReport, CoverageRow, coverage
from tocongnghe.services.coverage_groups import Group, Likeness, compare
from tocongnghe.services.coverage_map import CoverageMap, make_map
from tocongnghe.services.coverage_silent import SilentPlace, find_silent
from tocongnghe.services.coverage_trend import MonthPoint, find_trend
from tocongnghe.services.dated import holds_on
from tocongnghe.services.merged_villages import correcting_cells
from tocongnghe.services.statistics import denominators_on
from tocongnghe.vocabulary import PlaceKind, Role

MOST_DAYS = 60
"""Of a village, newest first."""
HOUSEHOLDS, POOR = "households", "poor_households"


class View(StrEnum):
    """What the page lays out."""

    MAP = "map"
    """Map, table and trend of one indicator."""
    COMPARE = "compare"
    SILENT = "silent"
    INDICATORS = "indicators"
    """Every indicator of the place itself."""


class Sort(StrEnum):
    """By what the places are sorted."""

    PLACE = "place"
    OFFICIAL = "official"
    PROVISIONAL = "provisional"
    DENOMINATOR = "denominator"
    PERCENT = "percent"
    REPORTING = "reporting"


class Division(StrEnum):
    """Whose places are shown for days gone by."""

    NOW = "now"
    THEN = "then"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of the desk asks for."""

    indicator: Indicator
    to_day: date
    from_day: date | None = None
    """None: up to a date."""
    place: str | None = None
    """A code; None is the actor's province."""
    view: View = View.MAP
    division: Division = Division.NOW
    likeness: Likeness = Likeness.SIZE
    sort: Sort = Sort.PLACE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class DayLine:
    """What came of one day in a village."""

    day: date
    official: int
    provisional: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page shows; parts that the view does not lay out are None or empty."""

    asked: Asked
    report: CoverageReport
    above: tuple[Place, ...]
    """The places around, the province first."""
    whole: CoverageRow
    """The place's own figures of the indicator."""
    parts: tuple[CoverageRow, ...]
    """Those of the places in it, sorted."""
    others: tuple[CoverageRow, ...]
    """The place's figures of indicators that share the count, over other denominators."""
    is_unknown_then: bool = False
    """The division of that day was asked for, and which villages lay where is not known."""
    map: CoverageMap | None = None
    trend: tuple[MonthPoint, ...] = ()
    groups: tuple[Group, ...] = ()
    silent: tuple[SilentPlace, ...] = ()
    days: tuple[DayLine, ...] = ()

    @property
    def parts_with_data(self) -> int:
        return sum(row.has_data for row in self.parts)


def find_province_code(session: Session, actor: Actor) -> str:
    """Return the code of the province that the actor reads.

    Raises:
        Forbidden: No province staff.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    code = session.scalar(select(Place.code).where(Place.id == actor.province_id))
    if code is None:
        raise NotFound
    return code


def list_communes(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return code and name of the communes that the actor reads, by code."""
    query = select(Place.code, Place.name).where(Place.id.in_(actor.commune_ids)).order_by(Place.code)
    return [(code, name) for code, name in session.execute(query)]


def find_desk(session: Session, actor: Actor, asked: Asked) -> Desk:
    """Return what the desk shows for *asked*.

    Raises:
        Forbidden: No province staff.
        NotFound: No such place of the actor's.
    """
    code = asked.place or find_province_code(session, actor)
    actor.require(Role.PROVINCE, Role.ADMIN)
    sharing = _sharing(asked.indicator)
    codes = None if asked.view is View.INDICATORS else [rule.code for rule in sharing]
    report, on, is_unknown = _report(session, actor, asked, code, codes)
    rows = [row for row in report.rows if row.indicator == asked.indicator.code]
    whole, parts = rows[0], rows[1:]
    own = [row for row in report.rows if row.place_code == whole.place_code]
    desk = Desk(
        asked=asked,
        report=report,
        above=tuple(_above(session, report.areas[0], on)),
        whole=whole,
        parts=tuple(sort_rows(parts, asked.sort, descending=asked.descending)),
        others=tuple(row for row in own if row is not whole),
        is_unknown_then=is_unknown,
    )
    return _laid_out(session, actor, desk, parts, on)


def _laid_out(session: Session, actor: Actor, desk: Desk, parts: list[CoverageRow], on: date | None) -> Desk:
    """Return *desk* with what its view lays out."""
    asked, areas = desk.asked, list(desk.report.areas)
    days = (asked.from_day, asked.to_day) if asked.from_day else None
    if asked.view is View.COMPARE:
        kinds = {area.code: area.type_name for area in areas}
        sizes = _sizes(session, areas[1:], asked, on)
        return replace(desk, groups=tuple(compare(parts, asked.likeness, kinds, sizes)))
    if asked.view is View.SILENT:
        known = {row.place_code: row.villages for row in (desk.whole, *parts)}
        return replace(desk, silent=tuple(find_silent(session, areas, known, days, on)))
    if asked.view is View.INDICATORS:
        return desk
    whole = (desk.whole.provisional or 0, desk.whole.official or 0)
    counted_as = asked.indicator.counted_as
    until = min(asked.to_day, clock.local_date())
    trend = find_trend(session, areas, counted_as, until, whole, on)
    desk = replace(desk, trend=tuple(trend))
    kind = areas[0].kind
    if kind is PlaceKind.VILLAGE:
        return replace(desk, days=tuple(_days(session, areas, asked, on)))
    if kind is PlaceKind.PROVINCE:
        return replace(desk, map=make_map(parts, areas[1:], get_boundaries(session, actor.province_id)))
    return desk


def _report(
    session: Session, actor: Actor, asked: Asked, code: str, codes: list[str] | None
) -> tuple[CoverageReport, date | None, bool]:
    """Return the figures, the day of the division, and whether one was asked for that is not known."""
    days = {"from_day": asked.from_day, "indicators": codes}
    if asked.division is Division.THEN and asked.to_day < clock.local_date():
        try:
            report = coverage(session, actor, code, asked.to_day, on=asked.to_day, **days)  # type: ignore[arg-type]
        except NotFound:
            report = None
        if report is not None and report.rows[0].villages:
            return report, asked.to_day, False
        return coverage(session, actor, code, asked.to_day, **days), None, True  # type: ignore[arg-type]
    return coverage(session, actor, code, asked.to_day, **days), None, False  # type: ignore[arg-type]


def _sharing(indicator: Indicator) -> list[Indicator]:
    """Return the indicators that are the same count, *indicator* among them."""
    return [one for one in load_catalogue().indicators if one.counted_as == indicator.counted_as]


def _above(session: Session, place: Place, on: date | None) -> list[Place]:
    """Return the places around *place*, widest first; two queries at most."""
    found: list[Place] = []
    while place.kind is not PlaceKind.PROVINCE:
        parent = session.scalar(
            select(Place)
            .join(PlaceParent, PlaceParent.parent_id == Place.id)
            .where(PlaceParent.place_id == place.id, holds_on(PlaceParent, on))
        )
        if parent is None:
            break
        found.insert(0, parent)
        place = parent
    return found


def _sizes(session: Session, places: list[Place], asked: Asked, on: date | None) -> dict[str, Decimal]:
    """Return by code the number that makes places alike, as far as it is known."""
    if asked.likeness is Likeness.KIND:
        return {}
    wanted = [HOUSEHOLDS] if asked.likeness is Likeness.SIZE else [HOUSEHOLDS, POOR]
    known = denominators_on(session, [place.id for place in places], wanted, asked.to_day, on)

    def value(place: Place, statistic: str) -> int | None:
        found = known.get((place.id, statistic))
        return found.value if found else None

    sizes: dict[str, Decimal] = {}
    for place in places:
        households, poor = value(place, HOUSEHOLDS), value(place, POOR)
        if asked.likeness is Likeness.SIZE and households is not None:
            sizes[place.code] = Decimal(households)
        elif asked.likeness is Likeness.POVERTY and households and poor is not None:
            sizes[place.code] = (Decimal(poor * 100) / households).quantize(Decimal("0.1"))
    return sizes


def _days(session: Session, areas: list[Place], asked: Asked, on: date | None) -> Iterable[DayLine]:
    """Return what came of each day of the span, newest first."""
    links = villages_in(areas, on)
    code, span = asked.indicator.counted_as, (asked.from_day or date.min, asked.to_day)
    cells = union_all(
        *(
            select(each.village_id, each.day, each.official_count, each.provisional_count).where(
                each.indicator == code, each.day.between(*span)
            )
            for each in (Cell, *correcting_cells(links, [code]))
        )
    ).subquery()
    official, provisional = func.sum(cells.c.official_count), func.sum(cells.c.provisional_count)
    query = (
        select(cells.c.day, official, provisional)
        .join(links, links.c.village_id == cells.c.village_id)
        .group_by(cells.c.day)
        .having(or_(official != 0, provisional != 0))
        .order_by(cells.c.day.desc())
        .limit(MOST_DAYS)
    )
    return (
        DayLine(day, int(official), int(provisional)) for day, official, provisional in session.execute(query)
    )


def sort_rows(rows: Iterable[CoverageRow], sort: Sort, *, descending: bool) -> list[CoverageRow]:
    """Sort by the figure, then by code; what has none stands last either way."""
    listed = sorted(rows, key=lambda row: row.place_code, reverse=descending and sort is Sort.PLACE)
    if sort is Sort.PLACE:
        return listed
    figures = {id(row): _figure(row, sort) for row in listed}
    known = [row for row in listed if figures[id(row)] is not None]
    known.sort(key=lambda row: figures[id(row)] or Decimal(0), reverse=descending)
    return known + [row for row in listed if figures[id(row)] is None]


def _figure(row: CoverageRow, sort: Sort) -> Decimal | None:
    reporting = Decimal(row.villages_reporting) / row.villages if row.villages else None
    figures: Mapping[Sort, int | Decimal | None] = {
        Sort.OFFICIAL: row.official,
        Sort.PROVISIONAL: row.provisional,
        Sort.DENOMINATOR: row.denominator,
        Sort.PERCENT: row.percent_official,
        Sort.REPORTING: reporting,
    }
    figure = figures[sort]
    return None if figure is None else Decimal(figure)
