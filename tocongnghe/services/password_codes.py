"""One-time codes with which somebody chooses a password: shown once to whoever makes them, hashed, dated.

No mail is sent: the administrator tells the code in person or by telephone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.i18n import N_
from tocongnghe.models import PasswordCode, User
from tocongnghe.services.enrolment import LETTERS, normal_code
from tocongnghe.services.logins import Login, end_sessions, stamp_of
from tocongnghe.services.password_rules import choose_password
from tocongnghe.services.refused import Refused

CODE_CHARACTERS = 12
"""60 bits: nobody guesses one within its days, however many addresses they guess from."""

UNKNOWN = N_("This code is not known. Look at it again: letters and digits, in groups of four.")
EXPIRED = N_("This code has expired. Ask the administrator for a new one.")
USED = N_("This code was used already. Log in with your new password, or ask for another code.")


def new_password_code(
    session: Session, user: User, *, secret: str, hours: int, made_by_id: int | None = None
) -> str:
    """Return a code for *user*, as XXXX-XXXX-XXXX, that works once within *hours* hours.

    The present password, the sessions and earlier codes end at once: a reset is
    asked for because the password is forgotten, or because somebody else knows it.
    """
    void_codes(session, user.id)
    user.password_hash = None
    end_sessions(session, user.id)
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_CHARACTERS))
    now = clock.now()
    session.add(
        PasswordCode(
            code_hash=_hash(secret, code),
            user_id=user.id,
            made_by_id=made_by_id,
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    session.flush()
    return "-".join(code[start : start + 4] for start in range(0, CODE_CHARACTERS, 4))


def spend_password_code(session: Session, code: str, password: str, again: str, *, secret: str) -> Login:
    """Give whoever *code* was made for the new password, once.

    Raises:
        Refused: The code is unknown, expired or used, or the password is not good enough; then the
            code works still.
    """
    query = select(PasswordCode).where(PasswordCode.code_hash == _hash(secret, normal_code(code)))
    found = session.scalars(query.with_for_update()).one_or_none()
    user = session.get(User, found.user_id) if found is not None else None
    if found is None or user is None or not user.is_active:
        raise Refused(UNKNOWN)
    if found.used_at is not None:
        raise Refused(USED)
    if found.expires_at <= clock.now():
        raise Refused(EXPIRED)
    choose_password(user, password, again)
    found.used_at = clock.now()
    session.flush()
    assert user.password_hash is not None  # noqa: S101 - chosen just now
    return Login(user.id, stamp_of(user.password_hash))


def void_codes(session: Session, user_id: int) -> None:
    """Let the codes of *user_id* that were not used expire now."""
    now = clock.now()
    query = select(PasswordCode).where(
        PasswordCode.user_id == user_id, PasswordCode.used_at.is_(None), PasswordCode.expires_at > now
    )
    for open_code in session.scalars(query).all():
        open_code.expires_at = now


def _hash(secret: str, code: str) -> bytes:
    raw = code.encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), b"password-code:" + raw, hashlib.sha256).digest()
