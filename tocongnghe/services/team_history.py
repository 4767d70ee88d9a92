"""How many teams and members there were on any two days, and what changed between.

The figures and the changes come from the same dated rows, so they always add up;
what somebody wrote down beside a change (decision, reason, who entered it) is shown with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.models import Membership, Place, Team, TeamChange, User
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import Role, TeamDeed


@dataclass(frozen=True, slots=True)
class Strength:
    """What there was on one day."""

    teams: int
    members: int
    """People; somebody in two teams is one."""
    memberships: int


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; `teams`, `memberships` are what it added (1), took away (-1) or left (0)."""

    on_day: date
    deed: TeamDeed
    place: str
    team: str
    member: str | None
    role: Role | None
    organisation: str | None
    decision_number: str | None
    reason: str | None
    entered_by: str | None
    """None: it was set up before the desk kept account, or by the operator."""
    entered_at: datetime | None
    teams: int = 0
    memberships: int = 0
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """Two days and what lies between; the first day's end is compared with the last day's end."""

    first: Strength
    last: Strength
    changes: tuple[Change, ...]


def compare_days(session: Session, actor: Actor, first_day: date, last_day: date) -> Between:
    """Return the strength of the actor's teams on both days, and each change after the first, in order.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    places = actor.village_ids | actor.commune_ids
    teams = session.execute(
        select(Team, Place.name).join(Place, Place.id == Team.place_id).where(Team.place_id.in_(places))
    ).all()
    members = session.execute(
        select(Membership, User.name)
        .join(User, User.id == Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.place_id.in_(places))
    ).all()
    notes = session.execute(
        select(TeamChange, User.name)
        .join(Team, Team.id == TeamChange.team_id)
        .join(User, User.id == TeamChange.entered_by_id)
        .where(Team.place_id.in_(places), TeamChange.on_day > first_day, TeamChange.on_day <= last_day)
        .order_by(TeamChange.id)
    ).all()
    found = _changes(
        _Book({team.id: (team, place) for team, place in teams}, notes), members, first_day, last_day
    )
    found.sort(key=lambda each: (each.on_day, each.place, each.deed != TeamDeed.FORMED, each.member or ""))
    return Between(_strength(teams, members, first_day), _strength(teams, members, last_day), tuple(found))


def list_changes_of_team(session: Session, actor: Actor, team_id: int) -> tuple[Change, ...]:
    """Return everything that ever changed in one team, the latest first.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    teams = session.execute(
        select(Team, Place.name)
        .join(Place, Place.id == Team.place_id)
        .where(Team.id == team_id, Team.place_id.in_(actor.village_ids | actor.commune_ids))
    ).all()
    members = session.execute(
        select(Membership, User.name)
        .join(User, User.id == Membership.user_id)
        .where(Membership.team_id.in_([team.id for team, _ in teams]))
    ).all()
    notes = session.execute(
        select(TeamChange, User.name)
        .join(User, User.id == TeamChange.entered_by_id)
        .where(TeamChange.team_id.in_([team.id for team, _ in teams]))
        .order_by(TeamChange.id)
    ).all()
    book = _Book({team.id: (team, place) for team, place in teams}, notes)
    found = _changes(book, members, date.min, date.max)
    return tuple(sorted(found, key=lambda each: each.on_day, reverse=True))


class _Book:
    """Teams by id, and what was written down about them, looked up by what it is about."""

    def __init__(self, teams: dict[int, tuple[Team, str]], notes: Sequence[Any]) -> None:
        self.teams = teams
        self.notes = notes
        self._by_subject = {
            (note.team_id, note.membership_id, note.deed, note.on_day): (note, name) for note, name in notes
        }

    def find(self, team_id: int, membership_id: int | None, deed: TeamDeed, on_day: date) -> Any:
        return self._by_subject.get((team_id, membership_id, deed, on_day), (None, None))


def _changes(book: _Book, members: Sequence[Any], first_day: date, last_day: date) -> list[Change]:
    def is_between(day: date) -> bool:
        return first_day < day <= last_day

    found: list[Change] = []
    for team, _ in book.teams.values():
        if is_between(team.valid_from):
            found.append(_change(book, team, TeamDeed.FORMED, team.valid_from, count=1))
        if team.valid_to is not None and is_between(team.valid_to):
            found.append(_change(book, team, TeamDeed.DISSOLVED, team.valid_to, count=-1))
    follows = {(one.team_id, one.user_id, one.valid_to) for one, _ in members if one.valid_to is not None}
    begins = {(one.team_id, one.user_id, one.valid_from) for one, _ in members}
    for one, name in members:
        team = book.teams[one.team_id][0]
        is_next = (one.team_id, one.user_id, one.valid_from) in follows
        if is_between(one.valid_from):
            deed = TeamDeed.ROLE_CHANGED if is_next else TeamDeed.JOINED
            count = 0 if is_next else 1
            found.append(_change(book, team, deed, one.valid_from, one, name, count=count))
        left_on = one.valid_to
        if left_on and is_between(left_on) and (one.team_id, one.user_id, left_on) not in begins:
            found.append(_change(book, team, TeamDeed.LEFT, left_on, one, name, count=-1))
    names = {one.id: (one, name) for one, name in members}
    told = {(change.deed, change.on_day, change.member, change.team) for change in found}
    for note, by in book.notes:
        one, name = names.get(note.membership_id, (None, None))
        team = book.teams[note.team_id][0]
        is_told = (note.deed, note.on_day, name, team.name) in told
        if note.deed in (TeamDeed.CHANGED, TeamDeed.ROLE_CHANGED) and not is_told:
            found.append(_change(book, team, note.deed, note.on_day, one, name, (note, by)))
    return found


def _change(
    book: _Book,
    team: Team,
    deed: TeamDeed,
    on_day: date,
    one: Membership | None = None,
    name: str | None = None,
    noted: tuple[TeamChange, str] | None = None,
    *,
    count: int = 0,
) -> Change:
    note, by = noted or book.find(team.id, one.id if one else None, deed, on_day)
    row = one if one is not None else team
    own_number = row.decision_number if deed in (TeamDeed.FORMED, TeamDeed.JOINED) else None
    return Change(
        on_day=on_day,
        deed=deed,
        place=book.teams[team.id][1],
        team=team.name,
        member=name,
        role=one.role if one else None,
        organisation=one.organisation if one else None,
        decision_number=note.decision_number if note else own_number,
        reason=note.reason if note else None,
        entered_by=by,
        entered_at=note.entered_at if note else None,
        teams=count if one is None else 0,
        memberships=count if one is not None else 0,
        before=note.before if note else None,
        after=note.after if note else None,
    )


def _strength(teams: Sequence[Any], members: Sequence[Any], on: date) -> Strength:
    def holds(row: Team | Membership) -> bool:
        return row.valid_from <= on and (row.valid_to is None or row.valid_to > on)

    present = [one for one, _ in members if holds(one)]
    return Strength(
        sum(holds(team) for team, _ in teams), len({one.user_id for one in present}), len(present)
    )
