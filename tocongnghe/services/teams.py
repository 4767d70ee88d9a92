"""The teams of a commune: who is in them, on which phones, and when each phone was last heard of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Device, Grant, Membership, Place, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.grants import revoke_grants_of_device
from tocongnghe.vocabulary import Role

SPOKEN_OF = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lost:
    """Unsent work that a phone's browser cleared: nobody can have it back, somebody may remember it."""

    count: int
    at: datetime
    names: tuple[str, ...] = ()
    """Who logs on that phone."""


@dataclass(frozen=True, slots=True)
class PhoneOfMember:
    """A phone on which a member may log, as it last told about itself."""

    id: str
    name: str | None
    last_contact_at: datetime | None
    unsent: int | None
    oldest_unsent_at: datetime | None
    lost: Lost | None
    shared_with: tuple[str, ...]
    """Others who log on the same phone."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a team, with the phones that speak for them today."""

    id: int
    name: str
    role: Role
    organisation: str | None
    phones: tuple[PhoneOfMember, ...]


@dataclass(frozen=True, slots=True)
class TeamOfVillage:
    """A team and its members: leaders first, then by name."""

    place: str
    name: str
    members: tuple[Member, ...]


def list_teams(session: Session, actor: Actor, on: date) -> tuple[TeamOfVillage, ...]:
    """Return the teams of the actor's communes on day *on*, by the code of their place.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    query = (
        select(Place.name, Team, Membership, User)
        .join(Team, Team.place_id == Place.id)
        .join(Membership, Membership.team_id == Team.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Team.place_id.in_(actor.village_ids | actor.commune_ids),
            Membership.valid_from <= on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > on),
        )
        .order_by(Place.code, Team.id, Membership.role != Role.LEADER, User.name, User.id)
    )
    rows = session.execute(query).all()
    phones = _phones_of(session, {user.id for _, _, _, user in rows})
    teams: dict[int, TeamOfVillage] = {}
    members: dict[int, list[Member]] = defaultdict(list)
    for place, team, membership, user in rows:
        teams.setdefault(team.id, TeamOfVillage(place, team.name, ()))
        members[team.id].append(
            Member(user.id, user.name, membership.role, membership.organisation, tuple(phones[user.id]))
        )
    return tuple(TeamOfVillage(team.place, team.name, tuple(members[id])) for id, team in teams.items())


def _phones_of(session: Session, people: set[int]) -> dict[int, list[PhoneOfMember]]:
    query = (
        select(Device, User.id, User.name)
        .join(Grant, Grant.device_id == Device.id)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.revoked_at.is_(None),
            Device.id.in_(
                select(Grant.device_id).where(Grant.user_id.in_(people), Grant.revoked_at.is_(None))
            ),
        )
        .distinct()
        .order_by(Device.last_contact_at.desc().nulls_last(), Device.id)
    )
    devices: dict[str, Device] = {}
    users: dict[str, dict[int, str]] = defaultdict(dict)
    for device, user_id, name in session.execute(query):
        devices[device.id] = device
        users[device.id][user_id] = name
    found: dict[int, list[PhoneOfMember]] = defaultdict(list)
    for id, device in devices.items():
        for user_id in users[id]:
            others = tuple(sorted(name for other, name in users[id].items() if other != user_id))
            found[user_id].append(
                PhoneOfMember(
                    id,
                    device.name,
                    device.last_contact_at,
                    device.unsent_count,
                    device.oldest_unsent_at,
                    _lost(device),
                    others,
                )
            )
    return found


def _lost(device: Device, names: tuple[str, ...] = ()) -> Lost | None:
    if not device.evicted_count or device.evicted_at is None:
        return None
    is_old = device.evicted_at < clock.now() - SPOKEN_OF
    return None if is_old else Lost(device.evicted_count, device.evicted_at, names)


def list_lost_work(session: Session, actor: Actor) -> tuple[Lost, ...]:
    """Return what phones of the actor's teams lost within SPOKEN_OF, the latest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    query = (
        select(Device, User.name)
        .join(Grant, Grant.device_id == Device.id)
        .join(User, User.id == Grant.user_id)
        .where(Device.evicted_at > clock.now() - SPOKEN_OF, User.id.in_(_people_of(actor)))
        .distinct()
        .order_by(Device.evicted_at.desc(), Device.id, User.name)
    )
    names: dict[Device, list[str]] = defaultdict(list)
    for device, name in session.execute(query):
        names[device].append(name)
    found = (_lost(device, tuple(people)) for device, people in names.items())
    return tuple(lost for lost in found if lost is not None)


def report_lost(session: Session, actor: Actor, device_id: str) -> str | None:
    """End every permission of a phone at once; return the name it told of itself.

    Its unsent work, if it ever comes, is held for the supervisor; its rows are wiped at its next contact.

    Raises:
        Forbidden: No supervisor.
        NotFound: No member of the actor's teams logs on such a phone.
    """
    actor.require(Role.SUPERVISOR)
    of_ours = select(Grant.device_id).where(
        Grant.user_id.in_(_people_of(actor)), Grant.revoked_at.is_(None), Grant.device_id == device_id
    )
    device = session.scalar(select(Device).where(Device.id.in_(of_ours)))
    if device is None:
        raise NotFound("no such phone in this commune")
    revoke_grants_of_device(session, device_id)
    return device.name


def new_code_for(session: Session, actor: Actor, user_id: int, *, secret: str, days: int) -> tuple[str, str]:
    """Return (name, one-time code) for a member of the actor's teams.

    Raises:
        Forbidden: No supervisor.
        NotFound: Nobody of the actor's teams.
    """
    actor.require(Role.SUPERVISOR)
    name = session.scalar(select(User.name).where(User.id == user_id, User.id.in_(_people_of(actor))))
    if name is None:
        raise NotFound("no such member in this commune")
    return name, new_enrol_code(session, user_id, secret=secret, days=days)


def _people_of(actor: Actor) -> Select[int]:
    return (
        select(Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.place_id.in_(actor.village_ids | actor.commune_ids))
    )
