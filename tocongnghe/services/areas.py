"""Places that figures are shown for, as they are today: which they are, what lies in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, case, exists, func, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import CountedAssist, Place, PlaceParent
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import PlaceKind


@dataclass(frozen=True)
class Villages:
    """How many villages a place has, and how many of them ever reported an assist."""

    known: int = 0
    reporting: int = 0


def find_place(session: Session, actor: Actor | None, code: str) -> Place:
    """Return the place *code* of today that *actor* may read; None is the operator at the shell.

    Raises:
        NotFound: Unknown, or outside the actor's places.
    """
    place = session.scalar(
        select(Place).where(Place.code == code, Place.valid_from <= clock.local_date(), holds_today(Place))
    )
    if place is None or (actor is not None and not _may_read(actor, place)):
        raise NotFound(f"no place {code} to be read")
    return place


def _may_read(actor: Actor, place: Place) -> bool:
    below = place.id in actor.commune_ids or place.id in actor.village_ids
    return below or (actor.may_read_province and place.id == actor.province_id)


def holds_today(table: type[Place] | type[PlaceParent]) -> ColumnElement[bool]:
    """Return the condition that a dated row of *table* still holds today."""
    return or_(table.valid_to.is_(None), table.valid_to > clock.local_date())


def places_in(session: Session, place: Place) -> list[Place]:
    """Return the places right below *place* today, by code."""
    return list(
        session.scalars(
            select(Place)
            .join(PlaceParent, PlaceParent.place_id == Place.id)
            .where(PlaceParent.parent_id == place.id, holds_today(PlaceParent))
            .order_by(Place.code)
        )
    )


def villages_in(areas: list[Place]) -> Subquery:
    """Select (village_id, area_id): every village of the first area, and the inner area it belongs to."""
    whole, inner = areas[0], [area.id for area in areas[1:]]
    area_id, condition = {
        PlaceKind.PROVINCE: (PlaceParent.parent_id, PlaceParent.parent_id.in_(inner)),
        PlaceKind.COMMUNE: (PlaceParent.place_id, PlaceParent.parent_id == whole.id),
        PlaceKind.VILLAGE: (PlaceParent.place_id, PlaceParent.place_id == whole.id),
    }[whole.kind]
    return (
        select(PlaceParent.place_id.label("village_id"), area_id.label("area_id"))
        .where(condition, holds_today(PlaceParent))
        .subquery()
    )


def count_villages(session: Session, areas: list[Place]) -> dict[int, Villages]:
    """Return for each of *areas* (a place and those in it, in that order) its villages."""
    links = villages_in(areas)
    has_reported = exists().where(CountedAssist.village_id == links.c.village_id)
    rows = session.execute(
        select(links.c.area_id, func.count(), func.sum(case((has_reported, 1), else_=0))).group_by(
            links.c.area_id
        )
    )
    found = defaultdict(Villages, {area_id: Villages(known, reporting) for area_id, known, reporting in rows})
    if len(areas) > 1:
        inner = list(found.values())
        found[areas[0].id] = Villages(sum(v.known for v in inner), sum(v.reporting for v in inner))
    return found
