"""Which teams, members and people are a commune's own; everything about teams looks them up here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.i18n.search import fold
from tocongnghe.models import Membership, Place, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import PlaceKind, Role


def find_member(
    session: Session, actor: Actor, membership_id: int, *, lock: bool = False
) -> tuple[Membership, Team]:
    """Return a membership of the actor's teams, past or present, and its team.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or another commune's.
    """
    actor.require(Role.SUPERVISOR)
    query = (
        select(Membership, Team)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.id == membership_id, Team.place_id.in_(actor.village_ids | actor.commune_ids))
    )
    found = session.execute(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFound("no such member in this commune")
    return found[0], found[1]


def find_team(session: Session, actor: Actor, team_id: int) -> tuple[Team, Place]:
    """Return a team of the actor's, past or present, and its place.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or another commune's.
    """
    actor.require(Role.SUPERVISOR)
    found = session.execute(
        select(Team, Place)
        .join(Place, Place.id == Team.place_id)
        .where(Team.id == team_id, Team.place_id.in_(actor.village_ids | actor.commune_ids))
    ).one_or_none()
    if found is None:
        raise NotFound("no such team in this commune")
    return found[0], found[1]


def people_of(actor: Actor) -> Select[int]:
    """Return a query of the user ids of everybody who is or was in a team of the actor's places."""
    return (
        select(Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.place_id.in_(actor.village_ids | actor.commune_ids))
    )


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A commune or village of the actor's."""

    code: str
    name: str
    kind: PlaceKind


def list_places(session: Session, actor: Actor) -> list[OwnPlace]:
    """Return the actor's communes and villages, communes first."""
    rows = session.execute(
        select(Place.code, Place.name, Place.kind)
        .where(Place.id.in_(actor.village_ids | actor.commune_ids), holds_on(Place))
        .order_by(Place.kind != PlaceKind.COMMUNE, Place.code)
    )
    return [OwnPlace(code, name, kind) for code, name, kind in rows]


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody of the actor's teams, past or present, who may be the same person."""

    user_id: int
    name: str
    phone: str | None
    places: tuple[str, ...]


def find_alike(session: Session, actor: Actor, name: str, phone: str | None) -> tuple[Alike, ...]:
    """Return those of the actor's people with this name, diacritics aside, or this phone number, by name.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    rows = session.execute(
        select(User.id, User.name, User.phone, Place.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .join(Place, Place.id == Team.place_id)
        .where(Team.place_id.in_(actor.village_ids | actor.commune_ids))
        .distinct()
        .order_by(User.name, User.id, Place.name)
    ).all()
    wanted = fold(name)
    found: dict[int, Alike] = {}
    for user_id, other, number, place in rows:
        if fold(other) == wanted or (phone is not None and number == phone):
            before = found.get(user_id, Alike(user_id, other, number, ()))
            found[user_id] = replace(before, places=(*before.places, place))
    return tuple(found.values())
