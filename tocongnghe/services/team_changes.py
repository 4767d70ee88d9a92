"""Teams formed, changed and dissolved; who joins, changes and leaves: dated, with decision numbers, kept.

Nothing is overwritten but slips of the pen: a role that changes ends one
membership and begins another, and each step is written down with who entered it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.models import Membership, Place, Team, TeamChange, User
from tocongnghe.services.access import Actor
from tocongnghe.services.enrolment import end_codes_of
from tocongnghe.services.team_reach import find_member, find_team, people_of
from tocongnghe.vocabulary import Role, TeamDeed

TEAM_ROLES = (Role.LEADER, Role.MEMBER)
DAY = timedelta(days=1)


class NotPossible(InvalidInput):
    """What was asked for does not fit what is there. `code` says why.

    `team_exists`, `team_ended`, `member_already`, `member_left`, `dates`: the day
    lies before the beginning of what it ends.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Basis:
    """From which day something holds, by which decision, and why."""

    on: date
    decision_number: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody is in a team, and who lends them to it."""

    role: Role
    organisation: str | None = None


def form_team(session: Session, actor: Actor, place_code: str, name: str | None, basis: Basis) -> Team:
    """Form the team of a village, or of the commune.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a place of the actor's.
        NotPossible: `team_exists`.
    """
    actor.require(Role.SUPERVISOR)
    place = session.scalar(
        select(Place)
        .where(
            Place.code == place_code,
            Place.id.in_(actor.village_ids | actor.commune_ids),
            Place.valid_to.is_(None),
        )
        .with_for_update()
    )
    if place is None:
        raise NotFound
    if _open_team(session, place.id, basis.on) is not None:
        raise NotPossible("team_exists")
    team = Team(
        place_id=place.id,
        name=name or usual_name(place),
        decision_number=basis.decision_number,
        valid_from=basis.on,
    )
    session.add(team)
    session.flush()
    _note(session, actor, team, TeamDeed.FORMED, basis, after={"name": team.name})
    return team


def usual_name(place: Place) -> str:
    """Return what the team of *place* is called unless somebody calls it otherwise."""
    return f"Tổ công nghệ số cộng đồng {place.name}"[:120]


def change_team(session: Session, actor: Actor, team_id: int, name: str, basis: Basis) -> Team:
    """Give a team another name or another decision; what it was stays in its history.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a team of the actor's.
        NotPossible: `team_ended`, `dates`.
    """
    team = _open(session, actor, team_id, basis.on)
    before = {"name": team.name, "decision_number": team.decision_number}
    after = {"name": name, "decision_number": basis.decision_number or team.decision_number}
    if before == after:
        return team
    team.name, team.decision_number = name, after["decision_number"]
    changed = [field for field in before if before[field] != after[field]]
    _note(
        session,
        actor,
        team,
        TeamDeed.CHANGED,
        basis,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    return team


def dissolve_team(session: Session, actor: Actor, team_id: int, basis: Basis) -> Team:
    """End a team, and every membership in it, from `basis.on` on.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a team of the actor's.
        NotPossible: `team_ended`, `dates`.
    """
    team = _open(session, actor, team_id, basis.on)
    members = session.scalars(
        select(Membership).where(
            Membership.team_id == team.id,
            or_(Membership.valid_to.is_(None), Membership.valid_to > basis.on),
        )
    ).all()
    if any(member.valid_from >= basis.on for member in members):
        raise NotPossible("dates")
    team.valid_to = basis.on
    for member in members:
        _end(session, actor, team, member, basis)
    _note(session, actor, team, TeamDeed.DISSOLVED, basis, before={"name": team.name})
    return team


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody new, as the desk knows them."""

    name: str
    phone: str | None = None


def join_team(
    session: Session, actor: Actor, team_id: int, person: Person | int, work: Work, basis: Basis
) -> Membership:
    """Let somebody new, or a person of the actor's own teams (user id), join.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a team, or not a person, of the actor's.
        NotPossible: `team_ended`, `member_already`, `dates`: before the team was formed.
    """
    team = _open(session, actor, team_id, basis.on)
    if isinstance(person, int):
        user = session.scalar(select(User).where(User.id == person, User.id.in_(people_of(actor))))
        if user is None:
            raise NotFound
        user.is_active = True
    else:
        user = User(
            name=person.name, phone=person.phone, language="vi", is_active=True, created_at=clock.now()
        )
        session.add(user)
        session.flush()
    if _is_member(session, team.id, user.id, basis.on):
        raise NotPossible("member_already")
    return _begin(session, actor, team, user.id, TeamDeed.JOINED, work, basis)


def change_work(session: Session, actor: Actor, membership_id: int, work: Work, basis: Basis) -> Membership:
    """Change role or organisation from `basis.on` on; on the first day it corrects what was entered.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a member of the actor's teams.
        NotPossible: `member_left`, `dates`.
    """
    member, team = find_member(session, actor, membership_id, lock=True)
    if member.valid_to is not None:
        raise NotPossible("member_left")
    before = {"role": member.role, "organisation": member.organisation}
    after = {"role": work.role, "organisation": work.organisation}
    if before == after:
        return member
    if basis.on < member.valid_from:
        raise NotPossible("dates")
    changed = [field for field in before if before[field] != after[field]]
    told: dict[str, Any] = {
        "before": {field: before[field] for field in changed},
        "after": {field: after[field] for field in changed},
    }
    if basis.on == member.valid_from:
        member.role, member.organisation = work.role, work.organisation
        _note(session, actor, team, TeamDeed.ROLE_CHANGED, basis, member, **told)
        return member
    member.valid_to = basis.on
    session.flush()
    return _begin(session, actor, team, member.user_id, TeamDeed.ROLE_CHANGED, work, basis, **told)


def correct_person(session: Session, actor: Actor, membership_id: int, person: Person) -> User:
    """Correct a member's name or phone number.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a member of the actor's teams.
    """
    member, team = find_member(session, actor, membership_id, lock=True)
    user = session.get_one(User, member.user_id)
    if (user.name, user.phone) == (person.name, person.phone):
        return user
    if user.name != person.name:  # of numbers no history is kept
        told = {"before": {"member": user.name}, "after": {"member": person.name}}
        _note(session, actor, team, TeamDeed.CHANGED, Basis(clock.local_date()), member, **told)
    user.name, user.phone = person.name, person.phone
    return user


def leave_team(
    session: Session, actor: Actor, membership_id: int, last_day: date, basis: Basis
) -> Membership:
    """End a membership after *last_day*; from then on their phones show and take nothing of the team's.

    What they logged until then still arrives. Codes they did not use work no longer.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a member of the actor's teams.
        NotPossible: `member_left`: somebody was faster; `dates`.
    """
    member, team = find_member(session, actor, membership_id, lock=True)
    if member.valid_to is not None:
        raise NotPossible("member_left")
    on = last_day + DAY
    if on <= member.valid_from:
        raise NotPossible("dates")
    _end(session, actor, team, member, Basis(on, basis.decision_number, basis.reason))
    return member


def _open(session: Session, actor: Actor, team_id: int, on: date) -> Team:
    team, _ = find_team(session, actor, team_id)
    session.refresh(team, with_for_update=True)
    if team.valid_to is not None:
        raise NotPossible("team_ended")
    if on < team.valid_from:
        raise NotPossible("dates")
    return team


def _open_team(session: Session, place_id: int, on: date) -> Team | None:
    return session.scalar(
        select(Team).where(Team.place_id == place_id, or_(Team.valid_to.is_(None), Team.valid_to > on))
    )


def _is_member(session: Session, team_id: int, user_id: int, on: date) -> bool:
    query = select(Membership.id).where(
        Membership.team_id == team_id,
        Membership.user_id == user_id,
        or_(Membership.valid_to.is_(None), Membership.valid_to > on),
    )
    return session.scalar(query) is not None


def _begin(
    session: Session,
    actor: Actor,
    team: Team,
    user_id: int,
    deed: TeamDeed,
    work: Work,
    basis: Basis,
    **told: Any,
) -> Membership:
    member = Membership(
        team_id=team.id,
        user_id=user_id,
        role=work.role,
        organisation=work.organisation,
        decision_number=basis.decision_number,
        valid_from=basis.on,
    )
    session.add(member)
    session.flush()
    _note(session, actor, team, deed, basis, member, **told)
    return member


def _end(session: Session, actor: Actor, team: Team, member: Membership, basis: Basis) -> None:
    member.valid_to = basis.on
    end_codes_of(session, member.user_id, datetime.combine(basis.on, time.min, clock.VIETNAM))
    _note(session, actor, team, TeamDeed.LEFT, basis, member)


def _note(
    session: Session,
    actor: Actor,
    team: Team,
    deed: TeamDeed,
    basis: Basis,
    member: Membership | None = None,
    **told: Any,
) -> None:
    session.add(
        TeamChange(
            team_id=team.id,
            membership_id=member.id if member is not None else None,
            deed=deed,
            on_day=basis.on,
            decision_number=basis.decision_number,
            reason=basis.reason,
            entered_by_id=actor.user_id,
            entered_at=clock.now(),
            **told,
        )
    )
