"""Everybody who tries a door: each role in commune A, in commune B, and in another province."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tests.cast import START, World, make_place
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assignment, Membership, Team, User
from tocongnghe.services.passwords import hash_password
from tocongnghe.vocabulary import PlaceKind, Role


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a desk; `reaches_a`: commune A is theirs, or lies in their province."""

    login: str
    role: Role | None
    reaches_a: bool = False


MINH = Visitor("minh", Role.SUPERVISOR, reaches_a=True)
STRANGER = Visitor("", None)
VISITORS = (
    MINH,
    Visitor("thu", Role.COMMUNE_READER, reaches_a=True),
    Visitor("quang", Role.PROVINCE, reaches_a=True),
    Visitor("an", Role.ADMIN, reaches_a=True),
    Visitor("hoa", Role.SUPERVISOR),
    Visitor("bich", Role.COMMUNE_READER),
    Visitor("khanh", Role.SUPERVISOR),
    Visitor("khoa", Role.COMMUNE_READER),
    Visitor("phuc", Role.PROVINCE),
    Visitor("giang", Role.ADMIN),
    Visitor("lanh", Role.MEMBER, reaches_a=True),
    Visitor("slao", Role.SPEAKER),
    STRANGER,
)
"""Hoa and Bích work in commune B; Khánh, Khoa, Phúc and Giang in another province; Lành was at a desk
once, still knows the password, and is in a team of commune A; Slao speaks Tày for the province of A."""


def add_visitors(world: World) -> None:
    """Make those known who are not of the cast."""
    with writing(world.engine) as session:
        other = make_place(session, "15", PlaceKind.PROVINCE, "Tỉnh Lào Cai")
        far = make_place(session, "00077", PlaceKind.COMMUNE, "Xã Xa", other)
        make_place(session, "15-00077-001", PlaceKind.VILLAGE, "Thôn Xa", far)
        _add(session, "bich", Role.COMMUNE_READER, world.commune_b)
        _add(session, "khanh", Role.SUPERVISOR, far)
        _add(session, "khoa", Role.COMMUNE_READER, far)
        _add(session, "phuc", Role.PROVINCE, other)
        _add(session, "giang", Role.ADMIN, other)
        _add(session, "slao", Role.SPEAKER, world.province, language="tyz")
        lanh = _user(session, "lanh")
        team = Team(place_id=world.commune_a, name="Tổ của xã", valid_from=START)
        session.add(team)
        session.flush()
        session.add(Membership(team_id=team.id, user_id=lanh.id, role=Role.MEMBER, valid_from=START))


def _add(session: Session, login: str, role: Role, place_id: int, language: str | None = None) -> None:
    user = _user(session, login)
    post = Assignment(user_id=user.id, place_id=place_id, role=role, valid_from=START, language=language)
    session.add(post)


def _user(session: Session, login: str) -> User:
    user = User(
        name=login.capitalize(),
        login=login,
        password_hash=hash_password(f"mat-khau-{login}"),
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    return user
