"""Who is at the desk: a login checked once, a session looked up on every request and ended at will.

A session is a row: it can be seen, and ended from elsewhere. The cookie carries
a token of which only the hash is kept; whoever reads the table opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import WrongLogin
from tocongnghe.models import DeskSession, User
from tocongnghe.services.browsers import browser_name
from tocongnghe.services.passwords import hash_password, is_outdated, verify_password

STAMP_CHARACTERS = 16
USE_NOTED_EVERY = timedelta(minutes=10)
"""How exact `used_at` is: a page does not wait for a write each time."""


@dataclass(frozen=True, slots=True)
class Login:
    """A person who proved who they are.

    `stamp` changes with the password: a session that carries an old one is over.
    `newer_hash` is there when the kept hash was made with weaker parameters.
    """

    user_id: int
    stamp: str
    newer_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A session that holds, and whose it is."""

    session_id: int
    user_id: int
    is_to_be_noted: bool
    """Its last use was written down too long ago."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which a person is logged in."""

    id: int
    browser: str | None
    began_at: datetime
    used_at: datetime


def check_login(session: Session, login: str, password: str) -> Login:
    """Return who *login* is, if *password* is theirs; takes as long for an unknown login.

    Raises:
        WrongLogin: Unknown, switched off, or another password; not told apart.
    """
    user = session.scalar(select(User).where(User.login == login.strip().lower()))
    kept = user.password_hash if user is not None and user.is_active else None
    if not verify_password(kept, password) or user is None or kept is None:
        raise WrongLogin
    newer = hash_password(password) if is_outdated(kept) else None
    return Login(user.id, stamp_of(newer or kept), newer)


def keep_hash(session: Session, user_id: int, newer_hash: str) -> None:
    """Replace the hash of *user_id* by *newer_hash*, of the same password."""
    user = session.get(User, user_id)
    if user is not None:
        user.password_hash = newer_hash


def begin_session(session: Session, found: Login, agent: str | None, lifetime: timedelta) -> str:
    """Begin a session of *found* and return its token for the cookie, 43 characters.

    Sessions of the same person that have ended by themselves are swept away.
    """
    now = clock.now()
    session.execute(
        delete(DeskSession).where(DeskSession.user_id == found.user_id, DeskSession.used_at < now - lifetime)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        DeskSession(
            token_hash=_hash(token),
            user_id=found.user_id,
            stamp=found.stamp,
            browser=browser_name(agent),
            began_at=now,
            used_at=now,
        )
    )
    return token


def find_seat(session: Session, token: str, lifetime: timedelta) -> Seat | None:
    """Return whose session *token* is, if it still holds: not ended, not idle longer than *lifetime*."""
    row = session.execute(
        select(DeskSession, User)
        .join(User, User.id == DeskSession.user_id)
        .where(DeskSession.token_hash == _hash(token), DeskSession.used_at > clock.now() - lifetime)
    ).one_or_none()
    if row is None:
        return None
    found, user = row
    if not user.is_active or user.password_hash is None or stamp_of(user.password_hash) != found.stamp:
        return None
    return Seat(found.id, found.user_id, found.used_at < clock.now() - USE_NOTED_EVERY)


def note_use(session: Session, session_id: int) -> None:
    """Write down that a session was used just now."""
    session.execute(update(DeskSession).where(DeskSession.id == session_id).values(used_at=clock.now()))


def list_sessions(session: Session, user_id: int, lifetime: timedelta) -> list[OpenSession]:
    """Return the sessions of *user_id* that hold, the one used last first."""
    rows = session.execute(
        select(DeskSession, User.password_hash)
        .join(User, User.id == DeskSession.user_id)
        .where(DeskSession.user_id == user_id, DeskSession.used_at > clock.now() - lifetime)
        .order_by(DeskSession.used_at.desc(), DeskSession.id.desc())
    )
    return [
        OpenSession(row.id, row.browser, row.began_at, row.used_at)
        for row, kept in rows
        if kept is not None and stamp_of(kept) == row.stamp
    ]


def end_session(session: Session, user_id: int, session_id: int) -> bool:
    """End one session of *user_id*; tell whether there was one."""
    return _end(session, DeskSession.user_id == user_id, DeskSession.id == session_id) > 0


def end_sessions(session: Session, user_id: int, *, but: int | None = None) -> int:
    """End all sessions of *user_id*, all *but* one if that is given; return how many."""
    terms = [DeskSession.user_id == user_id]
    return _end(session, *terms, *([] if but is None else [DeskSession.id != but]))


def restamp(session: Session, session_id: int, password_hash: str) -> None:
    """Let a session go on under the new password that was chosen in it."""
    session.execute(
        update(DeskSession).where(DeskSession.id == session_id).values(stamp=stamp_of(password_hash))
    )


def stamp_of(password_hash: str) -> str:
    """Return the short mark of a password that its sessions carry."""
    return hashlib.sha256(password_hash.encode("utf-8")).hexdigest()[:STAMP_CHARACTERS]


def _end(session: Session, *terms: ColumnElement[bool]) -> int:
    ids = session.scalars(select(DeskSession.id).where(*terms)).all()
    if ids:
        session.execute(delete(DeskSession).where(DeskSession.id.in_(ids)))
    return len(ids)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
