"""One topic's coverage as the province reads it: a line for each commune, sorted as asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.models import Place
from tocongnghe.services.access import Actor
from tocongnghe.services.coverage import CoverageRow, coverage
from tocongnghe.vocabulary import Role


class Sort(StrEnum):
    """By what the communes are sorted."""

    PLACE = "place"
    HOUSEHOLDS = "households"
    HELPED = "helped"
    HELPED_PERCENT = "helped_percent"
    HAS = "has"
    HAS_PERCENT = "has_percent"
    VISITS = "visits"
    REPORTING = "reporting"


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One place: households helped, households that have it, and visits, on the day."""

    code: str
    helped: CoverageRow
    has: CoverageRow
    visits: CoverageRow

    @property
    def name(self) -> str:
        return self.helped.place_name

    @property
    def has_data(self) -> bool:
        return self.helped.has_data

    @property
    def reporting(self) -> Decimal | None:
        """The share of villages that ever reported, 0 to 1; None without villages."""
        if not self.helped.villages:
            return None
        return Decimal(self.helped.villages_reporting) / self.helped.villages


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """The province's own line, and its communes'."""

    topic: str
    as_of: date
    first_day: date
    """Since when the topic is counted."""
    counted_at: datetime | None
    whole: CoverageLine
    parts: tuple[CoverageLine, ...]

    @property
    def parts_with_data(self) -> int:
        return sum(line.has_data for line in self.parts)


def find_coverage_table(
    session: Session,
    actor: Actor,
    topic: str,
    as_of: date,
    sort: Sort = Sort.PLACE,
    *,
    descending: bool = False,
) -> CoverageTable:
    """Return the coverage of *topic* (a code of the catalogue) in the actor's province on *as_of*.

    Raises:
        Forbidden: No province staff.
        NotFound: No such topic.
    """
    report = coverage(session, actor, find_province_code(session, actor), as_of, topic)
    lines = _lines(report.rows)
    whole = lines.pop(report.place_code, None)
    if whole is None:
        raise NotFound
    return CoverageTable(
        topic=topic,
        as_of=as_of,
        first_day=min(row.rule.valid_from for row in (whole.helped, whole.has, whole.visits)),
        counted_at=report.counted_at,
        whole=whole,
        parts=tuple(_sorted(lines.values(), sort, descending=descending)),
    )


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


def _lines(rows: Iterable[CoverageRow]) -> dict[str, CoverageLine]:
    by_place: dict[str, dict[str, CoverageRow]] = {}
    for row in rows:
        by_place.setdefault(row.place_code, {})[row.measure] = row
    return {
        code: CoverageLine(code, measures["helped"], measures["has"], measures["visits"])
        for code, measures in by_place.items()
    }


def _sorted(lines: Iterable[CoverageLine], sort: Sort, *, descending: bool) -> list[CoverageLine]:
    """Sort by the figure, then by code; what has none stands last either way."""
    listed = sorted(lines, key=lambda line: line.code, reverse=descending and sort is Sort.PLACE)
    if sort is Sort.PLACE:
        return listed
    known = [line for line in listed if _figure(line, sort) is not None]
    known.sort(key=lambda line: _figure(line, sort) or Decimal(0), reverse=descending)
    return known + [line for line in listed if _figure(line, sort) is None]


def _figure(line: CoverageLine, sort: Sort) -> Decimal | None:
    figures: dict[Sort, int | Decimal | None] = {
        Sort.HOUSEHOLDS: line.helped.denominator,
        Sort.HELPED: line.helped.official,
        Sort.HELPED_PERCENT: line.helped.percent_official,
        Sort.HAS: line.has.official,
        Sort.HAS_PERCENT: line.has.percent_official,
        Sort.VISITS: line.visits.official,
        Sort.REPORTING: line.reporting,
    }
    figure = figures[sort]
    return None if figure is None else Decimal(figure)
