"""What a team leader sees of their members' phones: when they were last heard of, and what is unsent.

A phone says it of itself: on one that several share, the figures are those of the phone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe.models import Device, Grant, Membership, Place, PlaceParent, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import PlaceKind, Role


@dataclass
class Contact:
    """A member of a team that somebody leads."""

    user_id: int
    name: str
    role: Role
    villages: set[str] = field(default_factory=set)
    last_contact_at: datetime | None = None
    unsent: int | None = None
    oldest_unsent_at: datetime | None = None


def list_led(session: Session, actor: Actor, on: date) -> list[Contact]:
    """Return the members of the teams that *actor* leads on *on*, the actor among them, by id; else none."""
    teams = session.execute(
        select(Team.id, Team.place_id)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.user_id == actor.user_id,
            Membership.role == Role.LEADER,
            Membership.valid_from <= on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > on),
        )
    )
    led = {row.id: row.place_id for row in teams}
    if not led:
        return []
    villages = _villages(session, actor, set(led.values()))
    contacts: dict[int, Contact] = {}
    members = session.execute(
        select(User.id, User.name, Membership.role, Membership.team_id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.team_id.in_(led),
            User.is_active,
            Membership.valid_from <= on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > on),
        )
        .order_by(User.id)
    )
    for user_id, name, role, team_id in members:
        contact = contacts.setdefault(user_id, Contact(user_id, name, role))
        contact.role = Role.LEADER if Role.LEADER in (role, contact.role) else role
        contact.villages |= villages[led[team_id]]
    _hear_of_phones(session, contacts)
    return list(contacts.values())


def _villages(session: Session, actor: Actor, place_ids: set[int]) -> dict[int, set[str]]:
    """Return the codes of the actor's villages at or below each place."""
    found: dict[int, set[str]] = defaultdict(set)
    own = select(Place.id, Place.code).where(Place.id.in_(place_ids), Place.kind == PlaceKind.VILLAGE)
    below = (
        select(PlaceParent.parent_id, Place.code)
        .join(Place, Place.id == PlaceParent.place_id)
        .where(PlaceParent.parent_id.in_(place_ids), Place.id.in_(actor.work_village_ids))
    )
    for query in (own, below):
        for place_id, code in session.execute(query):
            found[place_id].add(code)
    return found


def _hear_of_phones(session: Session, contacts: dict[int, Contact]) -> None:
    phones = session.execute(
        select(Grant.user_id, Device.last_contact_at, Device.unsent_count, Device.oldest_unsent_at)
        .join(Device, Device.id == Grant.device_id)
        .where(Grant.user_id.in_(contacts), Grant.revoked_at.is_(None))
        .distinct()
    )
    for user_id, last_contact_at, unsent, oldest in phones:
        contact = contacts[user_id]
        contact.last_contact_at = max(filter(None, (contact.last_contact_at, last_contact_at)), default=None)
        contact.oldest_unsent_at = min(filter(None, (contact.oldest_unsent_at, oldest)), default=None)
        if unsent is not None:
            contact.unsent = (contact.unsent or 0) + unsent
