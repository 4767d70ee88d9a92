"""A list that somebody has looked at becomes households: all of its chosen rows at once, or none."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tocongnghe.models import Operation
from tocongnghe.operations import Decision, Draft, submit_from_desk
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason, Role

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that the records did not take, and why."""

    number: int
    head_name: str
    reason: OutcomeReason | None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many households came in now, how many had come before, and what was refused."""

    added: int
    already: int
    refused: tuple[Refusal, ...]


def take_list(session: Session, actor: Actor, list_id: str, rows: Mapping[int, Mapping[str, Any]]) -> Taken:
    """Add *rows* (row number -> body of `household.add`) of the list *list_id*, in one transaction.

    Taking the same list in again adds nothing: each row has its id from the list's.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    ids = {_record_id(list_id, number): number for number in rows}
    there = _present(session, list(ids))
    drafts = [
        Draft("household.add", None, None, rows[number], id=id)
        for id, number in ids.items()
        if id not in there
    ]
    decisions = _submit(session, actor, drafts) if drafts else []
    refused = tuple(
        Refusal(ids[decision.id], str(rows[ids[decision.id]]["head_name"]), decision.reason)
        for decision in decisions
        if decision.outcome is not OperationOutcome.APPLIED
    )
    return Taken(len(decisions) - len(refused), len(there), refused)


def _submit(session: Session, actor: Actor, drafts: list[Draft]) -> list[Decision]:
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - a session of the app is bound to one
    session.rollback()  # ends the read snapshot: what follows is its own transaction
    return submit_from_desk(engine, province_id=actor.province_id, author_id=actor.user_id, drafts=drafts)


def _record_id(list_id: str, number: int) -> str:
    digest = hashlib.sha256(f"{list_id}:{number}".encode()).digest()[:16]
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _present(session: Session, ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), _CHUNK):
        query = select(Operation.id).where(Operation.id.in_(ids[start : start + _CHUNK]))
        found.update(session.scalars(query))
    return found
