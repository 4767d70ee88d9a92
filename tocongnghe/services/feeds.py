"""What other systems read: places, indicators, coverage, counts by month, targets, completeness.

Aggregates only; nothing of a household or of a person of a team. Each feed is
a page of flat rows in an order that does not change, and where it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Subquery, func, literal, or_, select, true, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import InvalidInput
from tocongnghe.models import CellSum, Place, PlaceParent, Target, month_span
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import count_villages, find_place, places_in, villages_in
from tocongnghe.services.coverage import CoverageRow, coverage
from tocongnghe.services.coverage_trend import month_end
from tocongnghe.services.dated import holds_on
from tocongnghe.services.indicators import indicator_label
from tocongnghe.services.merged_villages import correcting_cells
from tocongnghe.vocabulary import PlaceKind

Record = dict[str, Any]
LAST_DAYS = 7
PARTED = "~"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a feed. `cursor` is where the next begins; None: these were the last."""

    rows: list[Record]
    cursor: str | None = None
    about: Record = field(default_factory=dict)


def read_places(session: Session, actor: Actor, on: date, kind: str | None, start: str, most: int) -> Page:
    """Return the places that the actor reads as they were on *on*: province, communes, villages, by code."""
    ids = {*actor.place_ids, *actor.commune_ids, *actor.village_ids}
    link, parent = aliased(PlaceParent), aliased(Place)
    rows = session.execute(
        select(Place, parent.code)
        .outerjoin(link, (link.place_id == Place.id) & holds_on(link, on))
        .outerjoin(parent, parent.id == link.parent_id)
        .where(Place.id.in_(ids), holds_on(Place, on))
        .order_by(Place.code, Place.id)
    )
    found = [
        {
            "code": place.code,
            "name": place.name,
            "kind": place.kind.value,
            "type": place.type_name,
            "parent": parent_code,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "valid_from": place.valid_from,
            "valid_to": place.valid_to,
        }
        for place, parent_code in rows
        if kind in (None, place.kind.value)
    ]
    return _part(found, start, most, {"on": on})


def read_indicators(start: str, most: int) -> Page:
    """Return what is counted, in catalogue order."""
    catalogue = load_catalogue()
    found = [
        {
            "code": rule.code,
            "name": indicator_label(rule),
            "topic": rule.topic,
            "measure": rule.measure,
            "counts": rule.counts.value,
            "denominator": rule.denominator,
            "valid_from": rule.valid_from,
            "rule": rule.rule,
            "source": rule.source,
        }
        for rule in catalogue.indicators
    ]
    return _part(found, start, most, {"indicator_version": catalogue.version})


def read_coverage(
    session: Session,
    actor: Actor,
    place: str,
    days: tuple[date | None, date],
    indicators: Sequence[str],
    start: str,
    most: int,
) -> Page:
    """Return the coverage of a place and the places in it, as `services.coverage` has it.

    Args:
        days: From which day (None: from the first) until which, both included.
        indicators: Codes; none: all.

    Raises:
        NotFound: Unknown, or outside the actor's places.
    """
    from_day, as_of = days
    report = coverage(session, actor, place, as_of, from_day=from_day, indicators=indicators or None)
    about = {
        "place": report.place_code,
        "from": from_day,
        "as_of": as_of,
        "indicator_version": report.catalogue_version,
        "counted_at": report.counted_at,
    }
    return _part(report.rows, start, most, about, lambda row: _coverage_record(row, from_day))


def _coverage_record(row: CoverageRow, from_day: date | None) -> Record:
    return {
        "place": row.place_code,
        "place_name": row.place_name,
        "place_kind": row.place_kind.value,
        "indicator": row.indicator,
        "from": from_day,
        "as_of": row.as_of,
        "official": row.official,
        "provisional": row.provisional,
        "denominator": row.denominator,
        "denominator_as_of": row.denominator_as_of,
        "denominator_source": row.denominator_source,
        "percent_official": _number(row.percent_official),
        "percent_provisional": _number(row.percent_provisional),
        "villages": row.villages,
        "villages_reporting": row.villages_reporting,
    }


def read_tallies(
    session: Session,
    actor: Actor,
    place: str,
    by: str,
    months: tuple[date, date],
    indicators: Sequence[str],
    start: str,
    most: int,
) -> Page:
    """Return what each calendar month added, by place and indicator; a row that is not there is no count.

    Read from the months' sums of the day cells, a page at a time, ordered by month, place, indicator.

    Raises:
        NotFound: Unknown, or outside the actor's places.
        InvalidInput: A cursor of something else.
    """
    whole = find_place(session, actor, place)
    areas = [whole, *places_in(session, whole)]
    links, shown = villages_in(areas), aliased(Place)
    if by == PlaceKind.VILLAGE or whole.kind is not PlaceKind.PROVINCE:
        by, shown_id = PlaceKind.VILLAGE, links.c.shown_id
    else:
        shown_id = links.c.area_id
    once = list(correcting_cells(links, indicators or None))
    after = start.split(PARTED) if start else [month_span(months[0]), "", ""]
    if len(after) != 3:  # month, place, indicator
        raise InvalidInput(extra={"errors": {"cursor": ["not one of this feed"]}})
    rows: list[Any] = []
    for span in _spans(max(after[0], month_span(months[0])), months[1]):
        parts = _of_month(span, indicators, once)
        key = (shown.code, parts.c.indicator)
        official, provisional = func.sum(parts.c.official_count), func.sum(parts.c.provisional_count)
        of_month = (
            select(literal(span), *key, shown.name, official, provisional)
            .join(links, links.c.village_id == parts.c.village_id)
            .join(shown, shown.id == shown_id)
            .group_by(*key, shown.name)
            .having(or_(official != 0, provisional != 0))
            .order_by(*key)
        )
        if span == after[0]:
            of_month = of_month.where(tuple_(*key) > tuple_(*after[1:]))
        rows += session.execute(of_month.limit(most + 1 - len(rows))).all()
        if len(rows) > most:
            break
    records = [
        {
            "month": span.removeprefix("m"),
            "place": code,
            "place_name": name,
            "place_kind": str(by),
            "indicator": indicator,
            "official": int(official),
            "provisional": int(provisional),
        }
        for span, code, indicator, name, official, provisional in rows[:most]
    ]
    cursor = PARTED.join(rows[most - 1][:3]) if len(rows) > most else None
    return Page(records, cursor, {"place": whole.code, "by": str(by)})


def _of_month(span: str, indicators: Sequence[str], once: Sequence[Any]) -> Subquery:
    """Select the counts of a month, villages that are one now once."""
    first = date.fromisoformat(f"{span.removeprefix('m')}-01")
    within: list[tuple[Any, Any]] = [(CellSum, CellSum.span == span)]
    within += [(cell, cell.day.between(first, month_end(first))) for cell in once]
    return union_all(
        *(
            select(cell.village_id, cell.indicator, cell.official_count, cell.provisional_count).where(
                is_in, cell.indicator.in_(indicators) if indicators else true()
            )
            for cell, is_in in within
        )
    ).subquery()


def _spans(first: str, last: date) -> Iterator[str]:
    """Yield the months from the span *first* to that of *last*: one at a time is sorted, never all."""
    day = last.replace(day=1)
    found = [month_span(day)]
    while found[-1] > first:
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(month_span(day))
    return (span for span in reversed(found) if span >= first)


def read_targets(session: Session, actor: Actor, start: str, most: int) -> Page:
    """Return every target of the actor's places, by place, indicator and first day."""
    ids = {*actor.place_ids, *actor.commune_ids, *actor.village_ids}
    rows = session.execute(
        select(Target, Place.code, Place.name)
        .join(Place, Place.id == Target.place_id)
        .where(Place.id.in_(ids))
        .order_by(Place.code, Target.indicator, Target.from_on, Target.id)
    )
    found = [
        {
            "place": code,
            "place_name": name,
            "indicator": target.indicator,
            "from": target.from_on,
            "to": target.to_on,
            "value": target.value,
            "source": target.source,
        }
        for target, code, name in rows
    ]
    return _part(found, start, most, {})


def read_completeness(
    session: Session, actor: Actor, place: str, days: tuple[date | None, date | None], start: str, most: int
) -> Page:
    """Return how many villages of a place and of the places in it reported from one day to another.

    Raises:
        NotFound: Unknown, or outside the actor's places.
    """
    to_day = days[1] or clock.local_date()
    from_day = days[0] or to_day - timedelta(days=LAST_DAYS - 1)
    whole = find_place(session, actor, place)
    areas = [whole, *places_in(session, whole)]
    villages = count_villages(session, areas, None, (from_day, to_day))
    found = [
        {
            "place": area.code,
            "place_name": area.name,
            "place_kind": area.kind.value,
            "from": from_day,
            "to": to_day,
            "villages": villages[area.id].known,
            "villages_reporting": villages[area.id].reporting,
        }
        for area in areas
    ]
    return _part(found, start, most, {"place": whole.code})


def _part(
    rows: Sequence[Any],
    start: str,
    most: int,
    about: Record,
    as_record: Callable[[Any], Record] = lambda row: row,
) -> Page:
    """Return the rows from *start* (a number; empty: the first) on."""
    if start and not (start.isascii() and start.isdigit() and len(start) < 9):
        raise InvalidInput(extra={"errors": {"cursor": ["not one of this feed"]}})
    first = int(start or 0)
    more = str(first + most) if first + most < len(rows) else None
    return Page([as_record(row) for row in rows[first : first + most]], more, about)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
