"""What each member's work came to, year over year, to thank them by; and who has been silent for weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assist, Membership, Place, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import AssistState, Role

SILENT_WEEKS = 4
LOOKED_BACK = timedelta(days=90)
LIVE = (AssistState.SUBMITTED, AssistState.RETURNED, AssistState.APPROVED)


@dataclass(frozen=True, slots=True)
class MemberYears:
    """Approved visits of one person in the actor's villages."""

    user_id: int
    name: str
    teams: tuple[str, ...]
    organisation: str | None
    since: date
    left_on: date | None
    """The first day on which they were in no team any more."""
    this_year: int
    last_year_by_now: int
    """From 1 January to the same day a year ago."""
    last_year: int


@dataclass(frozen=True, slots=True)
class Years:
    """Everybody who was in a team since the beginning of last year, most work of this year first."""

    members: tuple[MemberYears, ...]
    this_year_from: date
    last_year_from: date
    last_year_by_now: date


def list_member_years(session: Session, actor: Actor, on: date) -> Years:
    """Return the approved visits of each member, this year until *on* and last year.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    this_year = on.replace(month=1, day=1)
    last_year = this_year.replace(year=this_year.year - 1)
    same_day = on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else None
    same_day = same_day or on.replace(year=on.year - 1)
    counts = _counts(
        session,
        actor,
        (
            and_(Assist.happened_on >= this_year, Assist.happened_on <= on),
            and_(Assist.happened_on >= last_year, Assist.happened_on <= same_day),
            and_(Assist.happened_on >= last_year, Assist.happened_on < this_year),
        ),
        since=last_year,
    )
    members = [
        MemberYears(user_id, name, teams, organisation, since, left_on, *counts.get(user_id, (0, 0, 0)))
        for user_id, name, teams, organisation, since, left_on in _people(session, actor, last_year, on)
    ]
    members.sort(key=lambda each: (-each.this_year, -each.last_year, people_order(each.name), each.user_id))
    return Years(tuple(members), this_year, last_year, same_day)


def _counts(
    session: Session, actor: Actor, terms: tuple[ColumnElement[bool], ...], *, since: date
) -> dict[int, tuple[int, ...]]:
    sums = [func.sum(case((term, 1), else_=0)) for term in terms]
    rows = session.execute(
        select(Assist.author_id, *sums)
        .where(
            Assist.village_id.in_(actor.village_ids),
            Assist.state == AssistState.APPROVED,
            Assist.happened_on >= since,
        )
        .group_by(Assist.author_id)
    )
    return {author: tuple(figures) for author, *figures in rows}


def _people(session: Session, actor: Actor, since: date, on: date) -> list[tuple[Any, ...]]:
    rows = session.execute(
        select(User.id, User.name, Place.name, Membership)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .join(Place, Place.id == Team.place_id)
        .where(
            Team.place_id.in_(actor.village_ids | actor.commune_ids),
            Membership.valid_from <= on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > since),
        )
        .order_by(Membership.valid_from, Membership.id)
    ).all()
    people: dict[int, list[Any]] = {}
    for user_id, name, place, membership in rows:
        known = people.setdefault(user_id, [name, [], None, membership.valid_from, membership.valid_to])
        if place not in known[1]:
            known[1].append(place)
        known[2] = membership.organisation or known[2]
        known[4] = None if None in (known[4], membership.valid_to) else max(known[4], membership.valid_to)
    return [
        (user_id, name, tuple(teams), organisation, since_day, left_on if left_on and left_on <= on else None)
        for user_id, (name, teams, organisation, since_day, left_on) in people.items()
    ]


def last_work_days(session: Session, actor: Actor, on: date) -> dict[int, date]:
    """Return user id -> the latest day of help within LOOKED_BACK of *on*; nobody without any."""
    rows = session.execute(
        select(Assist.author_id, func.max(Assist.happened_on))
        .where(
            Assist.village_id.in_(actor.village_ids),
            Assist.state.in_(LIVE),
            Assist.happened_on > on - LOOKED_BACK,
            Assist.author_id.is_not(None),
        )
        .group_by(Assist.author_id)
    )
    return {author: day for author, day in rows if author is not None}


def is_silent(last_day: date | None, since: date, on: date) -> bool:
    """Tell whether somebody in a team since *since* has helped nobody for SILENT_WEEKS."""
    edge = on - timedelta(weeks=SILENT_WEEKS)
    return since <= edge and (last_day is None or last_day < edge)
