"""A supervisor's verdicts: each covers exactly the version that was shown, never what came after.

Every verdict is an operation; it owns its transaction, so nothing here is left to commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tocongnghe.errors import AssistLocked, InvalidInput, NotFound, ReviewStale
from tocongnghe.models import Assist
from tocongnghe.operations import Decision, Draft, submit_from_desk
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import AssistState, OperationOutcome, OutcomeReason, ReturnReason, Role


@dataclass(frozen=True, slots=True)
class Shown:
    """An assist, and the version of it that the reviewer had before their eyes."""

    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Tried:
    """How many verdicts took effect, and why the others did not."""

    done: int = 0
    already: int = 0
    """Somebody had given the same verdict before."""
    changed: int = 0
    """Changed since they were shown: to be looked at again."""
    impossible: int = 0


def approve(session: Session, actor: Actor, shown: Sequence[Shown]) -> Tried:
    """Approve the listed versions, each on its own: one that changed does not hold up the others.

    Raises:
        Forbidden: No supervisor.
        NotFound: One of them is unknown, or outside the actor's places; then none is approved.
    """
    decisions = _submit(session, actor, "assist.approve", shown)
    approved = _approved(session, [d.record_id for d in decisions])
    return Tried(
        done=sum(d.outcome is OperationOutcome.APPLIED for d in decisions),
        already=sum(_is_refused(d) and d.record_id in approved for d in decisions),
        changed=sum(_is_stale(d) and d.record_id not in approved for d in decisions),
        impossible=sum(
            _is_refused(d) and not _is_stale(d) and d.record_id not in approved for d in decisions
        ),
    )


def return_assist(
    session: Session, actor: Actor, shown: Shown, reason: ReturnReason, text: str | None
) -> None:
    """Send the shown version back to its team; an approved one is reopened.

    Raises:
        InvalidInput: Another reason than the ready-made ones, and no words for it.
        NotFound: Unknown, or outside the actor's places.
        ReviewStale: It changed since it was shown.
        AssistLocked: It cannot be returned any more.
    """
    actor.require(Role.SUPERVISOR)
    if reason is ReturnReason.OTHER and not text:
        raise InvalidInput(extra={"errors": {"text": ["required"]}})
    state = _states(session, actor, [shown])[shown.id]
    kind = "assist.reopen" if state is AssistState.APPROVED else "assist.return"
    body: dict[str, Any] = {"reason": reason.value}
    _one(_submit(session, actor, kind, [shown], body | ({"text": text} if text else {})))


def unapprove(session: Session, actor: Actor, shown: Shown) -> None:
    """Take an approval back: the assist waits for review again.

    Raises:
        NotFound: Unknown, or outside the actor's places.
        ReviewStale: It changed since it was shown.
        AssistLocked: It is not approved any more.
    """
    _one(_submit(session, actor, "assist.unapprove", [shown]))


def _submit(
    session: Session, actor: Actor, kind: str, shown: Sequence[Shown], body: Mapping[str, Any] | None = None
) -> list[Decision]:
    actor.require(Role.SUPERVISOR)
    _states(session, actor, shown)
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - a session of the app is bound to one
    session.rollback()  # ends the read snapshot: what follows is its own transaction
    return submit_from_desk(
        engine,
        province_id=actor.province_id,
        author_id=actor.user_id,
        drafts=[Draft(kind, one.id, one.version, dict(body or {})) for one in shown],
    )


def _states(session: Session, actor: Actor, shown: Sequence[Shown]) -> dict[str, AssistState]:
    """Return the state of each assist.

    Raises:
        NotFound: One of them is unknown, or outside the actor's places.
    """
    ids = {one.id for one in shown}
    rows = session.execute(
        select(Assist.id, Assist.state).where(Assist.id.in_(ids), Assist.village_id.in_(actor.village_ids))
    )
    states = dict(rows.all())
    if states.keys() != ids:
        raise NotFound
    return states


def _approved(session: Session, ids: Sequence[str]) -> set[str]:
    return set(
        session.scalars(select(Assist.id).where(Assist.id.in_(ids), Assist.state == AssistState.APPROVED))
    )


def _is_refused(decision: Decision) -> bool:
    return decision.outcome is not OperationOutcome.APPLIED


def _is_stale(decision: Decision) -> bool:
    return decision.reason is OutcomeReason.PREV_NOT_HEAD


def _one(decisions: Sequence[Decision]) -> None:
    for decision in decisions:
        if _is_stale(decision):
            raise ReviewStale
        if decision.reason is OutcomeReason.OUT_OF_SCOPE:
            raise NotFound
        if _is_refused(decision):
            raise AssistLocked
