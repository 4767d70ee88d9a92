"""What a supervisor said about two things that look alike or at odds; it is not asked again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import SettledDoubt
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import DoubtAnswer, Role

MOST_AT_ONCE = 10_000


def settled(session: Session, first_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Return the settled pairs whose first is one of *first_ids*."""
    ids = sorted(set(first_ids))[:MOST_AT_ONCE]
    rows = session.execute(
        select(SettledDoubt.first_id, SettledDoubt.second_id).where(SettledDoubt.first_id.in_(ids))
    )
    return {(first, second) for first, second in rows}


def settle(session: Session, actor: Actor, first: str, second: str, answer: DoubtAnswer) -> bool:
    """Remember *answer* about two things; return False if somebody had settled them before.

    Whether they are the actor's to judge is the caller's to know.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    if session.get(SettledDoubt, (first, second)) is not None:
        return False
    session.add(
        SettledDoubt(
            first_id=first,
            second_id=second,
            answer=answer,
            author_id=actor.user_id,
            answered_at=clock.now(),
        )
    )
    session.flush()
    return True
