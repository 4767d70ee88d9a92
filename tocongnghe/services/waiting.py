"""What waits at the commune today, village by village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe.models import Assist, Place
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import AssistState, Role


@dataclass(frozen=True, slots=True)
class VillageWaiting:
    """Assists of one village that nobody has decided yet, and those that its team has to mend."""

    code: str
    name: str
    waiting: int
    oldest_at: datetime | None
    returned: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The commune's day; villages with the longest wait come first, quiet ones are left out."""

    communes: tuple[str, ...]
    villages: tuple[VillageWaiting, ...]

    @property
    def waiting(self) -> int:
        return sum(village.waiting for village in self.villages)

    @property
    def returned(self) -> int:
        return sum(village.returned for village in self.villages)

    @property
    def oldest_at(self) -> datetime | None:
        return min((v.oldest_at for v in self.villages if v.oldest_at is not None), default=None)


def find_waiting(session: Session, actor: Actor) -> Waiting:
    """Return what waits in the actor's villages.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    rows = session.execute(
        select(Place.code, Place.name, Assist.state, func.count(), func.min(Assist.logged_at))
        .join(Place, Place.id == Assist.village_id)
        .where(
            Assist.village_id.in_(actor.village_ids),
            Assist.state.in_((AssistState.SUBMITTED, AssistState.RETURNED)),
        )
        .group_by(Place.code, Place.name, Assist.state)
    )
    found: dict[str, VillageWaiting] = {}
    for code, name, state, count, oldest in rows:
        before = found.get(code, VillageWaiting(code, name, 0, None, 0))
        if state is AssistState.SUBMITTED:
            found[code] = VillageWaiting(code, name, count, oldest, before.returned)
        else:
            found[code] = VillageWaiting(code, name, before.waiting, before.oldest_at, count)
    return Waiting(commune_names(session, actor), tuple(sorted(found.values(), key=_longest_wait_first)))


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many assists wait for the actor's verdict; 0 for whoever reviews nothing."""
    if not actor.may_review:
        return 0
    query = select(func.count()).where(
        Assist.village_id.in_(actor.village_ids), Assist.state == AssistState.SUBMITTED
    )
    return session.scalar(query) or 0


def commune_names(session: Session, actor: Actor) -> tuple[str, ...]:
    """Return the full names of the actor's communes, by code."""
    query = select(Place.name).where(Place.id.in_(actor.commune_ids)).order_by(Place.code)
    return tuple(session.scalars(query))


def _longest_wait_first(village: VillageWaiting) -> tuple[bool, float, str]:
    instant = village.oldest_at
    return (instant is None, instant.timestamp() if instant else 0.0, village.code)
