"""The small demo: three real communes, synthetic villages and people, nothing logged yet."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import Place, PlaceParent, PlaceStatistic, Setting
from tocongnghe.services import people
from tocongnghe.services.demo.logins import (
    ADMIN,
    PROVINCE,
    STAFF,
    Demo,
    NotADemo,
    add_staff,
    described,
    is_empty,
    kept_passwords,
    made_up_names,
)
from tocongnghe.services.installation import DEMO, is_demo
from tocongnghe.services.places import TWO_TIERS_FROM
from tocongnghe.services.targets import Wanted, write_targets
from tocongnghe.vocabulary import PlaceKind, Role

COMMUNES = {"06040": "Thôn", "06325": "Bản", "05986": "Khối phố"}
"""Real communes of Lạng Sơn and what a village is called in the demo."""
VILLAGES_EACH = 4
MEMBERS_EACH = 2
HOUSEHOLDS_EACH = 100
SOURCE = "synthetic demo"
TARGETS = {"vneid_helped": 8, "payment_account_helped": 5, "digital_shop_helped": 3}
"""Households of a village to be helped in an administrative month."""


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
    passwords = kept_passwords(session, passwords_file, COMMUNES)
    return described(session, passwords, COMMUNES, None, secret, days)


def _make(session: Session) -> None:
    names = made_up_names()
    at_desks: list[tuple[str, Role, Place]] = []
    province = people.find_place(session, PROVINCE, TWO_TIERS_FROM)
    add_staff(session, STAFF, next(names), Role.PROVINCE, province)
    for code, village_word in COMMUNES.items():
        commune = people.find_place(session, code, TWO_TIERS_FROM)
        add_staff(session, f"xa-{code}", next(names), Role.SUPERVISOR, commune)
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
        add_staff(session, login, next(names), role, place)
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
