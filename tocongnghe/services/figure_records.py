"""The records behind a figure of a commune or a village, one by one and without names.

Read as the roll-ups last saw them, so that they add up to the figure beside
them. Where households, people or shops count once, every visit is listed that
says the same of one that counted in these days and in these villages: there
may be more visits than households, never fewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, and_, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.catalogue import Counts, Indicator, Records
from tocongnghe.models import (
    Achievement,
    Assist,
    ClassSession,
    CountedAssist,
    CountedEvent,
    Place,
)
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import find_place, villages_in
from tocongnghe.services.coverage import CoverageReport, coverage
from tocongnghe.services.exports.pseudonyms import pseudonym
from tocongnghe.services.indicators import CountingRules
from tocongnghe.services.merged_villages import first_days
from tocongnghe.vocabulary import PlaceKind, Role

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Figure:
    """Which figure: an indicator, days, and whether only what was approved counts in it."""

    indicator: Indicator
    from_day: date | None
    """None: from the very first one."""
    to_day: date
    is_official: bool = False
    on: date | None = None
    """The day whose division of places is shown; None is today's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record; nothing in it names anybody."""

    record: str
    day: date
    village: str
    topic: str | None
    """The topic's code; None of a survey, and of a class on a lesson."""
    outcome: str | None = None
    """A word of the vocabulary, of a visit."""
    state: str | None = None
    """What the record is by now, of a visit: it may have changed since it was counted."""
    household: str | None = None
    """A made-up word, the same for one household in all pages of a figure and another one elsewhere."""
    attendees: int | None = None
    """Of a class."""


@dataclass(frozen=True, slots=True)
class FigureRecords:
    """One page of the records behind a figure."""

    place: Place
    report: CoverageReport
    """The place's own figure."""
    total: int = 0
    """How many records there are, on all pages."""
    counted: int | None = None
    """What they add up to: how many households, people, shops, visits, classes, attendees or villages."""
    page: int = 1
    lines: tuple[Line, ...] = field(default=())

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_ROWS))


def list_records(
    session: Session, actor: Actor, place_code: str, figure: Figure, key: bytes, page: int = 1
) -> FigureRecords:
    """Return a page of what stands behind *figure* of a commune or a village, newest first.

    Args:
        key: What the made-up words for households are made with.

    Raises:
        Forbidden: No province staff.
        NotFound: No such commune or village, or another province's; the two are indistinguishable.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    place = find_place(session, actor, place_code, figure.on)
    report = coverage(
        session,
        actor,
        place_code,
        figure.to_day,
        from_day=figure.from_day,
        on=figure.on,
        indicators=[figure.indicator.code],
    )
    if report.counted_at is None or place.kind is PlaceKind.PROVINCE:
        return FigureRecords(place, report)
    links = villages_in(list(report.areas), figure.on)
    villages = list(session.scalars(select(links.c.village_id)))
    found = _counted_rows(figure, links, villages).subquery()
    total, counted = session.execute(_totals(figure.indicator, found)).one()
    page = min(page, max(1, -(-total // PAGE_ROWS)))
    lines = _lines(session, figure.indicator, found, key, page)
    return FigureRecords(place, report, total, counted or 0, page, tuple(lines))


def _counted_rows(figure: Figure, links: Subquery, villages: list[int]) -> Select[Any]:
    """Select (record_id, day, village_id, subject, weight) of all that stands behind the figure."""
    rule = figure.indicator
    is_visit = rule.records is Records.ASSISTS
    table: Any = CountedAssist if is_visit else CountedEvent
    subject, weight = _subject(rule, links), table.attendee_count if not is_visit else literal(1)
    wanted = [table.village_id.in_(villages), *_within(table.happened_on, figure), *_holds(rule, table)]
    if is_visit:
        wanted.append(CountedAssist.is_official if figure.is_official else CountedAssist.is_provisional)
    query = select(
        (table.assist_id if is_visit else table.record_id).label("record_id"),
        table.happened_on.label("day"),
        table.village_id.label("village_id"),
        subject.label("subject"),
        weight.label("weight"),
    ).where(*wanted)
    if rule.needs_household:
        return query.join(Achievement, _first_day_of_household(figure, villages))
    if rule.counts is Counts.VILLAGES:
        first = first_days(links, [rule.counted_as]).subquery()
        on = first.c.official_on if figure.is_official else first.c.provisional_on
        query = query.join(links, links.c.village_id == table.village_id)
        return query.join(first, and_(first.c.shown_id == links.c.shown_id, *_within(on, figure)))
    return query


def _first_day_of_household(figure: Figure, villages: list[int]) -> ColumnElement[bool]:
    first = Achievement
    on, village = (
        (first.official_on, first.official_village_id)
        if figure.is_official
        else (first.provisional_on, first.provisional_village_id)
    )
    return and_(
        first.household_id == CountedAssist.household_id,
        first.indicator == figure.indicator.counted_as,
        first.part == _part(figure.indicator),
        village.in_(villages),
        *_within(on, figure),
    )


def _part(rule: Indicator) -> ColumnElement[str]:
    """Return which part of its household a visit is for, as the first days have it."""
    if rule.counts is Counts.PEOPLE:
        return func.coalesce(cast(CountedAssist.slot, String), "")
    return func.coalesce(CountedAssist.shop, "") if rule.counts is Counts.SHOPS else literal("")


def _subject(rule: Indicator, links: Subquery) -> ColumnElement[Any]:
    """Return what is counted once, however many records there are of it."""
    if rule.needs_household:
        subject: ColumnElement[Any] = CountedAssist.household_id + literal("/") + _part(rule)
        return subject
    return cast(links.c.shown_id, String) if rule.counts is Counts.VILLAGES else literal("")


def _within(day: Any, figure: Figure) -> Iterable[ColumnElement[bool]]:
    yield day <= figure.to_day
    if figure.from_day is not None:
        yield day >= figure.from_day


def _holds(rule: Indicator, table: Any) -> Iterable[ColumnElement[bool]]:
    """Yield what a row must be to count in *rule*."""
    # Not the bare column: SQLite would take this for the range to walk through, and not the days asked for.
    yield func.coalesce(table.happened_on, table.happened_on) >= rule.valid_from
    if rule.records is not Records.ASSISTS:
        yield CountedEvent.records == rule.records.value
        if rule.records is Records.CLASSES and not CountingRules().takes_class(rule, None):
            yield CountedEvent.topic.in_(sorted(rule.topics))
        return
    yield CountedAssist.topic.in_(sorted(rule.topics))
    yield CountedAssist.outcome.in_(rule.outcomes)
    if rule.stages:
        yield CountedAssist.stage.in_(rule.stages)
    if rule.poverty:
        yield CountedAssist.poverty.in_(rule.poverty)


def _totals(rule: Indicator, found: Any) -> Select[Any]:
    """Select how many records there are, and what they add up to."""
    counted: Any = func.count()
    if rule.needs_household or rule.counts is Counts.VILLAGES:
        counted = func.count(found.c.subject.distinct())
    elif rule.counts is Counts.ATTENDEES:
        counted = func.sum(found.c.weight)
    return select(func.count(), counted).select_from(found)


def _lines(session: Session, rule: Indicator, found: Any, key: bytes, page: int) -> Iterable[Line]:
    village = aliased(Place)
    columns = [found.c.record_id, found.c.day, village.name]
    if rule.records is Records.ASSISTS:
        columns += [CountedAssist.topic, CountedAssist.outcome, CountedAssist.household_id, Assist.state]
    elif rule.records is Records.CLASSES:
        columns += [ClassSession.topic, found.c.weight]
    query: Any = select(*columns).select_from(found).join(village, village.id == found.c.village_id)
    if rule.records is Records.ASSISTS:
        query = query.join(CountedAssist, CountedAssist.assist_id == found.c.record_id)
        query = query.outerjoin(Assist, Assist.id == found.c.record_id)
    elif rule.records is Records.CLASSES:
        query = query.outerjoin(ClassSession, ClassSession.id == found.c.record_id)
    query = query.order_by(found.c.day.desc(), found.c.record_id.desc())
    for row in session.execute(query.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)):
        record, day, name, *more = row
        if rule.records is Records.ASSISTS:
            topic, outcome, household, state = more
            who = pseudonym(key, household) if household else None
            yield Line(record, day, name, topic, outcome, state, who)
        elif rule.records is Records.CLASSES:
            yield Line(record, day, name, more[0], attendees=more[1])
        else:
            yield Line(record, day, name, None)
