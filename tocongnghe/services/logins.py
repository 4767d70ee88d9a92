"""Who is at the desk: a login checked once, and a session checked on every request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.errors import WrongLogin
from tocongnghe.models import User
from tocongnghe.services.passwords import hash_password, is_outdated, verify_password

STAMP_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Login:
    """A person who proved who they are.

    `stamp` changes with the password: a session that carries an old one is over.
    `newer_hash` is there when the kept hash was made with weaker parameters.
    """

    user_id: int
    stamp: str
    newer_hash: str | None = None


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
    return Login(user.id, _stamp(newer or kept), newer)


def keep_hash(session: Session, user_id: int, newer_hash: str) -> None:
    """Replace the hash of *user_id* by *newer_hash*, of the same password."""
    user = session.get(User, user_id)
    if user is not None:
        user.password_hash = newer_hash


def is_valid(session: Session, user_id: int, stamp: str) -> bool:
    """Tell whether a session of *user_id* with *stamp* still holds."""
    user = session.get(User, user_id)
    if user is None or not user.is_active or user.password_hash is None:
        return False
    return _stamp(user.password_hash) == stamp


def _stamp(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode("utf-8")).hexdigest()[:STAMP_CHARACTERS]
