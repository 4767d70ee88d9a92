"""The small demo: real communes, synthetic villages and people, nothing logged yet.

Its passwords are random per installation and kept beside the database in
demo.json (readable by its owner alone), so that they can be shown again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, product
from pathlib import Path
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import Problem
from tocongnghe.models import Place, PlaceParent, PlaceStatistic, Setting, User
from tocongnghe.services import people
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.installation import DEMO, is_demo
from tocongnghe.services.passwords import make_password, verify_password
from tocongnghe.services.places import TWO_TIERS_FROM
from tocongnghe.services.targets import Wanted, write_targets
from tocongnghe.vocabulary import PlaceKind, Role

PROVINCE = "20"
STAFF = f"tinh-{PROVINCE}"
ADMIN = f"quantri-{PROVINCE}"
COMMUNES = {"06040": "Thôn", "06325": "Bản", "05986": "Khối phố"}
"""Real communes of Lạng Sơn and what a village is called in the demo."""
VILLAGES_EACH = 4
MEMBERS_EACH = 2
HOUSEHOLDS_EACH = 100
SOURCE = "synthetic demo"
TARGETS = {"vneid_helped": 8, "payment_account_helped": 5, "digital_shop_helped": 3}
"""Households of a village to be helped in an administrative month."""

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
    """Synthetic people never join real ones."""

    slug, status, title = "not-a-demo", 409, "This installation has people of its own; the demo is not loaded"


def is_empty(session: Session) -> bool:
    """Tell whether nobody works with this installation yet."""
    return session.scalar(select(User.id).limit(1)) is None


def load_small_demo(session: Session, passwords_file: Path, *, secret: str, days: int) -> Demo:
    """Load the demo if it is not there, and return who may log in where.

    Every call returns the same logins and passwords, and fresh enrolment codes.

    Args:
        passwords_file: Where the passwords are kept, JSON {login: password}; made when absent.
        secret: The installation's own, with which codes are hashed.
        days: How long the enrolment codes work.

    Raises:
        NotADemo: The installation has people of its own.
    """
    if not is_demo(session):
        if not is_empty(session):
            raise NotADemo
        _make(session)
    _set_targets(session)
    passwords = _kept_passwords(session, passwords_file)
    return _described(session, passwords, _members(session, secret, days))


def _make(session: Session) -> None:
    names = _names()
    at_desks: list[tuple[str, Role, Place]] = []
    province = people.find_place(session, PROVINCE, TWO_TIERS_FROM)
    _add_staff(session, STAFF, next(names), Role.PROVINCE, province)
    for code, village_word in COMMUNES.items():
        commune = people.find_place(session, code, TWO_TIERS_FROM)
        _add_staff(session, f"xa-{code}", next(names), Role.SUPERVISOR, commune)
        at_desks.append((f"lanhdao-{code}", Role.COMMUNE_READER, commune))
        session.add(
            PlaceStatistic(
                place_id=commune.id,
                statistic="households",
                value=HOUSEHOLDS_EACH,
                as_of=TWO_TIERS_FROM,
                source=SOURCE,
                is_derived=True,
            )
        )
        for number in range(1, VILLAGES_EACH + 1):
            village = _add_village(session, commune, village_word, number)
            for role in (Role.LEADER, Role.MEMBER)[:MEMBERS_EACH]:
                people.add_member(
                    session,
                    name=next(names),
                    role=role,
                    village=village,
                    organisation=None,
                    valid_from=TWO_TIERS_FROM,
                )
    for login, role, place in [*at_desks, (ADMIN, Role.ADMIN, province)]:
        _add_staff(session, login, next(names), role, place)
    session.add(Setting(name=DEMO, value="1"))
    session.flush()


def _set_targets(session: Session) -> None:
    """Give every village something to reach in this administrative month and the one before."""
    this_month = clock.administrative_month(clock.local_date())
    months = [this_month, clock.administrative_month(this_month[0] - timedelta(days=1))]
    villages = select(Place).where(Place.kind == PlaceKind.VILLAGE, Place.valid_to.is_(None))
    wanted = product(session.scalars(villages).all(), months, TARGETS.items())
    write_targets(
        session,
        [
            Wanted(village.id, indicator, first, last, value, SOURCE)
            for village, (first, last), (indicator, value) in wanted
        ],
    )


def _names() -> Iterator[str]:
    """Return names that nobody mistakes for a real person's, all different."""
    for number in count():
        family = FAMILY_NAMES[number % len(FAMILY_NAMES)]
        given = GIVEN_NAMES[(number + number // len(FAMILY_NAMES)) % len(GIVEN_NAMES)]
        yield f"{family} {given} (mẫu {number + 1})"


def _add_staff(session: Session, login: str, name: str, role: Role, place: Place) -> None:
    people.add_desk_user(
        session,
        login=login,
        name=name,
        role=role,
        place=place,
        password=make_password(),
        valid_from=TWO_TIERS_FROM,
    )


def _add_village(session: Session, commune: Place, word: str, number: int) -> Place:
    village = Place(
        code=f"{PROVINCE}-{commune.code}-{number:03}",
        kind=PlaceKind.VILLAGE,
        type_name=word,
        name=f"{word} Mẫu {number} (thử nghiệm)",
        valid_from=TWO_TIERS_FROM,
    )
    session.add(village)
    session.flush()
    session.add(PlaceParent(place_id=village.id, parent_id=commune.id, valid_from=TWO_TIERS_FROM))
    return village


def _kept_passwords(session: Session, file: Path) -> dict[str, str]:
    """Return the passwords of the demo's desk users; one that no longer fits is made anew."""
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for login in [STAFF, ADMIN, *(f"{who}-{code}" for code in COMMUNES for who in ("xa", "lanhdao"))]:
        user = people.find_user_by_login(session, login)
        if login not in kept or not verify_password(user.password_hash, kept[login]):
            kept[login] = make_password()
            people.set_password(user, kept[login])
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as kept_file:
        json.dump(kept, kept_file, indent=2)
    return kept


def _members(session: Session, secret: str, days: int) -> dict[str, list[Member]]:
    """Return the members of every village, by its code, each with a fresh code."""
    members: dict[str, list[Member]] = {}
    for user, role, place in people.list_people(session, clock.local_date()):
        if role in people.TEAM_ROLES:
            code = new_enrol_code(session, user.id, secret=secret, days=days)
            member = Member(name=user.name, village=place.code, enrol_code=code)
            members.setdefault(place.code, []).append(member)
    return members


def _described(session: Session, passwords: dict[str, str], members: dict[str, list[Member]]) -> Demo:
    communes = []
    for code in COMMUNES:
        commune = people.find_place(session, code, TWO_TIERS_FROM)
        villages = _villages_of(session, commune)
        communes.append(
            Commune(
                code=code,
                name=commune.name,
                villages=villages,
                supervisor=_login(passwords, f"xa-{code}"),
                leader=_login(passwords, f"lanhdao-{code}"),
                members=[member for village in villages for member in members.get(village, [])],
            )
        )
    return Demo(
        province=PROVINCE,
        communes=communes,
        province_staff=_login(passwords, STAFF),
        admin=_login(passwords, ADMIN),
    )


def _login(passwords: dict[str, str], login: str) -> Login:
    return Login(login=login, password=passwords[login])


def _villages_of(session: Session, commune: Place) -> list[str]:
    return list(
        session.scalars(
            select(Place.code)
            .join(PlaceParent, PlaceParent.place_id == Place.id)
            .where(PlaceParent.parent_id == commune.id, PlaceParent.valid_to.is_(None))
            .order_by(Place.code)
        )
    )
