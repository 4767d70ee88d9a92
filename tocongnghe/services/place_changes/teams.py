"""Teams of places that end or are divided: members go on where their village went, by the same decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import Membership, Place, PlaceChange, Team, TeamChange
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.services.place_changes.wishes import ChangeRefused
from tocongnghe.services.team_changes import usual_name
from tocongnghe.vocabulary import TeamDeed

if TYPE_CHECKING:
    from tocongnghe.services.place_changes.applying import Trail


def move_team(
    session: Session, actor: Actor, place: Place, target: Place | None, change: PlaceChange, trail: Trail
) -> None:
    """End the team of *place* on the day of *change*; its members go on in *target*'s, if there is one."""
    for team in _open_teams(session, place, change):
        members = _members(session, team, change)
        if target is not None:
            _join(session, actor, members, target, change, trail)
        for member in members:
            trail.add("members_ended", [member.id, _text(member.valid_to)])
            member.valid_to = change.effective_on
        trail.add("teams_ended", [team.id, _text(team.valid_to)])
        team.valid_to = change.effective_on
        _note(session, actor, team, TeamDeed.DISSOLVED, change, trail, before={"name": team.name})
        session.flush()


def copy_team(
    session: Session, actor: Actor, place: Place, target: Place, change: PlaceChange, trail: Trail
) -> None:
    """Let those who work in *place* work in *target*, too: no household that went there is shut to them."""
    for team in _open_teams(session, place, change):
        _join(session, actor, _members(session, team, change), target, change, trail)


def _open_teams(session: Session, place: Place, change: PlaceChange) -> list[Team]:
    day = change.effective_on
    teams = session.scalars(
        select(Team).where(Team.place_id == place.id, or_(Team.valid_to.is_(None), Team.valid_to > day))
    ).all()
    if any(team.valid_from >= day for team in teams):
        raise ChangeRefused("team_later", place=place.name)
    return list(teams)


def _members(session: Session, team: Team, change: PlaceChange) -> list[Membership]:
    members = session.scalars(
        select(Membership)
        .where(
            Membership.team_id == team.id,
            or_(Membership.valid_to.is_(None), Membership.valid_to > change.effective_on),
        )
        .order_by(Membership.id)
    ).all()
    if any(member.valid_from >= change.effective_on for member in members):
        raise ChangeRefused("team_later", place=team.name)
    return list(members)


def _join(
    session: Session,
    actor: Actor,
    members: list[Membership],
    target: Place,
    change: PlaceChange,
    trail: Trail,
) -> None:
    team = session.scalars(
        select(Team).where(Team.place_id == target.id, holds_on(Team, change.effective_on)).order_by(Team.id)
    ).first()
    if team is None:
        team = Team(
            place_id=target.id,
            name=usual_name(target),
            decision_number=change.decision_number,
            valid_from=change.effective_on,
        )
        session.add(team)
        session.flush()
        trail.add("teams_made", team.id)
        _note(session, actor, team, TeamDeed.FORMED, change, trail, after={"name": team.name})
    there = set(
        session.scalars(
            select(Membership.user_id).where(
                Membership.team_id == team.id,
                or_(Membership.valid_to.is_(None), Membership.valid_to > change.effective_on),
            )
        )
    )
    for member in members:
        if member.user_id in there:
            continue
        fresh = Membership(
            team_id=team.id,
            user_id=member.user_id,
            role=member.role,
            organisation=member.organisation,
            decision_number=change.decision_number,
            valid_from=change.effective_on,
            valid_to=member.valid_to,
        )
        session.add(fresh)
        session.flush()
        trail.add("members_made", fresh.id)
        _note(session, actor, team, TeamDeed.JOINED, change, trail, fresh)


def _text(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _note(
    session: Session,
    actor: Actor,
    team: Team,
    deed: TeamDeed,
    change: PlaceChange,
    trail: Trail,
    member: Membership | None = None,
    **told: Any,
) -> None:
    row = TeamChange(
        team_id=team.id,
        membership_id=member.id if member is not None else None,
        deed=deed,
        on_day=change.effective_on,
        decision_number=change.decision_number,
        entered_by_id=actor.user_id,
        entered_at=clock.now(),
        **told,
    )
    session.add(row)
    session.flush()
    trail.add("team_notes", row.id)
