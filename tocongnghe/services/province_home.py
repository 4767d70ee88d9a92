"""The province's first page: the few figures a leader asks for, what changed, who is silent, what waits.

Reads sums and cells, and of the records only what waits: a handful of
statements, however many communes and visits there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, literal, select, union_all
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import closing_kinds
from tocongnghe.models import Assist, Feed, Feedback, Place, RollUpPosition
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import count_villages, villages_in
from tocongnghe.services.closings_province import ProvinceClosings, find_province_closings
from tocongnghe.services.coverage import CoverageRow, coverage
from tocongnghe.services.coverage_desk import find_province_code
from tocongnghe.services.coverage_sums import DAY, sums_between
from tocongnghe.vocabulary import AssistState, FeedbackState

LEADING = (
    "vneid_accounts",
    "payment_accounts",
    "payment_accounts_of_plan",
    "digital_shops",
    "poor_households_online",
    "visits",
)
"""Indicators of the first page, as far as the catalogue has them; else its first ones."""
LEAST = 4
SILENT_DAYS = 14
"""A village of which nothing of so many days has come is named."""
WAITING_DAYS = 7
"""A visit of longer ago ought to have been reviewed, a word of people's answered."""
MOST_NAMED = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """What the last days brought, provisionally, and what as many before them did."""

    week: int = 0
    week_before: int = 0
    month: int = 0
    """This calendar month so far."""
    month_before: int = 0
    """All of the one before."""


@dataclass(frozen=True, slots=True)
class Leading:
    """One figure of the first page."""

    row: CoverageRow
    change: Change


@dataclass(frozen=True, slots=True)
class QuietCommune:
    """A commune and its villages of which nothing has come lately."""

    code: str
    name: str
    silent: int
    villages: int


@dataclass(frozen=True, slots=True)
class SlowCommune:
    """A commune whose visits wait for review for long; `oldest_on` is the day of the oldest."""

    code: str
    name: str
    count: int
    oldest_on: date


@dataclass(frozen=True, slots=True)
class ProvinceHome:
    """All of the first page."""

    place: str
    figures: tuple[Leading, ...]
    villages: int
    silent: int
    quiet: tuple[QuietCommune, ...]
    """Those with the largest share of silent villages, MOST_NAMED at most."""
    wholly_quiet: int
    """Communes none of whose villages was heard of."""
    waiting: int
    """Visits that wait for review, of any day."""
    slow_count: int
    """Those of more than WAITING_DAYS ago."""
    slow: tuple[SlowCommune, ...]
    open_feedback: int
    old_feedback: int
    closings: ProvinceClosings
    """Of the month that ended last."""
    counted_at: datetime | None
    behind: int
    """Lines of the log that no count has read yet."""


def find_province_home(session: Session, actor: Actor, today: date, now: datetime) -> ProvinceHome:
    """Return the first page of the actor's province.

    Raises:
        Forbidden: No province staff.
    """
    code, order = find_province_code(session, actor), leading_codes()
    report = coverage(session, actor, code, today, indicators=order)
    areas = list(report.areas)
    rows = sorted(
        (row for row in report.rows if row.place_code == code), key=lambda row: order.index(row.indicator)
    )
    changes = _changes(session, areas, [row.rule.counted_as for row in rows], today)
    quiet, villages, silent = _quiet(session, areas, today)
    waiting, slow = _waiting(session, areas, today)
    feedback = _feedback(session, areas, now)
    return ProvinceHome(
        place=report.place_name,
        figures=tuple(Leading(row, changes.get(row.rule.counted_as, Change())) for row in rows),
        villages=villages,
        silent=silent,
        quiet=tuple(quiet[:MOST_NAMED]),
        wholly_quiet=sum(each.silent == each.villages for each in quiet),
        waiting=waiting,
        slow_count=sum(each.count for each in slow),
        slow=tuple(slow[:MOST_NAMED]),
        open_feedback=feedback[0],
        old_feedback=feedback[1],
        closings=find_province_closings(session, actor, closing_kinds()[0].recent(today, 2)[1]),
        counted_at=report.counted_at,
        behind=_behind(session, actor),
    )


def leading_codes() -> list[str]:
    """Return the indicators of the first page, in their order."""
    known = [one.code for one in load_catalogue().indicators]
    found = [code for code in LEADING if code in known]
    return found if len(found) >= LEAST else known[:LEAST]


def _changes(session: Session, areas: list[Place], codes: list[str], today: date) -> dict[str, Change]:
    """Return by code what the last week and this month brought."""
    this_month = today.replace(day=1)
    spans = {
        "week": (today - WEEK + DAY, today),
        "week_before": (today - 2 * WEEK + DAY, today - WEEK),
        "month": (this_month, today),
        "month_before": ((this_month - DAY).replace(day=1), this_month - DAY),
    }
    links = villages_in(areas)
    sums = ((name, sums_between(links, *days, codes).subquery()) for name, days in spans.items())
    parts = union_all(
        *(
            select(each.c.village_id, each.c.indicator, literal(name).label("part"), each.c.provisional_count)
            for name, each in sums
        )
    ).subquery()
    rows = session.execute(
        select(parts.c.indicator, parts.c.part, func.sum(parts.c.provisional_count))
        .join(links, links.c.village_id == parts.c.village_id)
        .group_by(parts.c.indicator, parts.c.part)
    )
    found: dict[str, dict[str, int]] = {}
    for code, part, count in rows:
        found.setdefault(code, {})[part] = int(count)
    return {code: Change(**counts) for code, counts in found.items()}


def _quiet(session: Session, areas: list[Place], today: date) -> tuple[list[QuietCommune], int, int]:
    """Return the communes with silent villages, quietest first; all villages, and the silent ones."""
    days = (today - timedelta(days=SILENT_DAYS - 1), today)
    counts = count_villages(session, areas, None, days)
    found = [
        QuietCommune(
            area.code, area.name, counts[area.id].known - counts[area.id].reporting, counts[area.id].known
        )
        for area in areas[1:]
    ]
    quiet = sorted(
        (each for each in found if each.silent), key=lambda each: (-each.silent / each.villages, each.code)
    )
    return quiet, sum(each.villages for each in found), sum(each.silent for each in found)


def _waiting(session: Session, areas: list[Place], today: date) -> tuple[int, list[SlowCommune]]:
    """Return how many visits wait for review, and the communes where they do for long, oldest first."""
    links = villages_in(areas)
    is_old = Assist.happened_on < today - timedelta(days=WAITING_DAYS)
    rows = session.execute(
        select(
            links.c.area_id,
            func.count(),
            func.sum(case((is_old, 1), else_=0)),
            func.min(Assist.happened_on),
        )
        .join(links, links.c.village_id == Assist.village_id)
        .where(Assist.state == AssistState.SUBMITTED)
        .group_by(links.c.area_id)
    ).all()
    places = {area.id: area for area in areas}
    slow = [
        SlowCommune(places[area_id].code, places[area_id].name, int(old), oldest_on)
        for area_id, _count, old, oldest_on in rows
        if old
    ]
    return sum(row[1] for row in rows), sorted(slow, key=lambda each: (each.oldest_on, each.code))


def _feedback(session: Session, areas: list[Place], now: datetime) -> tuple[int, int]:
    """Return how many words of people's are open, and how many of them for long."""
    links = villages_in(areas)
    is_old = Feedback.raised_at < now - timedelta(days=WAITING_DAYS)
    count, old = session.execute(
        select(func.count(), func.sum(case((is_old, 1), else_=0)))
        .select_from(Feedback)
        .join(links, links.c.village_id == Feedback.village_id)
        .where(Feedback.state == FeedbackState.OPEN)
    ).one()
    return count, int(old or 0)


def _behind(session: Session, actor: Actor) -> int:
    """Return how many lines of the province's log came after the last count."""
    head = select(Feed.seq).where(Feed.province_id == actor.province_id).scalar_subquery()
    read = select(RollUpPosition.seq).where(RollUpPosition.province_id == actor.province_id).scalar_subquery()
    return max(session.scalar(select(func.coalesce(head, 0) - func.coalesce(read, 0))) or 0, 0)
