"""Places that figures are shown for, as the division of a day has them: which they are, what lies in them.

"As it was" asks for the day of the figures, "as it is now" for today. Records
keep the village of their day: a village that went on in another hangs under
the commune of that one, so that sums of a commune hold it, and is shown as its
successor. Only of a village that was divided nobody can say where its past
belongs: it stays a row of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import CountedAssist, Place, PlaceName, PlaceParent, PlaceSuccession
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import PlaceKind, SuccessionRelation


@dataclass(frozen=True)
class Villages:
    """How many villages a place has, and how many of them ever reported an assist."""

    known: int = 0
    reporting: int = 0


def find_place(session: Session, actor: Actor | None, code: str, on: date | None = None) -> Place:
    """Return the place that had *code* on *on* and that *actor* may read; None is the operator at the shell.

    Whoever may read what became of a place may read the place.

    Raises:
        NotFound: Unknown, or outside the actor's places.
    """
    place = session.scalar(select(Place).where(Place.code == code, holds_on(Place, on)))
    if place is None or (actor is not None and not _may_read(session, actor, place)):
        raise NotFound(f"no place {code} to be read")
    return place


def _may_read(session: Session, actor: Actor, place: Place) -> bool:
    theirs = {*actor.commune_ids, *actor.village_ids}
    if actor.may_read_province:
        theirs.add(actor.province_id)
    if place.id in theirs or place.valid_to is None:
        return place.id in theirs
    return not theirs.isdisjoint(successors_on(session, place.id))


def places_in(session: Session, place: Place, on: date | None = None) -> list[Place]:
    """Return the places right below *place* on *on*, by code; villages that were divided come last."""
    became, day = aliased(Place), on or clock.local_date()
    ended_whole = exists().where(
        PlaceSuccession.from_id == Place.id,
        PlaceSuccession.relation == SuccessionRelation.WHOLE,
        PlaceSuccession.on_day <= day,
        became.id == PlaceSuccession.to_id,
        or_(became.valid_to.is_(None), became.valid_to > day),
    )
    is_former = and_(Place.kind == PlaceKind.VILLAGE, Place.valid_from <= day, not_(ended_whole))
    return list(
        session.scalars(
            select(Place)
            .join(PlaceParent, PlaceParent.place_id == Place.id)
            .where(PlaceParent.parent_id == place.id, holds_on(PlaceParent, on))
            .where(or_(holds_on(Place, on), is_former))
            .order_by(not_(holds_on(Place, on)), Place.code)
        )
    )


def villages_in(areas: list[Place], on: date | None = None) -> Subquery:
    """Select (village_id, shown_id, area_id, is_alive): the first area's villages, and the area each is in.

    Villages that went on in another are among them, shown as that one.
    """
    whole, inner = areas[0], [area.id for area in areas[1:]]
    went_on, is_whole = _went_on(on)
    shown_id = func.coalesce(went_on.to_id, PlaceParent.place_id)
    area_id, condition = {
        PlaceKind.PROVINCE: (PlaceParent.parent_id, PlaceParent.parent_id.in_(inner)),
        PlaceKind.COMMUNE: (shown_id, PlaceParent.parent_id == whole.id),
        PlaceKind.VILLAGE: (shown_id, shown_id == whole.id),
    }[whole.kind]
    return (
        select(
            PlaceParent.place_id.label("village_id"),
            shown_id.label("shown_id"),
            area_id.label("area_id"),
            holds_on(Place, on).label("is_alive"),
        )
        .join(Place, Place.id == PlaceParent.place_id)
        .outerjoin(went_on, and_(went_on.from_id == PlaceParent.place_id, is_whole))
        .where(condition, Place.kind == PlaceKind.VILLAGE, holds_on(PlaceParent, on))
        .subquery()
    )


def shown_among(village_ids: list[int], on: date | None = None) -> Subquery:
    """Select (village_id, shown_id): each of the villages beside the one of them that it went on in."""
    went_on, is_whole = _went_on(on)
    is_among = went_on.to_id.in_(village_ids)
    return (
        select(Place.id.label("village_id"), func.coalesce(went_on.to_id, Place.id).label("shown_id"))
        .outerjoin(went_on, and_(went_on.from_id == Place.id, is_whole, is_among))
        .where(Place.id.in_(village_ids))
        .subquery()
    )


def _went_on(on: date | None) -> tuple[type[PlaceSuccession], ColumnElement[bool]]:
    """Return the succession, and what holds of it where a place had become one that was there on *on*."""
    went_on, last, day = aliased(PlaceSuccession), aliased(Place), on or clock.local_date()
    ends = exists().where(last.id == went_on.to_id, or_(last.valid_to.is_(None), last.valid_to > day))
    return went_on, and_(went_on.relation == SuccessionRelation.WHOLE, went_on.on_day <= day, ends)


def count_villages(
    session: Session, areas: list[Place], on: date | None = None, days: tuple[date, date] | None = None
) -> dict[int, Villages]:
    """Return for each of *areas* (a place and those in it, in that order) its villages of *on*.

    What a village reported that went on in another, its successor has reported;
    *days*: only what happened from the first to the last of them, None: ever.
    """
    links = villages_in(areas, on)
    has_reported = exists().where(CountedAssist.village_id == links.c.village_id)
    if days is not None:
        has_reported = has_reported.where(CountedAssist.happened_on.between(*days))
    shown = (
        select(
            links.c.area_id,
            func.max(case((links.c.is_alive, 1), else_=0)).label("alive"),
            func.max(case((has_reported, 1), else_=0)).label("reported"),
        )
        .group_by(links.c.area_id, links.c.shown_id)
        .subquery()
    )
    rows = session.execute(
        select(
            shown.c.area_id,
            func.sum(shown.c.alive),
            func.sum(shown.c.alive * shown.c.reported),
            func.sum(shown.c.reported),
        ).group_by(shown.c.area_id)
    )
    found = defaultdict(
        Villages,
        {area_id: Villages(known, living if known else ever) for area_id, known, living, ever in rows},
    )
    if len(areas) > 1:
        inner = list(found.values())
        found[areas[0].id] = Villages(sum(v.known for v in inner), sum(v.reporting for v in inner if v.known))
    return found


def successors_on(session: Session, place_id: int, on: date | None = None) -> list[int]:
    """Return the ids of the places that *place_id* has become on *on*; none while it holds itself."""
    ends = aliased(Place)
    return list(
        session.scalars(
            select(PlaceSuccession.to_id)
            .join(ends, ends.id == PlaceSuccession.to_id)
            .where(
                PlaceSuccession.from_id == place_id,
                PlaceSuccession.on_day <= (on or clock.local_date()),
                holds_on(ends, on),
            )
            .order_by(ends.code)
        )
    )


def predecessors_on(session: Session, place_id: int, on: date | None = None) -> list[int]:
    """Return the ids of the places that went on, wholly, in *place_id* until *on*."""
    return list(
        session.scalars(
            select(PlaceSuccession.from_id)
            .where(
                PlaceSuccession.to_id == place_id,
                PlaceSuccession.relation == SuccessionRelation.WHOLE,
                PlaceSuccession.on_day <= (on or clock.local_date()),
            )
            .order_by(PlaceSuccession.from_id)
        )
    )


def names_on(session: Session, places: list[Place], on: date) -> dict[int, str]:
    """Return what each of *places* was called on *on*; for most it is the name they have."""
    names = {place.id: place.name for place in places}
    rows = session.execute(
        select(PlaceName.place_id, PlaceName.name)
        .where(PlaceName.place_id.in_(names), PlaceName.valid_from <= on)
        .order_by(PlaceName.valid_from)
    )
    return names | {place_id: name for place_id, name in rows}  # noqa: C416 - dict() of a Result asks for keys
