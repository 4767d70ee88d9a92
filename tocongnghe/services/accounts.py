"""What a person changes about themselves at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe.errors import WrongLogin
from tocongnghe.i18n import N_
from tocongnghe.models import Assignment, Place, User
from tocongnghe.services.access import Actor
from tocongnghe.services.logins import end_sessions, restamp
from tocongnghe.services.password_rules import choose_password
from tocongnghe.services.passwords import verify_password
from tocongnghe.vocabulary import Role

WRONG_OLD = N_("The old password is not right. Check capital letters, then try again.")


@dataclass(frozen=True, slots=True)
class Account:
    """How the reader is known here; `roles` are those of today and later: (role, place, from, last day)."""

    login: str
    language: str
    roles: tuple[tuple[Role, str, date, date | None], ...]


def find_account(session: Session, actor: Actor, on: date) -> Account:
    """Return how *actor* is known."""
    user = session.get_one(User, actor.user_id)
    rows = session.execute(
        select(Assignment.role, Place.name, Assignment.valid_from, Assignment.valid_to)
        .join(Place, Place.id == Assignment.place_id)
        .where(
            Assignment.user_id == actor.user_id,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > on),
        )
        .order_by(Assignment.valid_from, Assignment.id)
    )
    roles = tuple(
        (role, place, first, None if until is None else until - timedelta(days=1))
        for role, place, first, until in rows
    )
    return Account(user.login or "", user.language, roles)


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Keep the language in which *actor* is met, on phones, too."""
    session.get_one(User, actor.user_id).language = language


def change_password(session: Session, actor: Actor, old: str, password: str, again: str, *, here: int) -> int:
    """Give *actor* a new password and end their other sessions; return how many those were.

    Args:
        here: The session in which it is changed; it goes on.

    Raises:
        WrongLogin: The old password is not right.
        Refused: The new one is not good enough; with what to do.
    """
    user = session.get_one(User, actor.user_id)
    if not verify_password(user.password_hash, old):
        raise WrongLogin
    choose_password(user, password, again)
    assert user.password_hash is not None  # noqa: S101 - chosen just now
    restamp(session, here, user.password_hash)
    return end_sessions(session, actor.user_id, but=here)
