"""The teams of a commune: who is in them, on which phones, and when each phone was last heard of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Device, Grant, Membership, Place, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.grants import revoke_grants_of_device
from tocongnghe.services.member_years import is_silent, last_work_days
from tocongnghe.services.team_reach import people_of
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
    membership_id: int
    name: str
    phone: str | None
    """On which the commune reaches them."""
    role: Role
    organisation: str | None
    since: date
    until: date | None
    """The first day on which they are in the team no more, when that is known."""
    phones: tuple[PhoneOfMember, ...]
    last_work_on: date | None = None
    """Their latest day of help within 90 days."""
    is_silent: bool = False
    """In the team for four weeks or more, and helped nobody in the last four."""


@dataclass(frozen=True, slots=True)
class TeamOfVillage:
    """A team and its members: leaders first, then by name."""

    id: int
    place_code: str
    place: str
    name: str
    decision_number: str | None
    since: date
    members: tuple[Member, ...]


def list_teams(session: Session, actor: Actor, on: date) -> tuple[TeamOfVillage, ...]:
    """Return the teams of the actor's communes on day *on*, by the code of their place.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    present = and_(
        Membership.team_id == Team.id,
        Membership.valid_from <= on,
        or_(Membership.valid_to.is_(None), Membership.valid_to > on),
    )
    query = (
        select(Place.code, Place.name, Team, Membership, User)
        .join(Team, Team.place_id == Place.id)
        .outerjoin(Membership, present)
        .outerjoin(User, User.id == Membership.user_id)
        .where(
            Team.place_id.in_(actor.village_ids | actor.commune_ids),
            or_(Team.valid_to.is_(None), Team.valid_to > on),
        )
        .order_by(Place.code, Team.id)
    )
    rows: list[Any] = list(session.execute(query))
    phones = phones_of(session, {user.id for *_, user in rows if user is not None})
    worked = last_work_days(session, actor, on)
    teams: dict[int, TeamOfVillage] = {}
    members: dict[int, list[Member]] = defaultdict(list)
    for code, place, team, one, user in rows:
        of = TeamOfVillage(team.id, code, place, team.name, team.decision_number, team.valid_from, ())
        teams.setdefault(team.id, of)
        if user is not None:
            members[team.id].append(_member(one, user, phones[user.id], worked.get(user.id), on))
    return tuple(
        replace(team, members=tuple(sorted(members[id], key=_leaders_first))) for id, team in teams.items()
    )


def _leaders_first(one: Member) -> tuple[bool, Any, int]:
    return one.role != Role.LEADER, people_order(one.name), one.id


def _member(
    one: Membership, user: User, phones: list[PhoneOfMember], last_work_on: date | None, on: date
) -> Member:
    return Member(
        id=user.id,
        membership_id=one.id,
        name=user.name,
        phone=user.phone,
        role=one.role,
        organisation=one.organisation,
        since=one.valid_from,
        until=one.valid_to,
        phones=tuple(phones),
        last_work_on=last_work_on,
        is_silent=is_silent(last_work_on, one.valid_from, on),
    )


def phones_of(session: Session, people: set[int]) -> dict[int, list[PhoneOfMember]]:
    """Return user id -> the phones that may speak for them, latest contact first."""
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
        .where(Device.evicted_at > clock.now() - SPOKEN_OF, User.id.in_(people_of(actor)))
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
        Grant.user_id.in_(people_of(actor)), Grant.revoked_at.is_(None), Grant.device_id == device_id
    )
    device = session.scalar(select(Device).where(Device.id.in_(of_ours)))
    if device is None:
        raise NotFound("no such phone in this commune")
    revoke_grants_of_device(session, device_id)
    return device.name
