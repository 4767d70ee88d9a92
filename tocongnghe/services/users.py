"""People as the province's administrator keeps them: made, placed, switched off, let in anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.i18n import N_
from tocongnghe.models import Assignment, DeskSession, Grant, Membership, Place, PlaceParent, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.services.grants import revoke_grants_of_person
from tocongnghe.services.logins import end_sessions
from tocongnghe.services.password_codes import new_password_code, void_codes
from tocongnghe.services.people import DESK_ROLES, add_desk_user
from tocongnghe.services.reach import people_of_province
from tocongnghe.services.refused import Refused
from tocongnghe.services.substitutes import end_assignment
from tocongnghe.vocabulary import PlaceKind, Role

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")
OLDEST_DAY = date(2020, 1, 1)

NO_NAME = N_("Write the full name of the person.")
BAD_LOGIN = N_("A login has only a to z without marks, digits, dots and dashes, for example “nguyen.van.an”.")
LOGIN_TAKEN = N_("Somebody has this login already. Choose another one, for example with a number.")
ROLE_ELSEWHERE = N_("This role belongs to a commune or to the province: choose the place that fits it.")
NO_SUCH_PLACE = N_("This place is not in your province, or exists no more. Choose one from the list.")
DAYS_NOT_IN_ORDER = N_("The last day is before the first one. Choose the days again.")
HELD_ALREADY = N_("The person has this role at this place on those days already.")
NOT_YOURSELF = N_("You cannot take your own way in away. Another administrator can do it.")
NO_LOGIN = N_("This person has no login: team members work on phones, with a code from their commune.")
NO_SUBSTITUTE = N_(
    "A substitute is a commune supervisor until a last day. Choose that role and the last day."
)
NOBODY_ON_LEAVE = N_("Nobody with that login supervises this commune then. Look at the login again.")
IS_OFF = N_("This person is switched off. Switch the person on first.")


@dataclass(frozen=True, slots=True)
class Post:
    """A role at a place, at the desk or in a team; both days included."""

    assignment_id: int | None
    """None: in a team, which its commune looks after."""
    role: Role
    place: str
    first_day: date
    last_day: date | None
    stands_in_for: str | None
    holds: bool


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person and everything that the administrator may change."""

    id: int
    name: str
    login: str | None
    is_active: bool
    has_password: bool
    created_at: datetime
    posts: tuple[Post, ...]
    sessions: int
    phones: int
    is_reader: bool
    """It is the administrator who looks."""


def find_card(session: Session, actor: Actor, user_id: int, on: date) -> PersonCard:
    """Return what is known of a person of the actor's province.

    Raises:
        Forbidden: No administrator.
        NotFound: Unknown, or never of this province.
    """
    user = _find(session, actor, user_id)
    return PersonCard(
        id=user.id,
        name=user.name,
        login=user.login,
        is_active=user.is_active,
        has_password=user.password_hash is not None,
        created_at=user.created_at,
        posts=(*_desk_posts(session, user_id, on), *_team_posts(session, user_id, on)),
        sessions=_count(session, DeskSession, DeskSession.user_id == user_id),
        phones=_count(session, Grant, Grant.user_id == user_id, Grant.revoked_at.is_(None)),
        is_reader=user_id == actor.user_id,
    )


def list_desk_places(session: Session, actor: Actor, on: date) -> list[Place]:
    """Return the province and its communes of *on*, by code: where desk roles are given."""
    actor.require(Role.ADMIN)
    below = select(PlaceParent.place_id).where(
        PlaceParent.parent_id == actor.province_id,
        holds_on(PlaceParent, on),
    )
    is_commune = (Place.kind == PlaceKind.COMMUNE) & Place.id.in_(below)
    is_province = Place.id == actor.province_id
    places = select(Place).where(or_(is_province, is_commune))
    return list(session.scalars(places.order_by(Place.id != actor.province_id, Place.code)))


@dataclass(frozen=True, slots=True)
class Given:
    """A role as the administrator gives it; both days included."""

    role: Role
    place_code: str
    first_day: date
    last_day: date | None
    absent: str | None = None
    """Login of the supervisor on leave for whom a substitute stands in."""


def create_user(session: Session, actor: Actor, *, name: str, login: str, given: Given) -> User:
    """Make somebody known, without a password: they choose one by a code.

    Raises:
        Forbidden: No administrator.
        Refused: With what to do.
    """
    actor.require(Role.ADMIN)
    if not name:
        raise Refused(NO_NAME)
    if not LOGIN.fullmatch(login):
        raise Refused(BAD_LOGIN)
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Refused(LOGIN_TAKEN)
    user = add_desk_user(
        session,
        login=login,
        name=name,
        role=given.role,
        place=_place_for(session, actor, given),
        password=None,
        valid_from=given.first_day,
    )
    (post,) = user.assignments
    post.valid_to, post.named_by_id = _until(given), actor.user_id
    return user


def give_role(session: Session, actor: Actor, user_id: int, given: Given) -> None:
    """Give a person one more role at a place.

    Raises:
        Forbidden, NotFound: As `find_card`.
        Refused: With what to do.
    """
    user = _find(session, actor, user_id)
    if user.login is None:
        raise Refused(NO_LOGIN)
    place = _place_for(session, actor, given)
    until = _until(given)
    held = select(Assignment.id).where(
        Assignment.user_id == user_id,
        Assignment.role == given.role,
        Assignment.place_id == place.id,
        or_(Assignment.valid_to.is_(None), Assignment.valid_to > given.first_day),
        Assignment.valid_from < (until or date.max),
    )
    if session.scalar(held.limit(1)) is not None:
        raise Refused(HELD_ALREADY)
    session.add(
        Assignment(
            user_id=user_id,
            place_id=place.id,
            role=given.role,
            valid_from=given.first_day,
            valid_to=until,
            stands_in_for_id=_absent_id(session, place, given) if given.absent else None,
            named_by_id=actor.user_id,
        )
    )


def end_role(session: Session, actor: Actor, user_id: int, assignment_id: int, last_day: date | None) -> None:
    """Let a role end after *last_day*, or at once; one that never began is taken away.

    Raises:
        Forbidden, NotFound: As `find_card`; or no such role.
        Refused: The actor's own role as an administrator.
    """
    _find(session, actor, user_id)
    found = session.get(Assignment, assignment_id)
    if found is None or found.user_id != user_id:
        raise NotFound
    if user_id == actor.user_id and found.role is Role.ADMIN:
        raise Refused(NOT_YOURSELF)
    today = clock.local_date()
    end_assignment(session, found, today if last_day is None else last_day + timedelta(days=1))


def rename(session: Session, actor: Actor, user_id: int, name: str) -> None:
    """Mend a person's name, in all that they ever wrote.

    Raises:
        Forbidden, NotFound: As `find_card`.
        Refused: No name.
    """
    user = _find(session, actor, user_id)
    if not name:
        raise Refused(NO_NAME)
    user.name = name


def reset_password(session: Session, actor: Actor, user_id: int, *, secret: str, hours: int) -> str:
    """Return a one-time code for a new password; the old one and the sessions end at once.

    Raises:
        Forbidden, NotFound: As `find_card`.
        Refused: No login, switched off, or the actor's own: that is changed on the account page.
    """
    user = _find(session, actor, user_id)
    if user.login is None:
        raise Refused(NO_LOGIN)
    if not user.is_active:
        raise Refused(IS_OFF)
    if user_id == actor.user_id:
        raise Refused(NOT_YOURSELF)
    return new_password_code(session, user, secret=secret, hours=hours, made_by_id=actor.user_id)


def switch_off(session: Session, actor: Actor, user_id: int) -> None:
    """Let a person in no longer, at once: desk, codes, and every phone that spoke for them.

    What a phone had not sent is held for the commune's word; those who share the phone stay.

    Raises:
        Forbidden, NotFound: As `find_card`.
        Refused: The actor's own.
    """
    user = _find(session, actor, user_id)
    if user_id == actor.user_id:
        raise Refused(NOT_YOURSELF)
    user.is_active = False
    end_sessions(session, user_id)
    void_codes(session, user_id)
    revoke_grants_of_person(session, user_id)


def switch_on(session: Session, actor: Actor, user_id: int) -> None:
    """Let a person in again, with the password they had; phones need a new code.

    Raises:
        Forbidden, NotFound: As `find_card`.
    """
    _find(session, actor, user_id).is_active = True


def _find(session: Session, actor: Actor, user_id: int) -> User:
    actor.require(Role.ADMIN)
    user = session.scalar(
        select(User).where(User.id == user_id, User.id.in_(people_of_province(actor.province_id)))
    )
    if user is None:
        raise NotFound
    return user


def _place_for(session: Session, actor: Actor, given: Given) -> Place:
    """Return the place that is meant, if the role fits it and the days are in order."""
    today = clock.local_date()
    place = next((p for p in list_desk_places(session, actor, today) if p.code == given.place_code), None)
    if place is None:
        raise Refused(NO_SUCH_PLACE)
    if DESK_ROLES.get(given.role) is not place.kind:
        raise Refused(ROLE_ELSEWHERE)
    if given.last_day is not None and given.last_day < given.first_day:
        raise Refused(DAYS_NOT_IN_ORDER)
    return place


def _absent_id(session: Session, place: Place, given: Given) -> int:
    """Return the supervisor of *place* for whom somebody stands in."""
    if given.role is not Role.SUPERVISOR or given.last_day is None:
        raise Refused(NO_SUBSTITUTE)
    found = session.scalar(
        select(User.id)
        .join(Assignment, Assignment.user_id == User.id)
        .where(
            User.login == given.absent,
            Assignment.place_id == place.id,
            Assignment.role == Role.SUPERVISOR,
            Assignment.stands_in_for_id.is_(None),
            Assignment.valid_from <= given.first_day,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > given.first_day),
        )
        .limit(1)
    )
    if found is None:
        raise Refused(NOBODY_ON_LEAVE)
    return found


def _until(given: Given) -> date | None:
    return None if given.last_day is None else given.last_day + timedelta(days=1)


def _desk_posts(session: Session, user_id: int, on: date) -> list[Post]:
    absent = aliased(User)
    rows = session.execute(
        select(Assignment, Place.name, absent.name)
        .join(Place, Place.id == Assignment.place_id)
        .outerjoin(absent, absent.id == Assignment.stands_in_for_id)
        .where(Assignment.user_id == user_id)
        .order_by(Assignment.valid_from.desc(), Assignment.id.desc())
    )
    return [
        _post(row.id, row.role, place, (row.valid_from, row.valid_to), on, absent_name)
        for row, place, absent_name in rows
    ]


def _team_posts(session: Session, user_id: int, on: date) -> list[Post]:
    rows = session.execute(
        select(Membership, Place.name)
        .join(Team, Team.id == Membership.team_id)
        .join(Place, Place.id == Team.place_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.valid_from.desc(), Membership.id.desc())
    )
    return [_post(None, row.role, place, (row.valid_from, row.valid_to), on, None) for row, place in rows]


def _post(
    id: int | None, role: Role, place: str, span: tuple[date, date | None], on: date, absent: str | None
) -> Post:
    first, until = span
    last = None if until is None else until - timedelta(days=1)
    return Post(id, role, place, first, last, absent, first <= on and (until is None or until > on))


def _count(session: Session, table: type[DeskSession | Grant], *terms: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*terms)) or 0  # type: ignore[arg-type]
