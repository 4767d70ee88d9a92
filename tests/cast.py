"""The fixed cast and the `make_x` helpers.

Lan logs assists in commune A, Minh reviews commune A, Hoa is from commune B and
must see nothing of A, Quang reads the province. Thu leads commune A and reads its
figures, An administers the province. All are invented.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import (
    Assignment,
    Device,
    Grant,
    Household,
    Membership,
    Place,
    PlaceParent,
    PlaceStatistic,
    Team,
    User,
)
from tocongnghe.operations import Author, Decision, Incoming, authors_of_grants, body_hash, new_id, submit
from tocongnghe.vocabulary import PlaceKind, Role

START = date(2025, 7, 1)
LAN_DEVICE = "1a5b0d5e-0000-4000-8000-000000000001"
HOA_DEVICE = "1a5b0d5e-0000-4000-8000-000000000002"
_numbers = itertools.count(1)


@dataclass
class World:
    """Ids of the places and people that every test may count on."""

    engine: Engine
    province: int = 0
    commune_a: int = 0
    commune_b: int = 0
    villages: dict[str, int] = field(default_factory=dict)
    """By code: 20-00001-001 and -002 in commune A, 20-00002-001 in commune B."""
    lan: int = 0
    minh: int = 0
    hoa: int = 0
    huy: int = 0
    """Huy logs in commune B."""
    quang: int = 0
    thu: int = 0
    an: int = 0
    lan_grant: str = "g_lan"
    huy_grant: str = "g_huy"

    def author(self, grant_id: str = "g_lan") -> Author:
        with self.engine.connect() as connection:
            return authors_of_grants(connection, [grant_id])[grant_id]

    def push(self, *operations: Incoming, device: str = LAN_DEVICE) -> list[Decision]:
        return submit(self.engine, self.province, device, operations)

    def op(self, kind: str, body: Mapping[str, Any] | None = None, **overrides: Any) -> Incoming:
        """Return an operation of Lan's, made just now."""
        return make_operation(overrides.pop("author", None) or self.author(), kind, body or {}, **overrides)

    def add_household(self, **body: Any) -> str:
        """Store a household of Lan's and return its id."""
        body = {"village": "20-00001-001", "head_name": "Nông Văn Thử"} | body
        (decision,) = self.push(self.op("household.add", body))
        assert decision.outcome == "applied", decision
        return decision.record_id

    def log_assist(self, household: str | None = None, **body: Any) -> str:
        """Store an assist of Lan's and return its id."""
        given = {"household": household} if household else {"household": None, "village": "20-00001-001"}
        given |= {"topic": "vneid", "outcome": "helped", "on": clock.local_date().isoformat()}
        (decision,) = self.push(self.op("assist.log", given | body))
        assert decision.outcome == "applied", decision
        return decision.record_id


def make_operation(author: Author, kind: str, body: Mapping[str, Any], **overrides: Any) -> Incoming:
    """Return a well-formed operation; name only the fields that the test is about."""
    now = clock.now()
    values: dict[str, Any] = {
        "id": new_id(),
        "kind": kind,
        "record": None,
        "prev": None,
        "n": next(_numbers),
        "at": clock.to_ms(now),
        "body": dict(body),
        "author": author,
        "est_from": now,
        "est_to": now,
    } | overrides
    values.setdefault(
        "hash",
        body_hash(
            [values[name] for name in ("id", "kind", "record", "prev")]
            + [author.grant_id, values["n"], values["at"], values["body"]]
        ),
    )
    return Incoming(**values)


def make_world(engine: Engine) -> World:
    """Write the cast and its places; return their ids."""
    world = World(engine)
    with writing(engine) as session:
        _make_places(session, world)
        world.lan = _make_member(
            session, "Lan", world.villages["20-00001-001"], world.villages["20-00001-002"]
        )
        world.huy = _make_member(session, "Huy", world.villages["20-00002-001"])
        world.minh = _make_staff(session, "Minh", Role.SUPERVISOR, world.commune_a)
        world.hoa = _make_staff(session, "Hoa", Role.SUPERVISOR, world.commune_b)
        world.quang = _make_staff(session, "Quang", Role.PROVINCE, world.province)
        world.thu = _make_staff(session, "Thu", Role.COMMUNE_READER, world.commune_a)
        world.an = _make_staff(session, "An", Role.ADMIN, world.province)
        _make_grant(session, world.province, "g_lan", world.lan, LAN_DEVICE)
        _make_grant(session, world.province, "g_huy", world.huy, HOA_DEVICE)
        for commune_id in (world.commune_a, world.commune_b):
            session.add(
                PlaceStatistic(
                    place_id=commune_id,
                    statistic="households",
                    value=100,
                    as_of=START,
                    source="made for tests",
                )
            )
    return world


def household_head(engine: Engine, household_id: str) -> str:
    """Return the newest operation of a household, as a phone that pulled would know it."""
    with engine.connect() as connection:
        head = connection.scalar(select(Household.head_op).where(Household.id == household_id))
    assert head is not None
    return head


def _make_places(session: Session, world: World) -> None:
    world.province = make_place(session, "20", PlaceKind.PROVINCE, "Tỉnh Lạng Sơn")
    world.commune_a = make_place(session, "00001", PlaceKind.COMMUNE, "Xã A", world.province)
    world.commune_b = make_place(session, "00002", PlaceKind.COMMUNE, "Xã B", world.province)
    for code, parent in (
        ("20-00001-001", world.commune_a),
        ("20-00001-002", world.commune_a),
        ("20-00002-001", world.commune_b),
    ):
        world.villages[code] = make_place(session, code, PlaceKind.VILLAGE, f"Thôn {code[-1]}", parent)


def make_place(
    session: Session, code: str, kind: PlaceKind, name: str, parent: int | None = None, since: date = START
) -> int:
    place = Place(code=code, kind=kind, type_name=name.split(maxsplit=1)[0], name=name, valid_from=since)
    session.add(place)
    session.flush()
    if parent is not None:
        session.add(PlaceParent(place_id=place.id, parent_id=parent, valid_from=since))
    return place.id


def _make_member(session: Session, name: str, *village_ids: int) -> int:
    user = User(name=name, created_at=clock.now())
    session.add(user)
    session.flush()
    for village_id in village_ids:
        team = Team(place_id=village_id, name=f"Tổ {village_id}", valid_from=START)
        session.add(team)
        session.flush()
        session.add(Membership(team_id=team.id, user_id=user.id, role=Role.MEMBER, valid_from=START))
    return user.id


@cache
def _hash(password: str) -> str:
    """Return a hash of *password*, made once for all worlds: each takes 50 ms."""
    from tocongnghe.services.passwords import hash_password

    return hash_password(password)


def _make_staff(session: Session, name: str, role: Role, place_id: int) -> int:
    login = name.lower()
    user = User(name=name, login=login, password_hash=_hash(f"mat-khau-{login}"), created_at=clock.now())
    session.add(user)
    session.flush()
    session.add(Assignment(user_id=user.id, place_id=place_id, role=role, valid_from=START))
    return user.id


def _make_grant(session: Session, province_id: int, id: str, user_id: int, device_id: str) -> None:
    now = clock.now()
    session.add(Device(id=device_id, province_id=province_id, created_at=now - timedelta(days=30)))
    session.flush()
    session.add(
        Grant(
            id=id,
            user_id=user_id,
            device_id=device_id,
            token_hash=id.encode().ljust(32, b"."),
            seal=b"s" * 32,
            created_at=now,
            expires_at=now + timedelta(days=180),
        )
    )
