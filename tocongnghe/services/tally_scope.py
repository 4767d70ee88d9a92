"""Which communes and villages a reader's tally is about, and how fresh its figures are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.models import Assist, Place, PlaceParent, RollUpPosition
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import PlaceKind, Role


@dataclass(frozen=True, slots=True)
class ScopeVillage:
    """A village of the scope."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Communes and their villages of today, each by code."""

    communes: dict[int, str]
    """Id -> full name."""
    villages: tuple[ScopeVillage, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.communes.values())

    @property
    def village_ids(self) -> list[int]:
        return [village.id for village in self.villages]


def find_scope(session: Session, actor: Actor, commune: str | None = None) -> Scope:
    """Return the actor's communes, or the one with the code *commune*.

    Raises:
        Forbidden: Nobody of the commune or the province.
        NotFound: A commune outside the actor's places; the province must name one.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
    query = select(Place.id, Place.name).where(Place.id.in_(actor.commune_ids)).order_by(Place.code)
    if commune is not None:
        query = query.where(Place.code == commune)
    elif not actor.may_read_commune:
        raise NotFound
    communes = dict(session.execute(query).all())
    if not communes:
        raise NotFound
    return Scope(communes, tuple(_villages(session, actor, communes)))


def _villages(session: Session, actor: Actor, communes: Iterable[int]) -> Iterable[ScopeVillage]:
    query = (
        select(Place.id, Place.code, Place.name)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(
            PlaceParent.parent_id.in_(list(communes)),
            Place.id.in_(actor.village_ids),
            Place.kind == PlaceKind.VILLAGE,
            holds_on(PlaceParent),
        )
        .distinct()
        .order_by(Place.code)
    )
    return (ScopeVillage(id, code, name) for id, code, name in session.execute(query))


def find_freshness(session: Session, actor: Actor, scope: Scope) -> tuple[datetime | None, int]:
    """Return when the cells of the province last caught up (None: never), and the assists changed since."""
    position = session.get(RollUpPosition, actor.province_id)
    seq = position.seq if position else 0
    query = select(func.count()).where(Assist.village_id.in_(scope.village_ids), Assist.seq > seq)
    return position.counted_at if position else None, session.scalar(query) or 0
