"""The phones of a commune's teams as they last told of themselves, those that need somebody first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe.models import Device, Grant, Membership, Place, Team, User
from tocongnghe.services.tally_scope import Scope
from tocongnghe.vocabulary import Role

LATE_AFTER = timedelta(days=7)
"""A phone that was not heard of for so long is late."""
UNSENT_AFTER = timedelta(days=3)
"""Work that lies on a phone for so long is worth a call."""
CLOCK_OFF = timedelta(minutes=10)
LITTLE_SPACE = 50_000_000
"""Bytes."""


class Trouble(StrEnum):
    """What is the matter with a phone, the worst first."""

    UNSENT = "unsent"
    NEVER = "never"
    LATE = "late"
    CLOCK = "clock"
    SPACE = "space"
    STORAGE = "storage"


CALL_FOR = frozenset({Trouble.UNSENT, Trouble.NEVER, Trouble.LATE, Trouble.CLOCK})
"""What somebody should be called about; the rest is for the next meeting."""


@dataclass(frozen=True, slots=True)
class LatePhone:
    """One phone, and who logs on it today."""

    id: str
    name: str | None
    people: tuple[str, ...]
    teams: frozenset[int]
    place: str
    last_contact_at: datetime | None
    unsent: int | None
    oldest_unsent_at: datetime | None
    app_version: str | None
    storage: str | None
    free_bytes: int | None
    """None: it did not say."""
    clock_off: timedelta | None
    troubles: tuple[Trouble, ...]


@dataclass(slots=True)
class TeamPeople:
    """A team of today: who leads it, who is in it."""

    id: int
    name: str
    place_id: int
    place: str
    leaders: list[tuple[str, str | None]] = field(default_factory=list)
    """Name and telephone number, if it is known."""
    people: set[int] = field(default_factory=set)


def list_team_people(session: Session, scope: Scope, today: date) -> list[TeamPeople]:
    """Return the teams of *scope* with members today, those of villages first, by code."""
    rows = session.execute(
        select(Team.id, Team.name, Place.id, Place.name, User.id, User.name, User.phone, Membership.role)
        .join(Place, Place.id == Team.place_id)
        .join(Membership, Membership.team_id == Team.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Team.place_id.in_([*scope.village_ids, *scope.communes]),
            User.is_active,
            Team.valid_from <= today,
            or_(Team.valid_to.is_(None), Team.valid_to > today),
            Membership.valid_from <= today,
            or_(Membership.valid_to.is_(None), Membership.valid_to > today),
        )
        .order_by(Place.code, Team.id, User.name, User.id)
    )
    teams: dict[int, TeamPeople] = {}
    for team_id, team, place_id, place, user_id, name, phone, role in rows:
        found = teams.setdefault(team_id, TeamPeople(team_id, team, place_id, place))
        found.people.add(user_id)
        if role is Role.LEADER:
            found.leaders.append((name, phone))
    return list(teams.values())


def list_phones(session: Session, teams: Collection[TeamPeople], now: datetime) -> list[LatePhone]:
    """Return the phones of the members of *teams*: in trouble first, then longest silent."""
    people = {user_id for team in teams for user_id in team.people}
    rows = session.execute(
        select(Device, User.id, User.name)
        .join(Grant, Grant.device_id == Device.id)
        .join(User, User.id == Grant.user_id)
        .where(Grant.user_id.in_(people), Grant.revoked_at.is_(None))
        .distinct()
        .order_by(Device.id, User.name)
    )
    devices: dict[str, Device] = {}
    names: dict[str, dict[int, str]] = defaultdict(dict)
    for device, user_id, name in rows:
        devices[device.id] = device
        names[device.id][user_id] = name
    phones = [_phone(device, names[id], teams, now) for id, device in devices.items()]
    return sorted(phones, key=_worst_first)


def _phone(device: Device, people: dict[int, str], teams: Collection[TeamPeople], now: datetime) -> LatePhone:
    own = [team for team in teams if not team.people.isdisjoint(people)]
    off = None if device.clock_offset_ms is None else abs(timedelta(milliseconds=device.clock_offset_ms))
    return LatePhone(
        id=device.id,
        name=device.name,
        people=tuple(people.values()),
        teams=frozenset(team.id for team in own),
        place=own[0].place if own else "",
        last_contact_at=device.last_contact_at,
        unsent=device.unsent_count,
        oldest_unsent_at=device.oldest_unsent_at if device.unsent_count else None,
        app_version=device.app_version,
        storage=device.storage,
        free_bytes=device.free_bytes,
        clock_off=off,
        troubles=tuple(_troubles(device, off, now)),
    )


def _troubles(device: Device, off: timedelta | None, now: datetime) -> list[Trouble]:
    oldest, contact = device.oldest_unsent_at, device.last_contact_at
    waits_since = min(filter(None, (oldest, contact)), default=None)
    found = {
        Trouble.UNSENT: bool(device.unsent_count)
        and waits_since is not None
        and now - waits_since >= UNSENT_AFTER,
        Trouble.NEVER: contact is None and now - device.created_at >= UNSENT_AFTER,
        Trouble.LATE: contact is not None and now - contact >= LATE_AFTER,
        Trouble.CLOCK: off is not None and off >= CLOCK_OFF,
        Trouble.SPACE: device.free_bytes is not None and device.free_bytes < LITTLE_SPACE,
        Trouble.STORAGE: device.storage == "best_effort",
    }
    return [trouble for trouble, is_so in found.items() if is_so]


def _worst_first(phone: LatePhone) -> tuple[int, float, str]:
    order = list(Trouble)
    worst = min((order.index(trouble) for trouble in phone.troubles), default=len(order))
    return (worst, phone.last_contact_at.timestamp() if phone.last_contact_at else 0.0, phone.id)
