"""One-time codes that bind a person to a phone (protocol §12)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import (
    CodeExpired,
    CodeUnknown,
    CodeUsed,
    DeviceElsewhere,
    DeviceUnproven,
    Forbidden,
    NotFound,
)
from tocongnghe.models import Device, EnrolCode, Grant, Place, User
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.grants import family_of, grant_document, hash_token, make_token

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is mistaken for a figure."""
CODE_CHARACTERS = 8
MOST_RENEWALS = 100
"""Of a grant that the server forgot: how many of its tokens are tried."""
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_enrol_code(session: Session, user_id: int, *, secret: str, days: int) -> str:
    """Return a fresh code for *user_id*, as XXXX-XXXX, that works once within *days* days.

    Raises:
        NotFound: No such person.
        LoginRequired: One without a role today.
        Forbidden: One who only reads: nobody's phone speaks for them.
    """
    if session.get(User, user_id) is None:
        raise NotFound
    if not load_actor(session, user_id, clock.local_date()).may_log:
        raise Forbidden
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_CHARACTERS))
    now = clock.now()
    session.add(
        EnrolCode(
            code_hash=_hash_code(secret, code),
            user_id=user_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    session.flush()
    return f"{code[:4]}-{code[4:]}"


def end_codes_of(session: Session, user_id: int, at: datetime) -> None:
    """Let codes that somebody was given and has not used work until *at* at the latest: paper lies about."""
    unused = select(EnrolCode).where(
        EnrolCode.user_id == user_id, EnrolCode.used_at.is_(None), EnrolCode.expires_at > at
    )
    for code in session.scalars(unused):
        code.expires_at = at


def enrol(
    session: Session,
    code: str,
    device_id: str,
    name: str | None,
    *,
    secret: str,
    days: int,
    shown: tuple[str | None, str] | None = None,
) -> dict[str, Any]:
    """Spend *code* on a phone and return grant, user and scope.

    The same request from the same phone gets the same answer until the grant
    was used, so that a lost answer costs nobody a new code. A phone that has
    been enrolled before shows one of its tokens (*shown*: grant id, token), of any standing: else
    somebody who has read its id could speak in the name of its other grants.

    Raises:
        CodeUnknown, CodeExpired, CodeUsed, DeviceElsewhere, DeviceUnproven.
    """
    query = select(EnrolCode).where(EnrolCode.code_hash == _hash_code(secret, normal_code(code)))
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is None:
        raise CodeUnknown
    actor = load_actor(session, found.user_id, clock.local_date())
    if not actor.may_log:
        raise CodeUnknown
    if found.grant_id is not None:
        grant = session.get_one(Grant, found.grant_id)
        if grant.device_id != device_id or grant.first_used_at is not None:
            raise CodeUsed
    elif found.expires_at <= clock.now():
        raise CodeExpired
    else:
        if not _is_proven(session, device_id, shown, secret):
            raise DeviceUnproven
        _bind_device(session, actor, device_id, name)
        grant = _new_grant(session, actor, device_id, secret=secret, days=days)
        found.grant_id, found.used_at = grant.id, clock.now()
    session.flush()
    return {
        "grant": grant_document(grant, make_token(secret, grant.id, grant.generation), grant.expires_at),
        "user": {
            "id": str(actor.user_id),
            "name": actor.name,
            "role": str(actor.role),
            "language": actor.language,
        },
        "scope": scope_document(session, actor),
    }


def scope_document(session: Session, actor: Actor) -> dict[str, Any]:
    """Return {province, villages} as codes, villages in order."""
    codes = session.scalars(
        select(Place.code).where(Place.id.in_(actor.work_village_ids)).order_by(Place.code)
    )
    return {"province": session.get_one(Place, actor.province_id).code, "villages": list(codes)}


def normal_code(typed: str) -> str:
    """Return a code as it was made, whatever was typed: case, dashes, spaces, O for 0."""
    return "".join(letter for letter in typed.upper().translate(ALIKE) if letter.isalnum())


def _hash_code(secret: str, code: str) -> bytes:
    raw = code.replace("-", "").encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), b"enrol-code:" + raw, hashlib.sha256).digest()


def _bind_device(session: Session, actor: Actor, device_id: str, name: str | None) -> None:
    device = session.get(Device, device_id)
    if device is None:
        session.add(Device(id=device_id, province_id=actor.province_id, name=name, created_at=clock.now()))
        session.flush()
    elif device.province_id != actor.province_id:
        raise DeviceElsewhere


def _is_proven(session: Session, device_id: str, shown: tuple[str | None, str] | None, secret: str) -> bool:
    """Tell whether a phone shows a token that it was ever given; one without grants has nothing to guard.

    Also one that was renewed since: a copy of the phone may have done that, and
    this one has work to bring. Also one of the phone from which this one was
    split: a person who was not brought along has no other. Also one of a grant
    that is not known any more: a server whose newest days are lost gave it, and
    nobody else can have it.
    """
    family = family_of(session.connection(), device_id)
    known = session.execute(select(Grant.id, Grant.generation).where(Grant.device_id.in_(family))).all()
    if not known or shown is None:
        return not known
    grant_id, token = shown
    if any(_was_made_for(id, token, secret, latest) for id, latest in known):
        return True
    if grant_id is None or session.get(Grant, grant_id) is not None:
        return False
    return _was_made_for(grant_id, token, secret, MOST_RENEWALS)


def _was_made_for(grant_id: str, token: str, secret: str, latest: int) -> bool:
    made = (make_token(secret, grant_id, generation) for generation in range(latest + 1))
    return any(hmac.compare_digest(token.encode("utf-8", "surrogatepass"), one.encode()) for one in made)


def _new_grant(session: Session, actor: Actor, device_id: str, *, secret: str, days: int) -> Grant:
    id = "g_" + base64.urlsafe_b64encode(secrets.token_bytes(9)).decode("ascii")
    now = clock.now()
    grant = Grant(
        id=id,
        user_id=actor.user_id,
        device_id=device_id,
        token_hash=hash_token(make_token(secret, id, 0)),
        generation=0,
        seal=secrets.token_bytes(32),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(grant)
    session.flush()
    return grant
