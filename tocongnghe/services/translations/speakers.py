"""Who speaks for a language: appointed by the province, from a day on, until they are thanked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.i18n import LOCALES, N_
from tocongnghe.models import Assignment, User
from tocongnghe.services.access import Actor
from tocongnghe.services.password_codes import new_password_code
from tocongnghe.services.reach import people_of_province
from tocongnghe.services.refused import Refused
from tocongnghe.services.substitutes import end_assignment
from tocongnghe.services.users import BAD_LOGIN, HELD_ALREADY, IS_OFF, LOGIN, LOGIN_TAKEN, NO_NAME
from tocongnghe.vocabulary import Role

NO_LANGUAGE = N_("Choose the language.")


@dataclass(frozen=True, slots=True)
class Speaker:
    """An appointment that holds today or later; both days included."""

    assignment_id: int
    name: str
    login: str
    language: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Appointed:
    """Who was appointed, and the code with which somebody new chooses a password."""

    name: str
    login: str
    code: str | None


def list_speakers(session: Session, actor: Actor, on: date) -> list[Speaker]:
    """Return the speakers of the actor's province, by language and name.

    Raises:
        Forbidden: Not of the province.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    one = Assignment
    rows = session.execute(
        select(one.id, User.name, User.login, one.language, one.valid_from, one.valid_to)
        .join(User, User.id == one.user_id)
        .where(
            one.role == Role.SPEAKER,
            one.place_id == actor.province_id,
            or_(one.valid_to.is_(None), one.valid_to > on),
            User.is_active.is_(True),
        )
        .order_by(one.language, User.name, one.id)
    )
    return [
        Speaker(id, name, login or "", language or "", first, until - timedelta(days=1) if until else None)
        for id, name, login, language, first, until in rows
    ]


def appoint(
    session: Session, actor: Actor, *, login: str, name: str, language: str, secret: str, hours: int
) -> Appointed:
    """Let somebody speak for *language* from today on; who is not known yet is made known.

    Raises:
        Forbidden: Not of the province.
        Refused: With what to do.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    if language not in LOCALES:
        raise Refused(NO_LANGUAGE)
    if not LOGIN.fullmatch(login):
        raise Refused(BAD_LOGIN)
    user = session.scalar(select(User).where(User.login == login))
    if user is not None:
        _check_known(session, actor, user, language)
        _give(session, actor, user, language)
        return Appointed(user.name, login, None)
    if not name:
        raise Refused(NO_NAME)
    user = User(name=name, login=login, language="vi", is_active=True, created_at=clock.now())
    session.add(user)
    session.flush()
    _give(session, actor, user, language)
    code = new_password_code(session, user, secret=secret, hours=hours, made_by_id=actor.user_id)
    return Appointed(name, login, code)


def end_appointment(session: Session, actor: Actor, assignment_id: int) -> None:
    """Let a speaker speak for the language no longer; what they wrote and approved stays.

    Raises:
        Forbidden: Not of the province.
        NotFound: No speaker of it.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    found = session.get(Assignment, assignment_id)
    if found is None or found.role is not Role.SPEAKER or found.place_id != actor.province_id:
        raise NotFound
    end_assignment(session, found, clock.local_date())


def _check_known(session: Session, actor: Actor, user: User, language: str) -> None:
    """Raise if the person cannot be appointed: of another province, switched off, or a speaker already."""
    ours = select(User.id).where(User.id == user.id, User.id.in_(people_of_province(actor.province_id)))
    if session.scalar(ours) is None:
        raise Refused(LOGIN_TAKEN)
    if not user.is_active:
        raise Refused(IS_OFF)
    held = select(Assignment.id).where(
        Assignment.user_id == user.id,
        Assignment.role == Role.SPEAKER,
        Assignment.language == language,
        or_(Assignment.valid_to.is_(None), Assignment.valid_to > clock.local_date()),
    )
    if session.scalar(held.limit(1)) is not None:
        raise Refused(HELD_ALREADY)


def _give(session: Session, actor: Actor, user: User, language: str) -> None:
    session.add(
        Assignment(
            user_id=user.id,
            place_id=actor.province_id,
            role=Role.SPEAKER,
            language=language,
            valid_from=clock.local_date(),
            named_by_id=actor.user_id,
        )
    )
