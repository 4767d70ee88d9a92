"""Operations from the wire into `operations.submit()`, and its answer back (protocol §5, §6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Engine

from tocongnghe.operations import (
    KINDS,
    SCHEMA,
    Author,
    Decision,
    Incoming,
    authors_of_grants,
    body_hash,
    body_hash_with,
    canonical,
    in_todays_words,
    submit,
)
from tocongnghe.operations.driver import unanswered
from tocongnghe.operations.rows import glancing
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.schemas.quick import is_id
from tocongnghe.services.grants import Bearer, device_of_grants, note_contact, settle_token
from tocongnghe.services.splits import ask_for_copies, find_copy
from tocongnghe.sync.envelope import Request
from tocongnghe.sync.protocol import unpack
from tocongnghe.sync.pull import head_of, is_ours
from tocongnghe.sync.times import parcel_clock, phone_clock
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

_KIND = re.compile("[!-~]{1,40}")
MOST = 1 << 53


def push(
    engine: Engine,
    bearer: Bearer,
    request: Request,
    *,
    is_carried: bool = False,
    is_late: Callable[[], bool] = lambda: False,
) -> tuple[list[Decision], str | None]:
    """Take the operations of *request* in; return one decision each, in their order.

    Once `is_late` the rest is left for the next time, and has no decision. With
    them comes the operation that betrays a copied phone, if one does.

    What another phone carried here is no contact of the one that made it.
    """
    authors = _authors(engine, bearer, request.grants)
    read_clock = parcel_clock if is_carried else phone_clock
    told = read_clock(request.clock, bearer.device_known_since, bearer.now)
    batch: list[Incoming] = []
    numbers: list[tuple[int, str]] = []
    copied: list[str | None] = []
    unreadable: dict[int, Decision] = {}
    for index, row in enumerate(request.rows):
        problem = _header_problem(row, len(request.grants))
        if problem == "id":
            unreadable[index] = Decision(
                str(row["id"])[:40], "", OperationOutcome.REJECTED, OutcomeReason.MALFORMED, {"detail": "id"}
            )
            continue
        if problem is None and row["n"] > 0:
            numbers.append((row["n"], row["id"]))
        op = _incoming(row, problem, request, authors, told)
        op.heard_at = None if is_carried else bearer.device_heard_at
        batch.append(op)

    def alongside(connection: Connection) -> None:
        is_empty = not is_late() and _leaves_nothing(connection, bearer, request)
        with unanswered(connection):
            copies = ask_for_copies(connection, bearer.device_id, numbers) if numbers else None
            note_contact(connection, bearer, request.app, request.report, told.skew, is_empty=is_empty)
            is_copied = copies is not None and bool(copies.tuples())
        settle_token(connection, bearer)
        copied.append(find_copy(connection, bearer.device_id, numbers) if is_copied else None)

    decisions = iter(
        submit(
            engine,
            bearer.province_id,
            bearer.device_id,
            batch,
            alongside=None if is_carried else alongside,
            is_late=is_late,
        )
    )
    taken = []
    for index in range(len(request.rows)):
        decision = unreadable.get(index) or next(decisions, None)
        if decision is None:
            break
        taken.append(decision)
    return taken, copied[-1] if copied else None


def _leaves_nothing(connection: Connection, bearer: Bearer, request: Request) -> bool:
    """Tell whether the phone has nothing that is not here: neither unsent nor still to be offered."""
    unsent, mark = request.report.get("unsent"), unpack(request.ack)
    if unsent is None or unsent > len(request.rows) or request.offer or mark is None:
        return False
    return is_ours(connection, bearer.province_id, head_of(connection, bearer.province_id, mark), mark)


def exceptions_of(decisions: list[Decision]) -> list[list[Any]]:
    """Return [index, outcome, reason, extra] of every operation that was not applied."""
    return [
        [
            index,
            str(decision.outcome),
            str(decision.reason),
            *([dict(decision.extra)] if decision.extra else []),
        ]
        for index, decision in enumerate(decisions)
        if decision.outcome != OperationOutcome.APPLIED
    ]


def _authors(engine: Engine, bearer: Bearer, grants: list[str]) -> list[Author]:
    """Return the author of each listed grant; one of another phone, or of nobody, says so."""
    known: dict[str, Author] = {}
    devices: dict[str, str] = {}
    others = [id for id in grants if id != bearer.grant_id]
    if others:
        with glancing(engine) as connection:
            known, devices = authors_of_grants(connection, others), device_of_grants(connection, others)
    authors = []
    for id in grants:
        if id == bearer.grant_id:
            authors.append(bearer.author)
        elif id not in known or id not in devices:
            authors.append(Author(None, id[:26], standing="unknown"))
        elif devices[id] not in bearer.family:
            authors.append(Author(None, id[:26], standing="foreign"))
        else:
            authors.append(known[id].as_guest())
    return authors


def _header_problem(row: Mapping[str, Any], grants: int) -> str | None:
    """Return the first header field that cannot be right, or None."""
    if not is_id(row["id"]):
        return "id"
    kind = row["kind"]
    if type(kind) is not str or (kind not in KINDS and not _KIND.fullmatch(kind)):
        return "kind"
    for name in ("record", "prev"):
        if row[name] is not None and not is_id(row[name]):
            return name
    if not _is_whole(row["grant"], grants - 1):
        return "grant"
    if not _is_whole(row["n"], MOST) or not _is_whole(row["at"], MOST):
        return "n, at"
    return None if isinstance(row["body"], dict) else "body"


def _is_whole(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _incoming(
    row: Mapping[str, Any], problem: str | None, request: Request, authors: list[Author], told: Any
) -> Incoming:
    is_readable = problem is None
    kind = row["kind"] if problem != "kind" else "unreadable"
    author = (
        authors[row["grant"]]
        if _is_whole(row["grant"], len(authors) - 1)
        else Author(None, standing="unknown")
    )
    n = row["n"] if _is_whole(row["n"], MOST) else 0
    at = row["at"] if _is_whole(row["at"], MOST) else 0
    made = told.made(at)
    sent = row["body"] if isinstance(row["body"], dict) else {"unreadable": True}
    text = canonical(sent)
    body, complaint = _read(kind, sent, request.schema)
    head = [row[name] if name != "grant" else author.grant_id for name in _HEAD]
    return Incoming(
        id=row["id"],
        kind=kind,
        record=row["record"] if is_readable else None,
        prev=row["prev"] if is_readable else None,
        n=n,
        at=at,
        body=body,
        hash=body_hash_with(head, text) if sent is row["body"] else body_hash([*head, row["body"]]),
        author=author,
        est_from=made.est_from,
        est_to=made.est_to,
        is_clock_suspect=made.is_suspect,
        is_clock_wrong=made.is_clock_wrong,
        schema=request.schema,
        malformed=problem or complaint,
        text=text,
    )


def _read(kind: str, body: Mapping[str, Any], schema: int) -> tuple[Mapping[str, Any], str | None]:
    """Return *body* as one of today's, and what is wrong with it; of one that is too new, nothing is said."""
    if schema > SCHEMA:
        return body, None
    read, complaint = in_todays_words(kind, body, schema)
    return read, complaint or complaint_about(kind, read)


_HEAD = ("id", "kind", "record", "prev", "grant", "n", "at")
