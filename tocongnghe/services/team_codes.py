"""One-time codes for the phones of a commune's own members: for one person, or a sheet for a whole team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assignment, Membership, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.enrolment import end_codes_of, new_enrol_code
from tocongnghe.services.team_reach import find_team
from tocongnghe.vocabulary import Role


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A code as it is shown once: to whom, and the last moment at which it works."""

    name: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """The codes of one team. `left_out`: members who work elsewhere, too; the province gives them a code."""

    team: str
    codes: tuple[GivenCode, ...]
    left_out: tuple[str, ...]


def new_code_for(session: Session, actor: Actor, user_id: int, *, secret: str, days: int) -> GivenCode:
    """Make a code for somebody who is in one of the actor's teams today; older ones work no longer.

    Raises:
        Forbidden: No supervisor.
        NotFound: Nobody of the actor's teams, or somebody with a role elsewhere: a
            code speaks for all of a person's roles.
    """
    actor.require(Role.SUPERVISOR)
    today = clock.local_date()
    query = (
        select(User).join(Membership, Membership.user_id == User.id).join(Team, Team.id == Membership.team_id)
    )
    here = query.where(
        User.id == user_id,
        _holds(Membership, today),
        Team.place_id.in_(actor.village_ids | actor.commune_ids),
    )
    user = session.scalars(here).first()
    if user is None or user.id in _with_roles_elsewhere(session, actor, {user.id}, today):
        raise NotFound("no such member in this commune")
    return _give(session, user, secret, days)


def new_codes_for_team(session: Session, actor: Actor, team_id: int, *, secret: str, days: int) -> CodeSheet:
    """Make a code for each member of a team; older ones work no longer.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a team of the actor's.
    """
    team, _ = find_team(session, actor, team_id)
    today = clock.local_date()
    found = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team.id, _holds(Membership, today), User.is_active)
        .distinct()
    )
    members = sorted(found, key=lambda user: (people_order(user.name), user.id))
    elsewhere = _with_roles_elsewhere(session, actor, {user.id for user in members}, today)
    return CodeSheet(
        team.name,
        tuple(_give(session, user, secret, days) for user in members if user.id not in elsewhere),
        tuple(user.name for user in members if user.id in elsewhere),
    )


def _give(session: Session, user: User, secret: str, days: int) -> GivenCode:
    end_codes_of(session, user.id, clock.now())
    code = new_enrol_code(session, user.id, secret=secret, days=days)
    return GivenCode(user.name, code, clock.now() + timedelta(days=days))


def _with_roles_elsewhere(session: Session, actor: Actor, people: set[int], on: date) -> set[int]:
    """Return those of *people* with a role outside the actor's places, or above a team."""
    ours = actor.village_ids | actor.commune_ids
    desk = select(Assignment.user_id).where(
        Assignment.user_id.in_(people), _holds(Assignment, on), Assignment.user_id != actor.user_id
    )
    teams = (
        select(Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.user_id.in_(people), _holds(Membership, on), Team.place_id.not_in(ours))
    )
    return {*session.scalars(desk), *session.scalars(teams)}


def _holds(table: type[Membership | Assignment], on: date) -> ColumnElement[bool]:
    return (table.valid_from <= on) & or_(table.valid_to.is_(None), table.valid_to > on)
