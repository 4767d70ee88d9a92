"""People as an operator or an administrator sets them up: desk staff and team members."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.models import Assignment, Membership, Place, Team, User
from tocongnghe.services.password_rules import complaint_about
from tocongnghe.services.passwords import hash_password
from tocongnghe.vocabulary import PlaceKind, Role

DESK_ROLES = {
    Role.SUPERVISOR: PlaceKind.COMMUNE,
    Role.COMMUNE_READER: PlaceKind.COMMUNE,
    Role.PROVINCE: PlaceKind.PROVINCE,
    Role.ADMIN: PlaceKind.PROVINCE,
}
TEAM_ROLES = (Role.LEADER, Role.MEMBER)


def find_place(session: Session, code: str, on: date) -> Place:
    """Return the place that *code* meant on day *on*.

    Raises:
        NotFound: No place had this code on that day.
    """
    place = session.scalar(
        select(Place).where(
            Place.code == code,
            Place.valid_from <= on,
            or_(Place.valid_to.is_(None), Place.valid_to > on),
        )
    )
    if place is None:
        raise NotFound(f"no place has the code {code} on {on}")
    return place


def add_desk_user(
    session: Session,
    *,
    login: str,
    name: str,
    role: Role,
    place: Place,
    password: str | None,
    valid_from: date,
) -> User:
    """Add somebody who works at the desk of *place*; without a password they choose one by a code.

    Raises:
        InvalidInput: The role does not fit the kind of place, the login is taken
            or the password too short.
    """
    if DESK_ROLES.get(role) is not place.kind:
        raise InvalidInput(f"the role {role} does not belong to a {place.kind}")
    login = login.strip().lower()
    if not login or session.scalar(select(User.id).where(User.login == login)):
        raise InvalidInput(f"the login {login!r} is empty or taken")
    user = User(name=name, login=login, language="vi", is_active=True, created_at=clock.now())
    if password is not None:
        set_password(user, password)
    user.assignments.append(Assignment(place_id=place.id, role=role, valid_from=valid_from))
    session.add(user)
    session.flush()
    return user


def add_member(
    session: Session, *, name: str, role: Role, village: Place, organisation: str | None, valid_from: date
) -> User:
    """Add a person to the team of *village*, which is made when there is none.

    Raises:
        InvalidInput: Not a role of a team, or not a village.
    """
    if role not in TEAM_ROLES or village.kind is not PlaceKind.VILLAGE:
        raise InvalidInput(f"the role {role} does not belong to a {village.kind}")
    team = session.scalar(select(Team).where(Team.place_id == village.id, Team.valid_to.is_(None)))
    if team is None:
        team = Team(
            place_id=village.id, name=f"Tổ công nghệ số cộng đồng {village.name}", valid_from=valid_from
        )
        session.add(team)
    user = User(name=name, language="vi", is_active=True, created_at=clock.now())
    user.memberships.append(
        Membership(team=team, role=role, organisation=organisation, valid_from=valid_from)
    )
    session.add(user)
    session.flush()
    return user


def find_user_by_login(session: Session, login: str) -> User:
    """Return the desk user *login*.

    Raises:
        NotFound: Nobody logs in with it.
    """
    user = session.scalar(select(User).where(User.login == login.strip().lower()))
    if user is None:
        raise NotFound(f"nobody logs in as {login}")
    return user


def set_password(user: User, password: str) -> None:
    """Give *user* a new password.

    Raises:
        InvalidInput: Not good enough; says why.
    """
    why = complaint_about(password, user)
    if why is not None:
        raise InvalidInput(why)
    user.password_hash = hash_password(password)


def list_people(session: Session, on: date) -> list[tuple[User, Role, Place]]:
    """Return everybody with a role on day *on*: desk first, then teams, by place code and name."""
    return [*_desk(session, on), *_teams(session, on)]


def _desk(session: Session, on: date) -> list[tuple[User, Role, Place]]:
    rows = session.execute(
        select(User, Assignment.role, Place)
        .join(Assignment, Assignment.user_id == User.id)
        .join(Place, Place.id == Assignment.place_id)
        .where(
            Assignment.valid_from <= on,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > on),
        )
        .order_by(Place.code, User.name, User.id)
    )
    return [(user, role, place) for user, role, place in rows]


def _teams(session: Session, on: date) -> list[tuple[User, Role, Place]]:
    rows = session.execute(
        select(User, Membership.role, Place)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .join(Place, Place.id == Team.place_id)
        .where(
            Membership.valid_from <= on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > on),
        )
        .order_by(Place.code, User.name, User.id)
    )
    return [(user, role, place) for user, role, place in rows]
