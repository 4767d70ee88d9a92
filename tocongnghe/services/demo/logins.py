"""Who may log in to a demo: passwords that can be shown again, fresh codes for phones, one document.

The passwords are random per installation and kept beside the database in
demo.json, readable by its owner alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import Problem
from tocongnghe.models import Membership, Place, PlaceParent, Team, User
from tocongnghe.services import people
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.passwords import make_password, verify_password
from tocongnghe.services.places import TWO_TIERS_FROM
from tocongnghe.vocabulary import Role

PROVINCE = "20"
STAFF = f"tinh-{PROVINCE}"
ADMIN = f"quantri-{PROVINCE}"

FAMILY_NAMES = ["Hoàng", "Nông", "Lương", "Vi", "Triệu", "Lý", "Đặng", "Bàn", "Hứa", "Chu", "Lộc", "Mã"]
GIVEN_NAMES = ["Thị Lan", "Văn Páo", "Thị Hoa", "Văn Minh", "Thị Mẩy", "Văn Sơn", "Thị Nhung", "Văn Tài"]


class Login(TypedDict):
    login: str
    password: str


class Member(TypedDict):
    name: str
    village: str
    enrol_code: str


class Commune(TypedDict):
    code: str
    name: str
    villages: list[str]
    supervisor: Login
    leader: Login
    members: list[Member]


class Demo(TypedDict):
    province: str
    communes: list[Commune]
    province_staff: Login
    admin: Login


class NotADemo(Problem):
    """Synthetic people never join real ones, nor another demo's."""

    slug, status, title = "not-a-demo", 409, "This installation has people of its own; the demo is not loaded"


def is_empty(session: Session) -> bool:
    """Tell whether nobody works with this installation yet."""
    return session.scalar(select(User.id).limit(1)) is None


def made_up_names(since: int = 0) -> Iterator[str]:
    """Yield names that nobody mistakes for a real person's, all different."""
    for number in count(since):
        family = FAMILY_NAMES[number % len(FAMILY_NAMES)]
        given = GIVEN_NAMES[(number + number // len(FAMILY_NAMES)) % len(GIVEN_NAMES)]
        yield f"{family} {given} (mẫu {number + 1})"


def add_staff(session: Session, login: str, name: str, role: Role, place: Place) -> None:
    """Add somebody of the desk; `kept_passwords` gives them a password that can be shown."""
    people.add_desk_user(
        session, login=login, name=name, role=role, place=place, password=None, valid_from=TWO_TIERS_FROM
    )


def kept_passwords(session: Session, file: Path, communes: Collection[str]) -> dict[str, str]:
    """Return the passwords of the demo's desk users; one that no longer fits is made anew.

    Args:
        file: Where they are kept, JSON {login: password}; made when absent.
        communes: Codes of those that have a supervisor and a leader.
    """
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for login in [STAFF, ADMIN, *(f"{who}-{code}" for code in communes for who in ("xa", "lanhdao"))]:
        user = people.find_user_by_login(session, login)
        if login not in kept or not verify_password(user.password_hash, kept[login]):
            kept[login] = make_password()
            people.set_password(user, kept[login])
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as kept_file:
        json.dump(kept, kept_file, indent=2)
    return kept


def described(
    session: Session,
    passwords: dict[str, str],
    communes: Collection[str],
    with_codes: Collection[str] | None,
    secret: str,
    days: int,
) -> Demo:
    """Return who may log in where; members of the villages *with_codes* (None: all) get a fresh code each."""
    listed = []
    for code in communes:
        commune = people.find_place(session, code, TWO_TIERS_FROM)
        villages = _villages_of(session, commune)
        chosen = [village for village in villages if with_codes is None or village.code in with_codes]
        listed.append(
            Commune(
                code=code,
                name=commune.name,
                villages=[village.code for village in villages],
                supervisor=_login(passwords, f"xa-{code}"),
                leader=_login(passwords, f"lanhdao-{code}"),
                members=_members(session, chosen, secret, days),
            )
        )
    return Demo(
        province=PROVINCE,
        communes=listed,
        province_staff=_login(passwords, STAFF),
        admin=_login(passwords, ADMIN),
    )


def _members(session: Session, villages: Sequence[Place], secret: str, days: int) -> list[Member]:
    """Return those who work in *villages* today, by village and name, each with a fresh code."""
    today = clock.local_date()
    rows = session.execute(
        select(User.id, User.name, Place.code)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .join(Place, Place.id == Team.place_id)
        .where(Place.id.in_([village.id for village in villages]), Membership.valid_from <= today)
        .where(Membership.valid_to.is_(None) | (Membership.valid_to > today))
        .order_by(Place.code, User.name, User.id)
    ).all()
    return [
        Member(
            name=name, village=village, enrol_code=new_enrol_code(session, user_id, secret=secret, days=days)
        )
        for user_id, name, village in rows
    ]


def _login(passwords: dict[str, str], login: str) -> Login:
    return Login(login=login, password=passwords[login])


def _villages_of(session: Session, commune: Place) -> list[Place]:
    return list(
        session.scalars(
            select(Place)
            .join(PlaceParent, PlaceParent.place_id == Place.id)
            .where(PlaceParent.parent_id == commune.id, PlaceParent.valid_to.is_(None))
            .order_by(Place.code)
        )
    )
