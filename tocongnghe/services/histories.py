"""One assist with everything that was ever said about it, in the order in which it arrived."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Assist, Device, LogEntry, Operation, User
from tocongnghe.operations import in_todays_words
from tocongnghe.services.access import Actor
from tocongnghe.services.review_rows import ReviewRow, read_rows, rows_query
from tocongnghe.services.substitutes import Spell, list_spells
from tocongnghe.vocabulary import OperationOutcome, Role

MAKING = {"assist.log", "assist.amend"}
"""What makes a version; all else is about one."""
ID_SHOWN = 8
TEAMS_OWN = {"assist.log", "assist.amend", "assist.withdraw"}
"""What a substitute does as a team member of their own, at whatever time."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on a record; `said` is its body, in today's words."""

    kind: str
    author: str | None
    received_at: datetime
    outcome: OperationOutcome
    reason: str | None
    said: Mapping[str, Any]
    stands_in_for: str | None
    """Whose place a substitute took who decided this."""
    made_at: datetime
    """When it was made, as far as the phone's clock can tell; equal to `received_at` at the desk."""
    phone: str | None
    """What the phone is called, or how its id begins; None at the desk."""
    version: int | None
    """Which version of the assist it made, or is about; None if it took no effect."""


@dataclass(frozen=True, slots=True)
class History:
    """An assist as it is now, and its steps, first one first."""

    assist: ReviewRow
    steps: tuple[Step, ...]


def find_history(session: Session, actor: Actor, assist_id: str) -> History:
    """Return the assist *assist_id* with its history.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or outside the actor's places: indistinguishable on purpose.
    """
    actor.require(Role.SUPERVISOR)
    query = rows_query(actor.village_ids).where(Assist.id == assist_id)
    rows = read_rows(session, actor.village_ids, query)
    if not rows:
        raise NotFound
    steps = session.execute(
        select(Operation, User.name, Device.name)
        .join(LogEntry, LogEntry.operation_id == Operation.id)
        .outerjoin(User, User.id == Operation.author_id)
        .outerjoin(Device, Device.id == Operation.device_id)
        .where(Operation.record_id == assist_id, LogEntry.is_change.is_(False))
        .order_by(LogEntry.seq)
    )
    found = steps.all()
    versions = _versions([operation for operation, _, _ in found])
    deciders = {op.author_id for op, _, _ in found if op.author_id is not None and op.kind not in TEAMS_OWN}
    spells = list_spells(session, deciders, actor.commune_ids) if deciders else []
    return History(rows[0], tuple(_step(*row, spells, versions) for row in found))


def _versions(operations: Sequence[Operation]) -> dict[str, int]:
    """Return operation -> the number of the version that it made, or that it is about, of those in effect."""
    versions: dict[str, int] = {}
    for operation in operations:
        if operation.outcome is OperationOutcome.APPLIED:
            before = versions.get(operation.prev_id or "", 0)
            versions[operation.id] = before + (operation.kind in MAKING)
    return versions


def _step(
    operation: Operation,
    author: str | None,
    device: str | None,
    spells: Sequence[Spell],
    versions: Mapping[str, int],
) -> Step:
    on = clock.local_date(operation.received_at)
    absent = [spell.absent for spell in spells if spell.covers(operation.author_id, on)]
    return Step(
        stands_in_for=", ".join(absent) if absent and operation.kind not in TEAMS_OWN else None,
        made_at=operation.est_to,
        phone=(device or operation.device_id[:ID_SHOWN]) if operation.grant_id else None,
        version=versions.get(operation.id) or None,
        kind=operation.kind,
        author=author,
        received_at=operation.received_at,
        outcome=operation.outcome,
        reason=operation.reason,
        said=in_todays_words(operation.kind, json.loads(operation.body) or {}, operation.schema)[0],
    )
