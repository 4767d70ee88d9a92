"""What a login gives one person on one phone: judged, noted, renewed, taken away."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Engine, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import Envelope, GrantRevoked, UnknownGrant
from tocongnghe.models import Device, Grant, User
from tocongnghe.operations import Author, author_at_work, note_rows
from tocongnghe.operations.questions import Command, Question
from tocongnghe.operations.rows import Among, glancing

MAX_TOKEN_CHARACTERS = 100
MAX_COUNT = (
    1 << 31
) - 1  # what an integer column holds; a phone's report is never a reason to refuse its work


@dataclass(frozen=True, slots=True)
class Bearer:
    """The grant whose token came with a request."""

    grant_id: str
    user_id: int
    device_id: str
    province_id: int
    device_known_since: datetime
    """Enrolment, or the latest contact at which nothing stayed unsent: what is new was made since."""
    device_heard_at: datetime | None
    """The latest contact before this one."""
    is_revoked: bool
    """The phone was signed out, or the person may not work any more."""
    is_expired: bool
    is_renewed: bool
    """The token is the refreshed one, used now for the first time or again."""
    is_first_use: bool
    family: tuple[str, ...]
    """The phone, and those that it was split from, the nearest first: their grants speak here too."""
    is_left_behind: bool
    """The grant is still that of the phone which this one was split from."""
    now: datetime
    author: Author
    """As whom the person speaks in what they made under this grant."""


def on_device(engine: Engine, bearer: Bearer, device_id: str) -> Bearer:
    """Return *bearer* on the phone that the request speaks for.

    Raises:
        Envelope: Neither the phone that the grant is bound to, nor one split from that.
    """
    if device_id == bearer.device_id:
        return bearer
    with engine.connect() as connection:
        family = family_of(connection, device_id)
    if bearer.device_id not in family:
        raise Envelope("device: not the one that this grant is bound to")
    return replace(bearer, device_id=device_id, family=family, is_left_behind=True)


def family_of(connection: Connection, device_id: str) -> tuple[str, ...]:
    """Return *device_id* and the phones that it was split from, the nearest first."""
    family, following = [device_id], _split_from(connection, device_id)
    while following is not None and following not in family:
        family.append(following)
        following = _split_from(connection, following)
    return tuple(family)


def _split_from(connection: Connection, device_id: str) -> str | None:
    return connection.scalar(select(Device.split_from_id).where(Device.id == device_id))


def hash_token(token: str) -> bytes:
    """Return what is stored of a token: 32 bytes from which it cannot be had back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def make_token(secret: str, grant_id: str, generation: int) -> str:
    """Return the grant's token, 43 characters; derived, so that an answer can be repeated."""
    message = f"grant-token:{grant_id}:{generation}".encode()
    raw = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def authenticate(engine: Engine, token: str | None) -> Bearer:
    """Return whom *token* speaks for; revoked and expired grants are recognised and say so.

    Raises:
        UnknownGrant: No such token.
    """
    if not token or len(token) > MAX_TOKEN_CHARACTERS:
        raise UnknownGrant
    hashed = hash_token(token)
    found = _find(engine, _BY_TOKEN, hashed)
    if found is None:
        raise UnknownGrant
    return _bearer(found, is_renewed=found.row.next_token_hash == hashed)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a parcel comes from if *seal* opens it."""

    bearer: Bearer
    seal: bytes


def find_origin(engine: Engine, grant_id: str, device_id: str) -> Origin | None:
    """Return whom a parcel of that grant and phone would speak for; None for a stranger."""
    found = _find(engine, _BY_ID, grant_id)
    if found is None:
        return None
    try:
        bearer = on_device(engine, _bearer(found, is_renewed=False), device_id)
    except Envelope:
        return None
    return Origin(bearer, found.row.seal)


_G, _D, _U = (cast("Any", model.__table__).c for model in (Grant, Device, User))
_DEVICE = cast("Table", Device.__table__)
_BEARER = select(
    *(_G.id, _G.user_id, _G.device_id, _G.expires_at, _G.next_expires_at, _G.revoked_at, _G.first_used_at),
    *(_G.next_token_hash, _G.seal, _D.province_id, _D.created_at, _D.last_empty_at, _D.split_from_id),
    _D.last_contact_at,
    _U.is_active,
).select_from(
    Grant.__table__.join(Device.__table__, _D.id == _G.device_id).join(User.__table__, _U.id == _G.user_id)
)
_BY_TOKEN = Question(
    _BEARER.where(or_(_G.token_hash == bindparam("given"), _G.next_token_hash == bindparam("given")))
)
_BY_ID = Question(_BEARER.where(_G.id == bindparam("given")))
_BOUND_TO = Question(select(_G.id, _G.device_id).where(Among(_G.id, "ids")))


class _Known(NamedTuple):
    """What is known of a grant, its phone and its person: a row of `_BEARER`."""

    id: str
    user_id: int
    device_id: str
    expires_at: datetime
    next_expires_at: datetime | None
    revoked_at: datetime | None
    first_used_at: datetime | None
    next_token_hash: bytes | None
    seal: bytes
    province_id: int
    created_at: datetime
    last_empty_at: datetime | None
    split_from_id: str | None
    last_contact_at: datetime | None
    is_active: bool


class _Found(NamedTuple):
    row: _Known
    family: tuple[str, ...]
    person: Author


def _find(engine: Engine, query: Question, given: str | bytes) -> _Found | None:
    with glancing(engine) as connection:
        found = query.tuples(connection, {"given": given})
        if not found:
            return None
        row = _Known(*found[0])
        family = family_of(connection, row.device_id) if row.split_from_id else (row.device_id,)
        return _Found(row, family, author_at_work(connection, row.user_id))


def _bearer(found: _Found, *, is_renewed: bool) -> Bearer:
    row, now = found.row, clock.now()
    is_revoked = row.revoked_at is not None or not row.is_active
    return Bearer(
        grant_id=row.id,
        user_id=row.user_id,
        device_id=row.device_id,
        province_id=row.province_id,
        device_known_since=max(row.created_at, row.last_empty_at or row.created_at),
        device_heard_at=row.last_contact_at,
        is_revoked=is_revoked,
        is_expired=now >= (row.next_expires_at if is_renewed and row.next_expires_at else row.expires_at),
        is_renewed=is_renewed,
        is_first_use=row.first_used_at is None,
        family=found.family,
        is_left_behind=False,
        now=now,
        author=replace(
            found.person,
            grant_id=row.id,
            standing="revoked" if is_revoked else "good",
            expires_at=row.expires_at,
        ),
    )


def device_of_grants(connection: Connection, grant_ids: Iterable[str]) -> dict[str, str]:
    """Return grant id -> device id of those that exist."""
    return dict(_BOUND_TO.tuples(connection, {"ids": set(grant_ids)}))


def note_contact(
    connection: Connection,
    bearer: Bearer,
    app_version: str,
    report: Mapping[str, Any],
    skew: timedelta,
    *,
    is_empty: bool = False,
) -> None:
    """Write down that the phone was here and what it told of itself.

    `is_empty`: nothing of its work is left that the server does not have.
    """
    oldest = report.get("oldest")
    values: dict[str, Any] = {
        "last_contact_at": bearer.now,
        "app_version": app_version,
        "clock_offset_ms": min(max(skew // timedelta(milliseconds=1), -(1 << 31)), (1 << 31) - 1),
    }
    if is_empty:
        values["last_empty_at"] = bearer.now
    if report:
        values |= {
            "unsent_count": _count(report.get("unsent")),
            "oldest_unsent_at": clock.from_ms(min(oldest, 1 << 47)) if oldest is not None else None,
            "storage": report.get("storage"),
            "free_bytes": _count(report.get("free")),
        }
    if report.get("evicted"):
        values |= {"evicted_count": min(report["evicted"], MAX_COUNT), "evicted_at": bearer.now}
    _contact(tuple(values)).give(connection, {"phone": bearer.device_id, **values})


def settle_token(connection: Connection, bearer: Bearer) -> None:
    """Write down that the token was used for the first time; a renewed one takes the place of the old."""
    if bearer.is_renewed:
        connection.execute(
            update(Grant)
            .where(Grant.id == bearer.grant_id, Grant.next_token_hash.is_not(None))
            .values(
                token_hash=Grant.next_token_hash,
                expires_at=Grant.next_expires_at,
                next_token_hash=None,
                next_expires_at=None,
            )
        )
    elif bearer.is_first_use:
        connection.execute(update(Grant).where(Grant.id == bearer.grant_id).values(first_used_at=bearer.now))
    if bearer.is_renewed or bearer.is_first_use:
        journal_grant(connection, bearer.grant_id)


def _count(told: int | None) -> int | None:
    """Return what an integer column can hold of it; None: the phone did not say."""
    return None if told is None else min(told, MAX_COUNT)


@lru_cache(maxsize=16)
def _contact(columns: tuple[str, ...]) -> Command:
    return Command(
        update(_DEVICE).where(_D.id == bindparam("phone")).values({c: bindparam(c) for c in columns})
    )


def journal_grant(connection: Connection, grant_id: str) -> None:
    """Journal the grant as it is now: a restored server must know which token holds."""
    row = connection.execute(select(Grant.__table__).where(Grant.id == grant_id)).mappings().one()
    note_rows(connection, [("grant", dict(row))])


def refresh_grant(session: Session, bearer: Bearer, *, secret: str, days: int) -> dict[str, Any]:
    """Renew the grant and return it as protocol §12 shows it; idempotent until the new token is used.

    Raises:
        GrantRevoked: The phone was signed out; expiry is not revocation.
    """
    if bearer.is_revoked:
        raise GrantRevoked
    grant = session.scalars(select(Grant).where(Grant.id == bearer.grant_id).with_for_update()).one()
    if grant.next_token_hash is None:
        grant.generation += 1
        grant.next_token_hash = hash_token(make_token(secret, grant.id, grant.generation))
        grant.next_expires_at = clock.now() + timedelta(days=days)
    return grant_document(grant, make_token(secret, grant.id, grant.generation), grant.next_expires_at)


def grant_document(grant: Grant, token: str, expires_at: datetime | None) -> dict[str, Any]:
    """Return {id, token, seal, expires_at} as it travels."""
    return {
        "id": grant.id,
        "token": token,
        "seal": base64.urlsafe_b64encode(grant.seal).rstrip(b"=").decode("ascii"),
        "expires_at": (expires_at or grant.expires_at).isoformat().replace("+00:00", "Z"),
    }


def revoke_grants_of_person(session: Session, user_id: int) -> int:
    """Sign a person out of all phones; those who share them stay. Return how many grants that took."""
    query = select(Grant).where(Grant.user_id == user_id, Grant.revoked_at.is_(None))
    grants = session.scalars(query).all()
    for grant in grants:
        grant.revoked_at = clock.now()
    return len(grants)


def revoke_grants_of_device(session: Session, device_id: str) -> int:
    """Sign every person out of a lost phone; return how many grants that took."""
    query = select(Grant).where(Grant.device_id == device_id, Grant.revoked_at.is_(None))
    grants = session.scalars(query).all()
    for grant in grants:
        grant.revoked_at = clock.now()
    return len(grants)
