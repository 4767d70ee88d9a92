"""One round trip of `POST /api/v1/sync`: push first, then read one page in one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from tocongnghe import clock
from tocongnghe.operations import SCHEMA, author_at_work
from tocongnghe.operations.journal_session import JournaledSession
from tocongnghe.operations.submit import WRITING
from tocongnghe.services.backups import note_reset, safe_of
from tocongnghe.services.grants import Bearer, authenticate, on_device
from tocongnghe.services.held import release_after_refresh
from tocongnghe.services.splits import Issuer, bring_along, split
from tocongnghe.sync.envelope import Request, parse
from tocongnghe.sync.protocol import VERSION, Mark, digest, inflate, scope_hash, unpack
from tocongnghe.sync.pull import Head, chain_at, head_of, is_ours, later_outcomes, look_up, read_page
from tocongnghe.sync.push import exceptions_of, push

AFTER_SECONDS = 45
"""How long a phone that has nothing to send may wait before it asks again."""
MAX_PAGE_BYTES = 256 * 1024


@dataclass(frozen=True)
class Limits:
    """What one request may hold; told to phones in every answer."""

    max_ops: int
    max_bytes: int
    max_inflated_bytes: int


@dataclass(frozen=True)
class Terms:
    """How this installation deals with phones."""

    limits: Limits
    issuer: Issuer
    min_pull_schema: int = 1
    """Older clients may push; to pull they must be renewed."""
    work_seconds: float = 5
    """After that no more of a request's operations are begun; the phone sends the rest again."""


def exchange(
    engine: Engine, token: str | None, raw: bytes, encoding: str | None, terms: Terms
) -> dict[str, Any]:
    """Return the answer to one sync request; the token is judged before the body.

    Raises:
        UnknownGrant, Envelope, TooLarge, BadEncoding: as protocol §5 lists them.
    """
    limits = terms.limits
    bearer = authenticate(engine, token)
    body = inflate(raw, encoding, max_bytes=limits.max_bytes, max_inflated_bytes=limits.max_inflated_bytes)
    request = parse(body, max_ops=limits.max_ops)
    bearer = on_device(engine, bearer, request.device)
    ends = bearer.now + timedelta(seconds=terms.work_seconds)
    decisions, copied = push(engine, bearer, request, is_late=lambda: clock.now() >= ends)
    if bearer.is_renewed:
        release_after_refresh(engine, bearer)
    answer: dict[str, Any] = {
        "protocol": VERSION,
        "attempt": request.attempt,
        "now": clock.now_ms(),
        "processed": len(decisions),
        "digest": digest(str(row["id"]) for row in request.rows[: len(decisions)]),
        "exceptions": exceptions_of(decisions),
        "next": _next(limits),
    }
    if not bearer.is_revoked:
        answer["new_device"] = _new_device(engine, bearer, copied, terms.issuer)
    cursor, ack = unpack(request.cursor), unpack(request.ack)
    with _snapshot(engine) as connection:
        head = head_of(connection, bearer.province_id, cursor, ack)
        answer |= {"epoch": head.epoch, "at": head.seq, "ack": Mark(head.epoch, head.seq, head.chain).pack()}
        answer["safe"] = safe_of(connection, bearer.province_id, head.epoch, head.genesis)
        answer |= _read(connection, bearer, head, request, terms)
    of_these = (one.id for one in decisions if one.is_erased)
    answer["erased"] = list(dict.fromkeys((*answer.get("erased", ()), *of_these)))
    return {
        name: value for name, value in answer.items() if value is not False and value not in (None, [], {})
    }


def _next(limits: Limits) -> dict[str, int]:
    """Return when to ask again, and what differs from the protocol's own limits: every byte is paid for."""
    told = {"max_ops": limits.max_ops, "max_bytes": limits.max_bytes}
    usual = {"max_ops": 100, "max_bytes": 64 * 1024}
    return {"after": AFTER_SECONDS} | {name: told[name] for name in told if told[name] != usual[name]}


def _snapshot(engine: Engine) -> Connection:
    """Open a connection whose every statement sees the same moment."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ").connect()
    return engine.connect()


def _new_device(engine: Engine, bearer: Bearer, mark: str | None, issuer: Issuer) -> dict[str, Any] | None:
    """Return what a copied phone must know to go on under a name of its own; None for all others.

    *mark* is the operation that betrayed it.
    """
    if mark is None and not bearer.is_left_behind:
        return None
    with JournaledSession(engine.execution_options(**WRITING)) as session, session.begin():
        return split(session, bearer, mark, issuer) if mark else bring_along(session, bearer, issuer)


def _read(
    connection: Connection, bearer: Bearer, head: Head, request: Request, terms: Terms
) -> dict[str, Any]:
    """Return what the phone may learn: nothing if lost, little if expired or after a reset, else its page."""
    missing, of_offer, erased = look_up(connection, request.offer) if request.offer else ([], [], [])
    known = {"missing": missing, "outcomes": of_offer, "erased": erased}
    cursor, ack = unpack(request.cursor), unpack(request.ack)
    is_lost = _is_lost(connection, bearer, head, (request.cursor, cursor), (request.ack, ack))
    if is_lost:
        note_reset(connection)
    if bearer.is_revoked:
        return {"wipe": True, "reset": is_lost, **known}
    if is_lost:
        return {"reset": True, **known}
    if bearer.is_expired:
        return {"refresh": True, **known}
    if request.schema < terms.min_pull_schema:
        return {"upgrade": True, **known}
    author = author_at_work(connection, bearer.user_id)
    today = clock.local_date()
    villages = [id for id in author.villages if author.has(id, today)]
    scope = scope_hash(SCHEMA, villages)
    is_rebuilt = cursor is not None and cursor.scope != scope
    since = 0 if cursor is None or is_rebuilt else cursor.seq
    page = read_page(connection, head, villages, since, min(request.max_bytes, MAX_PAGE_BYTES))
    later = later_outcomes(connection, bearer.province_id, bearer.family, since, page.seq)
    told_to = later.seq
    mark = Mark(head.epoch, told_to, chain_at(connection, bearer.province_id, head, told_to) or b"", scope)
    return {
        "changes": page.changes,
        "gone": page.gone,
        "outcomes": later.outcomes + of_offer,
        "erased": later.erased + erased,
        "cursor": mark.pack(),
        "more": page.more or told_to < page.seq,
        "rebuild": is_rebuilt,
        "missing": missing,
    }


def _is_lost(
    connection: Connection, bearer: Bearer, head: Head, *marks: tuple[str | None, Mark | None]
) -> bool:
    """Tell whether the phone remembers a log that this server does not have (protocol §7)."""
    return any(
        text is not None and (mark is None or not is_ours(connection, bearer.province_id, head, mark))
        for text, mark in marks
    )
