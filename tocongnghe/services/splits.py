"""A phone whose storage was copied speaks with two voices; the copy becomes a phone of its own.

Source: protocol §5, `new_device`. The sign is a number that two operations of
one device share; whoever's came second is the copy. Everything here is derived,
so that a copy that lost the answer gets the same one again.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.models import Device, Grant, LogEntry, Operation
from tocongnghe.operations.questions import Answer, Question
from tocongnghe.operations.rows import Among
from tocongnghe.services.grants import Bearer, grant_document, hash_token, make_token


@dataclass(frozen=True, slots=True)
class Issuer:
    """What grants are made with."""

    secret: str
    days: int


def find_copy(connection: Connection, device_id: str, made: Iterable[tuple[int, str]]) -> str | None:
    """Return the first of *made* (number, operation) whose number the device had given to another before."""
    numbers = {id: n for n, id in made}
    other, first, second = aliased(Operation), aliased(LogEntry), aliased(LogEntry)
    query = (
        select(Operation.id)
        .join(other, (other.device_id == Operation.device_id) & (other.device_n == Operation.device_n))
        .join(second, (second.operation_id == Operation.id) & second.is_change.is_(False))
        .join(first, (first.operation_id == other.id) & first.is_change.is_(False))
        .where(Operation.id.in_(numbers), Operation.device_id == device_id, other.id != Operation.id)
        .where(first.seq < second.seq)
        .order_by(Operation.device_n)
        .limit(1)
    )
    return connection.scalar(query)


_O: Any = Operation.__table__
_SHARED = Question(
    select(_O.c.device_n)
    .where(_O.c.device_id == bindparam("device"), Among(_O.c.device_n, "numbers"))
    .group_by(_O.c.device_n)
    .having(func.count() > 1)
    .limit(1)
)


def ask_for_copies(connection: Connection, device_id: str, made: Iterable[tuple[int, str]]) -> Answer:
    """Ask whether `find_copy` will find one: two operations share a number; a look into one index."""
    return _SHARED.ask(connection, {"device": device_id, "numbers": {n for n, _ in made}})


def split(session: Session, bearer: Bearer, mark: str, issuer: Issuer) -> dict[str, Any]:
    """Make a phone of its own of the copy that *mark* (an operation) betrayed; return what it is told."""
    message = f"split-device:{bearer.device_id}:{mark}".encode()
    raw = hmac.new(issuer.secret.encode(), message, hashlib.sha256).digest()
    device_id = str(uuid.UUID(bytes=raw[:16], version=4))
    if session.get(Device, device_id) is None:
        old = session.get_one(Device, bearer.device_id)
        session.add(
            Device(
                id=device_id,
                province_id=old.province_id,
                name=old.name,
                created_at=old.created_at,
                split_from_id=old.id,
                last_empty_at=old.last_empty_at,
            )
        )
        session.flush()
    return _document(session, bearer.grant_id, device_id, issuer)


def bring_along(session: Session, bearer: Bearer, issuer: Issuer) -> dict[str, Any]:
    """Give a person whose grant is still the old phone's one on the phone that was split from it."""
    return _document(session, bearer.grant_id, bearer.device_id, issuer)


def _document(session: Session, old_id: str, device_id: str, issuer: Issuer) -> dict[str, Any]:
    old = session.get_one(Grant, old_id)
    grant = _grant_on(session, old, device_id, issuer)
    token = make_token(issuer.secret, grant.id, grant.generation)
    return {"device": device_id, "grants": [{"old": old_id} | grant_document(grant, token, grant.expires_at)]}


def _grant_on(session: Session, old: Grant, device_id: str, issuer: Issuer) -> Grant:
    """Return *old*'s counterpart on the new phone; it expires no later."""
    message = f"split-grant:{old.id}:{device_id}".encode()
    raw = hmac.new(issuer.secret.encode(), message, hashlib.sha512).digest()
    id = "g_" + raw[:9].hex()
    grant = session.get(Grant, id)
    if grant is None:
        grant = Grant(
            id=id,
            user_id=old.user_id,
            device_id=device_id,
            token_hash=hash_token(make_token(issuer.secret, id, 0)),
            generation=0,
            seal=raw[32:64],
            created_at=clock.now(),
            expires_at=old.expires_at,
        )
        session.add(grant)
        session.flush()
    return grant
