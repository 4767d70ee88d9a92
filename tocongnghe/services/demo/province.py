"""The places and people of the large demo, and the bases that its figures are compared with."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import (
    Device,
    Grant,
    Membership,
    Place,
    PlaceParent,
    Setting,
    Team,
    User,
)
from tocongnghe.services import people
from tocongnghe.services.demo.langson import (
    BEGINS,
    HOUSEHOLDS_SOURCE,
    LAST_DAY,
    PLAN_ENDS,
    PLAN_OF,
    PLAN_SOURCE,
    Totals,
)
from tocongnghe.services.demo.logins import (
    ADMIN,
    PROVINCE,
    STAFF,
    NotADemo,
    add_staff,
    is_empty,
    made_up_names,
)
from tocongnghe.services.demo.sharing import CommunePlan, VillagePlan, plan_of
from tocongnghe.services.demo.visits import device_of, grant_of
from tocongnghe.services.installation import DEMO, is_demo
from tocongnghe.services.places import TWO_TIERS_FROM
from tocongnghe.services.statistic_uploads import NumberWanted, write_statistics
from tocongnghe.services.targets import Wanted, write_targets
from tocongnghe.vocabulary import PlaceKind, Role

SCALE = "demo_scale"
LANG_SON = "langson"
WORDS = {"Phường": "Khối phố"}
"""What a village is called, by kind of commune; Thôn elsewhere."""
UPLOAD = "Dữ liệu thử nghiệm: Lạng Sơn, tháng 5/2022"
DESK_NAMES = 100_000
"""Where the numbers of made-up names begin for people at desks."""


def is_lang_son(session: Session) -> bool:
    """Tell whether the large demo is here, whole or begun."""
    return session.scalar(select(Setting.value).where(Setting.name == SCALE)) == LANG_SON


def begin(session: Session, totals: Totals) -> list[CommunePlan]:
    """Mark an empty installation as this demo, add who works at desks, and return what is to be there.

    Repeating it adds nothing.

    Raises:
        NotADemo: The installation has people of its own, or those of another demo.
    """
    communes = _communes(session)
    if not is_lang_son(session):
        if is_demo(session):
            raise NotADemo("This installation holds the small demo; load this one into another folder")
        if not is_empty(session):
            raise NotADemo
        session.add_all([Setting(name=DEMO, value="1"), Setting(name=SCALE, value=LANG_SON)])
        names = made_up_names(DESK_NAMES)
        province = people.find_place(session, PROVINCE, TWO_TIERS_FROM)
        add_staff(session, STAFF, next(names), Role.PROVINCE, province)
        add_staff(session, ADMIN, next(names), Role.ADMIN, province)
        for commune in communes:
            add_staff(session, f"xa-{commune.code}", next(names), Role.SUPERVISOR, commune)
            add_staff(session, f"lanhdao-{commune.code}", next(names), Role.COMMUNE_READER, commune)
    words = [(commune.code, WORDS.get(commune.type_name, "Thôn")) for commune in communes]
    return plan_of(totals, words)


def commune_codes(session: Session) -> list[str]:
    """Return the codes of the province's communes of today, in order."""
    return [commune.code for commune in _communes(session)]


def add_commune(session: Session, plan: CommunePlan, first_name: int) -> None:
    """Add a commune's villages with their teams, members and phones; at once or not at all.

    What is there already is left alone.

    Args:
        first_name: How many members the communes before have: their names are taken.
    """
    commune = people.find_place(session, plan.code, TWO_TIERS_FROM)
    codes = [village.code for village in plan.villages]
    if not codes or session.scalar(select(Place.id).where(Place.code == codes[0])) is not None:
        return
    names = made_up_names(first_name)
    places = [_village(session, commune, village) for village in plan.villages]
    session.flush()
    for place in places:
        session.add(PlaceParent(place_id=place.id, parent_id=commune.id, valid_from=commune.valid_from))
    for place, village in zip(places, plan.villages, strict=True):
        _add_team(session, place, village, list(islice(names, village.members)), _province_id(session))
    session.flush()


def add_bases(session: Session, plans: Sequence[CommunePlan]) -> None:
    """Add what the communes' figures are compared with: households, and a plan; as one upload."""
    communes = {commune.code: commune.id for commune in _communes(session)}
    write_statistics(
        session,
        [
            NumberWanted(
                place_id=communes[plan.code],
                statistic="households",
                value=plan.households,
                as_of=LAST_DAY,
                source=HOUSEHOLDS_SOURCE,
                is_derived=True,
            )
            for plan in plans
        ],
        name=UPLOAD,
    )
    write_targets(
        session,
        [
            Wanted(communes[plan.code], PLAN_OF, BEGINS, PLAN_ENDS, plan.planned_accounts, PLAN_SOURCE)
            for plan in plans
        ],
    )


def _communes(session: Session) -> Sequence[Place]:
    return session.scalars(
        select(Place)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(PlaceParent.parent_id == _province_id(session), Place.valid_from == TWO_TIERS_FROM)
        .order_by(Place.code)
    ).all()


def _province_id(session: Session) -> int:
    return people.find_place(session, PROVINCE, TWO_TIERS_FROM).id


def _village(session: Session, commune: Place, plan: VillagePlan) -> Place:
    village = Place(
        code=plan.code,
        kind=PlaceKind.VILLAGE,
        type_name=plan.name.split(" Mẫu")[0],
        name=plan.name,
        valid_from=BEGINS,
    )
    session.add(village)
    return village


def _add_team(
    session: Session, village: Place, plan: VillagePlan, names: Sequence[str], province_id: int
) -> None:
    """Add the team, its members since BEGINS, and the one phone that they share; nobody knows its tokens."""
    begun, sent, ended = (_midnight(day) for day in (BEGINS, LAST_DAY + timedelta(days=1), PLAN_ENDS))
    team = Team(place_id=village.id, name=f"Tổ công nghệ số cộng đồng {village.name}", valid_from=BEGINS)
    device = Device(
        id=device_of(plan.code),
        province_id=province_id,
        name="Điện thoại mẫu (thử nghiệm)",
        created_at=begun,
        last_contact_at=sent,
        last_empty_at=sent,
    )
    users = [User(name=name, language="vi", is_active=True, created_at=begun) for name in names]
    for at, user in enumerate(users):
        role = Role.MEMBER if at else Role.LEADER
        user.memberships.append(Membership(team=team, role=role, valid_from=BEGINS))
    session.add_all([team, device, *users])
    session.flush()
    session.add_all(
        Grant(
            id=grant_of(plan.code, at),
            user_id=user.id,
            device_id=device.id,
            token_hash=secrets.token_bytes(32),
            seal=secrets.token_bytes(32),
            created_at=begun,
            first_used_at=begun,
            expires_at=ended,
        )
        for at, user in enumerate(users)
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - clock.AHEAD


def members_before(plans: Sequence[CommunePlan]) -> Iterator[int]:
    """Yield for each commune how many members those before it have."""
    before = 0
    for plan in plans:
        yield before
        before += sum(village.members for village in plan.villages)
