"""A supervisor's verdicts: each covers exactly the version that was shown, never what came after.

Every verdict is an operation; it owns its transaction, so nothing here is left to commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.models import Assist, Operation, User
from tocongnghe.operations import Decision, Draft, submit_from_desk
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import AssistState, OperationOutcome, OutcomeReason, ReturnReason, Role


@dataclass(frozen=True, slots=True)
class Shown:
    """An assist, and the version of it that the reviewer had before their eyes."""

    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Met:
    """What an assist had become before a verdict on it arrived: the last thing done to it, by whom, when."""

    kind: str
    author: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """How many verdicts took effect, and why the others did not."""

    done: int = 0
    already: int = 0
    """Somebody had given the same verdict before."""
    changed: int = 0
    """Changed since they were shown: to be looked at again."""
    impossible: int = 0
    met: tuple[Met, ...] = ()
    """What the verdicts without effect met, newest first."""
    operations: tuple[tuple[str, str], ...] = ()
    """(assist, operation) of those that took effect."""


def approve(session: Session, actor: Actor, shown: Sequence[Shown]) -> Tried:
    """Approve the listed versions, each on its own: one that changed does not hold up the others.

    Raises:
        Forbidden: No supervisor.
        NotFound: One of them is unknown, or outside the actor's places; then none is approved.
    """
    return _tried(session, _submit(session, actor, "assist.approve", shown), AssistState.APPROVED)


def return_assist(
    session: Session, actor: Actor, shown: Shown, reason: ReturnReason, text: str | None
) -> Tried:
    """Send the shown version back to its team; an approved one is reopened.

    Raises:
        InvalidInput: Another reason than the ready-made ones, and no words for it.
        NotFound: Unknown, or outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    if reason is ReturnReason.OTHER and not text:
        raise InvalidInput(extra={"errors": {"text": ["required"]}})
    state = _states(session, actor, [shown])[shown.id]
    kind = "assist.reopen" if state is AssistState.APPROVED else "assist.return"
    body: dict[str, Any] = {"reason": reason.value}
    decisions = _submit(session, actor, kind, [shown], body | ({"text": text} if text else {}))
    return _tried(session, decisions, AssistState.RETURNED)


def unapprove(session: Session, actor: Actor, shown: Sequence[Shown]) -> Tried:
    """Take approvals back: what moved on since is left alone, the others wait for review again.

    Raises:
        Forbidden: No supervisor.
        NotFound: One of them is unknown, or outside the actor's places; then none is taken back.
    """
    return _tried(session, _submit(session, actor, "assist.unapprove", shown), AssistState.SUBMITTED)


def _tried(session: Session, decisions: Sequence[Decision], aim: AssistState) -> Tried:
    """Return what became of verdicts that were to bring their assists to the state *aim*.

    Raises:
        NotFound: One was of a place that is the actor's no more.
    """
    if any(decision.reason is OutcomeReason.OUT_OF_SCOPE for decision in decisions):
        raise NotFound
    refused = [decision for decision in decisions if decision.outcome is not OperationOutcome.APPLIED]
    now = _now(session, [decision.record_id for decision in refused])
    late = [decision for decision in refused if now[decision.record_id][0] is not aim]
    stale = sum(decision.reason is OutcomeReason.PREV_NOT_HEAD for decision in late)
    return Tried(
        done=len(decisions) - len(refused),
        already=len(refused) - len(late),
        changed=stale,
        impossible=len(late) - stale,
        met=tuple(sorted({met for _, met in now.values()}, key=lambda met: met.at, reverse=True)),
        operations=tuple((d.record_id, d.id) for d in decisions if d.outcome is OperationOutcome.APPLIED),
    )


def _now(session: Session, ids: Sequence[str]) -> dict[str, tuple[AssistState, Met]]:
    """Return how each assist stands now, and who brought it there."""
    rows = session.execute(
        select(Assist.id, Assist.state, Operation.kind, User.name, Operation.received_at)
        .join(Operation, Operation.id == Assist.head_op)
        .outerjoin(User, User.id == Operation.author_id)
        .where(Assist.id.in_(ids))
    )
    return {id: (state, Met(kind, author, at)) for id, state, kind, author, at in rows}


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
