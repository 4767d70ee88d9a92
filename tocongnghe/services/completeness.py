"""Which villages told anything in which week, against those expected to; since when they are silent.

A village is expected to report in a week if it had a team with a member from
its first day to its last. What counts is a visit, a class or a village survey
of that week, whatever becomes of it in review and however late it arrived.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from tocongnghe.catalogue.periods import Period, load_kinds
from tocongnghe.models import Assist, ClassSession, Membership, Team, VillageSurvey
from tocongnghe.services.access import Actor
from tocongnghe.services.tally_scope import Scope, ScopeVillage, find_scope
from tocongnghe.vocabulary import AssistState, ClassState, SurveyState

WEEKS = 8
SILENT_AFTER = timedelta(days=7)
"""A village of which nothing happened for so long is silent."""
WEEK_KIND = "week"


@dataclass(slots=True)
class Told:
    """What came of one week: visits that count at least provisionally, and all else."""

    visits: int = 0
    other: int = 0
    """Returned visits, classes, village surveys."""

    def __bool__(self) -> bool:
        return bool(self.visits or self.other)


@dataclass(frozen=True, slots=True)
class VillageWeeks:
    """What one village told, week by week, newest first."""

    id: int
    code: str
    name: str
    weeks: tuple[Told | None, ...]
    """None where nothing was expected, and nothing came."""
    last_on: date | None
    """The latest day of which anything was told; None: never."""
    is_expected: bool
    """It has a team today."""
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Completeness:
    """The villages of a scope in the weeks up to today."""

    places: tuple[str, ...]
    weeks: tuple[Period, ...]
    """Newest first; the first one still runs."""
    villages: tuple[VillageWeeks, ...]

    def received(self, week: int) -> int:
        """Return how many villages of which something was expected told anything in the week."""
        return sum(bool(village.weeks[week]) for village in self.villages)

    def expected(self, week: int) -> int:
        return sum(village.weeks[week] is not None for village in self.villages)

    @property
    def silent(self) -> tuple[VillageWeeks, ...]:
        """Those of which nothing came for SILENT_AFTER, longest first."""
        found = [village for village in self.villages if village.is_silent]
        return tuple(sorted(found, key=lambda village: (village.last_on or date.min, village.code)))


def find_completeness(
    session: Session, actor: Actor, today: date, commune: str | None = None
) -> Completeness:
    """Return what the actor's villages, or those of *commune*, told in WEEKS weeks up to *today*.

    Raises:
        Forbidden: Nobody of the commune or the province.
        NotFound: A commune outside the actor's places.
    """
    scope = find_scope(session, actor, commune)
    weeks = tuple(load_kinds()[WEEK_KIND].recent(today, WEEKS))
    told = _told(session, scope, weeks)
    last = _last_days(session, scope)
    spans = _team_spans(session, scope)
    villages = (
        _village(village, weeks, told[village.id], spans[village.id], last.get(village.id), today)
        for village in scope.villages
    )
    return Completeness(scope.names, weeks, tuple(villages))


Span = tuple[date, date | None]
"""From a day to the day before another; None: for good."""


def _village(
    village: ScopeVillage,
    weeks: tuple[Period, ...],
    told: dict[str, Told],
    spans: list[Span],
    last_on: date | None,
    today: date,
) -> VillageWeeks:
    by_week = tuple(
        told[week.code] or (told[week.code] if _covers(spans, week, today) else None) for week in weeks
    )
    since = min((first for first, until in spans if until is None or until > today), default=None)
    quiet_since = max(filter(None, (last_on, since)), default=None)
    return VillageWeeks(
        village.id,
        village.code,
        village.name,
        by_week,
        last_on,
        is_expected=since is not None,
        is_silent=since is not None and quiet_since is not None and today - quiet_since >= SILENT_AFTER,
    )


def _covers(spans: list[Span], week: Period, today: date) -> bool:
    """Tell whether one of *spans* holds all of *week* up to *today*."""
    last = min(week.to_day, today)
    return any(begins <= week.from_day and (ends is None or ends > last) for begins, ends in spans)


def _activities() -> list[tuple[Any, Any, Any, bool]]:
    """Return (village, day, condition, is it a visit that counts) of all that is something told."""
    counted = (AssistState.SUBMITTED, AssistState.APPROVED)
    recorded = VillageSurvey.state == SurveyState.RECORDED
    return [
        (Assist.village_id, Assist.happened_on, Assist.state.in_(counted), True),
        (Assist.village_id, Assist.happened_on, Assist.state == AssistState.RETURNED, False),
        (ClassSession.village_id, ClassSession.held_on, ClassSession.state == ClassState.HELD, False),
        (VillageSurvey.village_id, VillageSurvey.surveyed_on, recorded, False),
    ]


def _told(session: Session, scope: Scope, weeks: tuple[Period, ...]) -> dict[int, dict[str, Told]]:
    """Return village -> code of the week -> what came of it."""
    parts: list[Select[Any]] = [
        select(
            village.label("village_id"), day.label("day"), func.count().label("count"), literal(int(visit))
        )
        .where(village.in_(scope.village_ids), day.between(weeks[-1].from_day, weeks[0].to_day), term)
        .group_by(village, day)
        for village, day, term, visit in _activities()
    ]
    told: dict[int, dict[str, Told]] = defaultdict(lambda: defaultdict(Told))
    for village_id, day, count, is_visit in session.execute(union_all(*parts)):
        week = told[village_id][next(week.code for week in weeks if week.holds(day))]
        if is_visit:
            week.visits += count
        else:
            week.other += count
    return told


def _last_days(session: Session, scope: Scope) -> dict[int, date]:
    parts: list[Select[Any]] = [
        select(village.label("village_id"), func.max(day).label("day"))
        .where(village.in_(scope.village_ids), term)
        .group_by(village)
        for village, day, term, _ in _activities()
    ]
    last: dict[int, date] = {}
    for village_id, day in session.execute(union_all(*parts)):
        last[village_id] = max(day, last.get(village_id, day))
    return last


def _team_spans(session: Session, scope: Scope) -> dict[int, list[Span]]:
    """Return for each village when it had a team with somebody in it."""
    rows = session.execute(
        select(Team.place_id, Team.valid_from, Team.valid_to, Membership.valid_from, Membership.valid_to)
        .join(Membership, Membership.team_id == Team.id)
        .where(Team.place_id.in_(scope.village_ids))
    )
    spans: dict[int, list[Span]] = defaultdict(list)
    for village_id, team_from, team_to, from_day, to_day in rows:
        ends = min(filter(None, (team_to, to_day)), default=None)
        spans[village_id].append((max(team_from, from_day), ends))
    return spans
