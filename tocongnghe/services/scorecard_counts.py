"""What the scorecard counts, from the records: for each village how many of how many, measure by measure.

A whole of 0 is no data: nothing could have been right or wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, period_of
from tocongnghe.catalogue.scorecard import Measure, Scorecard
from tocongnghe.models import (
    Assist,
    ClassSession,
    Feedback,
    Household,
    Operation,
    Review,
    SpotCheck,
    SpotDraw,
    Team,
)
from tocongnghe.vocabulary import (
    AssistState,
    ClassState,
    FeedbackState,
    HouseholdState,
    SpotFinding,
)

Share: TypeAlias = tuple[int, int]
"""Part, whole."""
Counted: TypeAlias = dict[int, Share]
"""By village."""
WEEK, MONTH_DAYS = "week", 31
MIDDLE = timedelta(days=3)
RETURNS = ("return", "reopen")


def count_all(
    session: Session, village_ids: Collection[int], period: Period, scorecard: Scorecard
) -> dict[Measure, Counted]:
    """Return every measure of every village; nine statements, however much there is."""
    days = scorecard.days_of
    cards = households_on_list(session, village_ids)
    counted = _of_assists(session, village_ids, period, cards, days(Measure.ARRIVED_IN_TIME))
    counted[Measure.NOT_RETURNED] = _not_returned(session, village_ids, period)
    counted[Measure.FOLLOW_UPS_DONE] = _follow_ups(
        session, village_ids, period, days(Measure.FOLLOW_UPS_DONE)
    )
    counted[Measure.SPOT_CHECKS_CONFIRMED] = _spot_checks(session, village_ids, period)
    counted[Measure.CLASSES_HELD] = _classes(session, village_ids, period)
    counted[Measure.FEEDBACK_ANSWERED] = _answered(
        session, village_ids, period, days(Measure.FEEDBACK_ANSWERED)
    )
    return counted


def households_on_list(session: Session, village_ids: Collection[int]) -> Mapping[int, int]:
    """Return village -> households on its list today."""
    rows = session.execute(
        select(Household.village_id, func.count())
        .where(Household.village_id.in_(village_ids), Household.state == HouseholdState.ACTIVE)
        .where(Household.head_name != "")  # it was erased
        .group_by(Household.village_id)
    )
    return defaultdict(int, dict(rows.all()))


def _of_assists(
    session: Session, village_ids: Collection[int], period: Period, cards: Mapping[int, int], days: int
) -> dict[Measure, Counted]:
    rows = session.execute(
        select(
            Assist.village_id, Assist.household_id, Assist.happened_on, Assist.state, Operation.received_at
        )
        .join(Operation, Operation.id == Assist.id)
        .where(
            Assist.village_id.in_(village_ids),
            Assist.happened_on.between(period.from_day, period.to_day),
            Assist.state != AssistState.WITHDRAWN,
        )
    )
    reached: dict[int, set[str]] = defaultdict(set)
    weeks: dict[int, set[date]] = defaultdict(set)
    in_time: dict[int, int] = defaultdict(int)
    total: dict[int, int] = defaultdict(int)
    known: dict[date, tuple[date, datetime]] = {}
    for village_id, household_id, happened_on, state, received_at in rows:
        if happened_on not in known:
            known[happened_on] = _week_of(happened_on), _midnight(happened_on + timedelta(days=days + 1))
        week, too_late_at = known[happened_on]
        total[village_id] += 1
        in_time[village_id] += received_at < too_late_at
        weeks[village_id].add(week)
        if household_id is not None and state is not AssistState.RETURNED:
            reached[village_id].add(household_id)
    all_weeks = _weeks_in(period)
    return {
        Measure.HOUSEHOLDS_REACHED: {id: (min(len(reached[id]), cards[id]), cards[id]) for id in village_ids},
        Measure.ARRIVED_IN_TIME: {id: (in_time[id], total[id]) for id in village_ids},
        Measure.WEEKS_WORKED: {id: (len(weeks[id] & all_weeks), len(all_weeks)) for id in village_ids},
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.VIETNAM)


def _week_of(day: date) -> date:
    week = period_of(WEEK, day)
    return week.from_day if week is not None else day


def _weeks_in(period: Period) -> set[date]:
    """Return the first days of the weeks that have most of their days in *period* and have begun by then."""
    until = min(period.to_day, clock.local_date())
    days = (period.from_day + timedelta(n) for n in range((until - period.from_day).days + 1))
    return {week for week in map(_week_of, days) if period.from_day <= week + MIDDLE <= until}


def _not_returned(session: Session, village_ids: Collection[int], period: Period) -> Counted:
    """Count assists that were looked at; those that ever came back to their team are the rest."""
    verdicts = (
        select(
            Assist.village_id,
            Assist.id,
            func.max(case((Review.verdict.in_(RETURNS), 1), else_=0)).label("was_returned"),
        )
        .join(Review, Review.assist_id == Assist.id)
        .where(
            Assist.village_id.in_(village_ids),
            Assist.happened_on.between(period.from_day, period.to_day),
            Assist.state != AssistState.WITHDRAWN,
        )
        .group_by(Assist.village_id, Assist.id)
        .subquery()
    )
    rows = session.execute(
        select(verdicts.c.village_id, func.count(), func.sum(verdicts.c.was_returned)).group_by(
            verdicts.c.village_id
        )
    )
    return {village_id: (total - int(returned), total) for village_id, total, returned in rows}


def _follow_ups(session: Session, village_ids: Collection[int], period: Period, days: int) -> Counted:
    """Count agreed next visits of the period whose time is up or that were made."""
    due = session.execute(
        select(Assist.village_id, Assist.household_id, Assist.happened_on, Assist.follow_up_on).where(
            Assist.village_id.in_(village_ids),
            Assist.household_id.is_not(None),
            Assist.follow_up_on.between(period.from_day, period.to_day),
            Assist.state != AssistState.WITHDRAWN,
        )
    ).all()
    first = min((row.happened_on for row in due), default=period.from_day)
    visits: dict[str, list[date]] = defaultdict(list)
    for household_id, day in session.execute(
        select(Assist.household_id, Assist.happened_on).where(
            Assist.village_id.in_(village_ids),
            Assist.household_id.is_not(None),
            Assist.happened_on.between(first, period.to_day + timedelta(days=days)),
            Assist.state != AssistState.WITHDRAWN,
        )
    ):
        visits[str(household_id)].append(day)
    found: Counted = {}
    for village_id, household_id, happened_on, follow_up_on in due:
        if household_id is None or follow_up_on is None:
            continue
        last = follow_up_on + timedelta(days=days)
        was_made = any(happened_on < day <= last for day in visits[household_id])
        if was_made or last < clock.local_date():
            part, whole = found.get(village_id, (0, 0))
            found[village_id] = (part + was_made, whole + 1)
    return found


def _spot_checks(session: Session, village_ids: Collection[int], period: Period) -> Counted:
    rows = session.execute(
        select(Team.place_id, SpotCheck.finding, func.count())
        .join(SpotDraw, SpotDraw.id == SpotCheck.draw_id)
        .join(Team, Team.id == SpotDraw.team_id)
        .where(
            Team.place_id.in_(village_ids),
            SpotDraw.from_on >= period.from_day,
            SpotDraw.to_on <= period.to_day,
            SpotCheck.finding.in_((SpotFinding.CONFIRMED, SpotFinding.NOT_CONFIRMED)),
        )
        .group_by(Team.place_id, SpotCheck.finding)
    )
    found: Counted = {}
    for village_id, finding, count in rows:
        part, whole = found.get(village_id, (0, 0))
        found[village_id] = (part + count * (finding is SpotFinding.CONFIRMED), whole + count)
    return found


def _classes(session: Session, village_ids: Collection[int], period: Period) -> Counted:
    rows = session.execute(
        select(ClassSession.village_id, func.count())
        .where(
            ClassSession.village_id.in_(village_ids),
            ClassSession.held_on.between(period.from_day, period.to_day),
            ClassSession.state == ClassState.HELD,
        )
        .group_by(ClassSession.village_id)
    )
    held = dict(rows.all())
    months = max(1, round(((period.to_day - period.from_day).days + 1) / MONTH_DAYS))
    return {id: (min(held.get(id, 0), months), months) for id in village_ids}


def _answered(session: Session, village_ids: Collection[int], period: Period, days: int) -> Counted:
    """Count what people said in the period and that was answered, or whose time is up."""
    rows = session.execute(
        select(Feedback.village_id, Feedback.raised_at, Feedback.answered_at).where(
            Feedback.village_id.in_(village_ids), Feedback.state != FeedbackState.WITHDRAWN
        )
    )
    found: Counted = {}
    for village_id, raised_at, answered_at in rows:
        last = raised_at + timedelta(days=days)
        if period.holds(clock.local_date(raised_at)) and (answered_at or last < clock.now()):
            part, whole = found.get(village_id, (0, 0))
            is_in_time = answered_at is not None and answered_at <= last
            found[village_id] = (part + is_in_time, whole + 1)
    return found
