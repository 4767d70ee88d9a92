"""A change taken back, as long as nothing later stands on it: what it wrote goes, what it ended goes on.

A place that it made keeps its row and its code, with two equal days: it never
was. What a phone still says of it leads to where it came from.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import (
    Assignment,
    Closing,
    Household,
    Membership,
    Place,
    PlaceChange,
    PlaceName,
    PlaceParent,
    PlaceStatistic,
    PlaceSuccession,
    Target,
    Team,
    TeamChange,
)
from tocongnghe.services.access import Actor
from tocongnghe.services.place_changes.homes import count_homeless, known_homes, origins_of
from tocongnghe.services.place_changes.wishes import ChangeRefused
from tocongnghe.vocabulary import PlaceChangeKind, PlaceChangeState, PlaceKind, Role, SuccessionRelation


def take_back(session: Session, actor: Actor, change_id: int) -> PlaceChange:
    """Take the change back; cards and visits follow with `settle_due`.

    Raises:
        Forbidden: Not of the province.
        NotFound: Not a change of the actor's province.
        ChangeRefused: Something later stands on it.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    change = session.scalar(
        select(PlaceChange)
        .where(PlaceChange.id == change_id, PlaceChange.province_id == actor.province_id)
        .with_for_update()
    )
    if change is None:
        raise NotFound
    check_may_be_taken_back(session, change)
    if change.kind is PlaceChangeKind.RENAME:
        _forget_name(session, change)
    else:
        _reverse(session, change)
    change.state, change.settled_at = PlaceChangeState.UNDONE, None
    change.undone_by_id, change.undone_at = actor.user_id, clock.now()
    session.flush()
    return change


def check_may_be_taken_back(session: Session, change: PlaceChange) -> None:
    """Let pass what nothing stands on.

    Raises:
        ChangeRefused: With what does.
    """
    if change.state is PlaceChangeState.UNDONE:
        raise ChangeRefused("undone")
    _check_later(session, change)
    if change.kind is PlaceChangeKind.RENAME:
        return
    trail = change.trail
    for member_id in trail["members_made"]:
        member = session.get(Membership, member_id)
        if member is None or member.valid_from != change.effective_on or _ended_since(member, change):
            raise ChangeRefused("teams_changed")
    for team_id in trail["teams_made"]:
        joined = select(func.count()).where(
            Membership.team_id == team_id, Membership.id.not_in(trail["members_made"])
        )
        if session.scalar(joined):
            raise ChangeRefused("teams_changed")
    made = session.scalars(select(Place).where(Place.id.in_(trail["made"]))).all()
    for place in made:
        _check_made(session, change, place)
    _check_closed(session, change)


def _ended_since(member: Membership, change: PlaceChange) -> bool:
    """Tell of a membership that was ended by hand after the change made it."""
    origin = (
        select(func.count())
        .where(TeamChange.membership_id == member.id)
        .where(TeamChange.id.not_in(change.trail["team_notes"]))
    )
    return member.valid_to is not None and bool(_session_of(member).scalar(origin))


def _session_of(row: Any) -> Session:
    session = Session.object_session(row)
    assert session is not None  # noqa: S101 - it was read in one
    return session


def _touched(change: PlaceChange) -> set[int]:
    trail = change.trail
    links = {place_id for place_id, _ in trail["links"]}
    return links | {id for name in ("villages", "named", "made", "ended", "into") for id in trail[name]}


def _check_later(session: Session, change: PlaceChange) -> None:
    """No change that was decided later and is in force may be about the same places."""
    ours = _touched(change)
    later = session.scalars(
        select(PlaceChange).where(
            PlaceChange.province_id == change.province_id,
            PlaceChange.state == PlaceChangeState.APPLIED,
            PlaceChange.id > change.id,
        )
    )
    for one in later:
        if ours & _touched(one):
            raise ChangeRefused("later_change", day=one.effective_on)


def _check_made(session: Session, change: PlaceChange, place: Place) -> None:
    for table in (Target, PlaceStatistic):
        if session.scalar(select(func.count()).where(table.place_id == place.id)):
            raise ChangeRefused("has_numbers", place=place.name)
    roles = select(func.count()).where(
        Assignment.place_id == place.id, Assignment.id.not_in(change.trail["assignments_made"])
    )
    if session.scalar(roles):
        raise ChangeRefused("has_roles", place=place.name)
    if place.kind is PlaceKind.COMMUNE:
        hung = {place_id for place_id, _ in change.trail["links"]}
        query = select(PlaceParent.place_id).where(PlaceParent.parent_id == place.id)
        if added := set(session.scalars(query)) - hung:
            raise ChangeRefused("later_change", day=session.get_one(Place, min(added)).valid_from)
        return
    if len(origins_of(change)) == 1:
        return
    known = known_homes(session, change)
    strangers = select(Household.id).where(
        Household.village_id == place.id,
        Household.moved_from_id.is_(None) | (Household.moved_on != change.effective_on),
    )
    if count := sum(id not in known for id in session.scalars(strangers)):
        raise ChangeRefused("has_records", count=count, place=place.name)
    if count := count_homeless(session, change, place.id):
        raise ChangeRefused("has_visits", count=count, place=place.name)


def _check_closed(session: Session, change: PlaceChange) -> None:
    """No period may have been closed with the division that the change made."""
    places = {*change.trail["made"], *change.trail["into"], *change.trail["ended"]}
    links = [place_id for place_id, _ in change.trail["links"]]
    parents = session.scalars(select(PlaceParent.parent_id).where(PlaceParent.place_id.in_(links)))
    closing = session.execute(
        select(Place.name, func.max(Closing.counted_on))
        .join(Place, Place.id == Closing.place_id)
        .where(Closing.place_id.in_(places | set(parents)), Closing.counted_on >= change.effective_on)
        .group_by(Place.name)
    ).first()
    if closing is not None and any(
        session.get_one(Place, id).kind is PlaceKind.COMMUNE or change.kind is PlaceChangeKind.MOVE
        for id in (*places, *links)
    ):
        raise ChangeRefused("closed_since", place=closing[0], day=closing[1])


def _reverse(session: Session, change: PlaceChange) -> None:
    trail = change.trail
    _reverse_links(session, trail)
    for from_id, to_id, since in trail["successions"]:
        session.delete(session.get_one(PlaceSuccession, (from_id, to_id, date.fromisoformat(since))))
    session.flush()
    _unmake(session, change)
    _give_back_teams(session, trail)
    for role_id in trail["assignments_made"]:
        session.delete(session.get_one(Assignment, role_id))
    for role_id, until in trail["assignments_ended"]:
        session.get_one(Assignment, role_id).valid_to = _day(until)
    session.flush()


def _reverse_links(session: Session, trail: dict[str, Any]) -> None:
    for place_id, since in trail["links"]:
        link = session.get_one(PlaceParent, (place_id, date.fromisoformat(since)))
        if place_id in trail["made"]:
            link.valid_to = link.valid_from
        else:
            session.delete(link)
    session.flush()
    for place_id, since in trail["closed"]:
        session.get_one(PlaceParent, (place_id, date.fromisoformat(since))).valid_to = None
    for place_id in trail["ended"]:
        session.get_one(Place, place_id).valid_to = None
    session.flush()


def _unmake(session: Session, change: PlaceChange) -> None:
    """Let the places that the change made never have been, and what names them lead back."""
    trail = change.trail
    origins = origins_of(change)
    is_one = len(origins) == 1
    for place_id in trail["made"]:
        place = session.get_one(Place, place_id)
        place.valid_to = place.valid_from
        for origin in origins if place.kind is PlaceKind.VILLAGE else ():
            session.add(
                PlaceSuccession(
                    from_id=place_id,
                    to_id=origin,
                    on_day=change.effective_on,
                    relation=SuccessionRelation.WHOLE if is_one else SuccessionRelation.PART,
                    source=change.decision_number,
                    change_id=change.id,
                )
            )
    session.flush()


def _give_back_teams(session: Session, trail: dict[str, Any]) -> None:
    for note_id in trail["team_notes"]:
        session.delete(session.get_one(TeamChange, note_id))
    session.flush()
    for member_id in trail["members_made"]:
        session.delete(session.get_one(Membership, member_id))
    session.flush()
    for team_id in trail["teams_made"]:
        session.delete(session.get_one(Team, team_id))
    for team_id, until in trail["teams_ended"]:
        session.get_one(Team, team_id).valid_to = _day(until)
    for member_id, until in trail["members_ended"]:
        session.get_one(Membership, member_id).valid_to = _day(until)
    session.flush()


def _forget_name(session: Session, change: PlaceChange) -> None:
    rows = session.scalars(select(PlaceName).where(PlaceName.change_id == change.id)).all()
    for row in rows:
        session.delete(row)
    session.flush()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
