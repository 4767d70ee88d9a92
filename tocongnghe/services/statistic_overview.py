"""What numbers a province has about its places: how many communes have each, how old, and who brought it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Place, PlaceStatistic, StatisticChange, StatisticUpload, User
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import find_place, places_in
from tocongnghe.services.statistic_lists import statistic_names
from tocongnghe.services.statistics import Denominator, denominators_on
from tocongnghe.vocabulary import Role

READERS = (Role.PROVINCE, Role.ADMIN)
MOST_UPLOADS = 20


@dataclass(frozen=True, slots=True)
class StatisticLine:
    """One statistic in a province, as its communes have it today."""

    code: str
    name: str
    known: int
    communes: int
    oldest: date | None
    newest: date | None
    sources: tuple[str, ...]
    derived: int
    """Of how many communes the number was worked out, not published."""

    @property
    def missing(self) -> int:
        return self.communes - self.known


@dataclass(frozen=True, slots=True)
class CommuneNumber:
    """A commune and its number; None: no data."""

    place: Place
    number: Denominator | None


@dataclass(frozen=True, slots=True)
class StoredNumber:
    """One number of a place, and who brought what holds now; nobody's name: from before this was noted."""

    statistic: str
    value: int
    as_of: date
    source: str
    is_derived: bool
    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class UploadLine:
    """One file or program that brought numbers, and whether that was taken back."""

    id: int
    name: str
    by: str | None
    at: datetime
    count: int
    undone_by: str | None
    undone_at: datetime | None


def list_statistics(session: Session, actor: Actor) -> list[StatisticLine]:
    """Return every statistic of the catalogue, in its order.

    Raises:
        Forbidden: Nobody of the province.
    """
    actor.require(*READERS)
    communes = _communes(session, actor)
    names = statistic_names()
    known = denominators_on(session, [each.id for each in communes], list(names), clock.local_date())
    lines = []
    for code, name in names.items():
        numbers = [known[each.id, code] for each in communes if (each.id, code) in known]
        days = [each.as_of for each in numbers if each.as_of]
        lines.append(
            StatisticLine(
                code=code,
                name=name,
                known=len(numbers),
                communes=len(communes),
                oldest=min(days, default=None),
                newest=max(days, default=None),
                sources=tuple(dict.fromkeys(each.source for each in numbers if each.source)),
                derived=sum(each.is_derived for each in numbers),
            )
        )
    return lines


def list_numbers(session: Session, actor: Actor, statistic: str) -> list[CommuneNumber]:
    """Return every commune with its number of today, by code.

    Raises:
        Forbidden: Nobody of the province.
        NotFound: No such statistic.
    """
    actor.require(*READERS)
    if statistic not in statistic_names():
        raise NotFound("no such statistic")
    communes = _communes(session, actor)
    known = denominators_on(session, [each.id for each in communes], [statistic], clock.local_date())
    return [CommuneNumber(each, known.get((each.id, statistic))) for each in communes]


def find_place_numbers(session: Session, actor: Actor, code: str) -> tuple[Place, list[StoredNumber]]:
    """Return a place and all its numbers: by statistic, the newest first.

    Raises:
        Forbidden: Nobody of the province.
        NotFound: Unknown, or outside the actor's places.
    """
    actor.require(*READERS)
    place = find_place(session, actor, code)
    numbers = session.scalars(
        select(PlaceStatistic)
        .where(PlaceStatistic.place_id == place.id)
        .order_by(PlaceStatistic.statistic, PlaceStatistic.as_of.desc())
    ).all()
    brought = _brought(session, place.id)
    return place, [
        StoredNumber(
            each.statistic,
            each.value,
            each.as_of,
            each.source,
            each.is_derived,
            *brought.get((each.statistic, each.as_of), (None, None)),
        )
        for each in numbers
    ]


def list_uploads(session: Session, actor: Actor) -> list[UploadLine]:
    """Return the newest uploads with numbers of the actor's places, the newest first.

    Raises:
        Forbidden: Nobody of the province.
    """
    actor.require(*READERS)
    taken_back = aliased(User)
    own = actor.commune_ids | actor.village_ids | {actor.province_id}
    counts = (
        select(StatisticChange.upload_id, func.count().label("count"))
        .where(StatisticChange.place_id.in_(own))
        .group_by(StatisticChange.upload_id)
        .subquery()
    )
    rows = session.execute(
        select(StatisticUpload, User.name, counts.c.count, taken_back.name)
        .join(counts, counts.c.upload_id == StatisticUpload.id)
        .outerjoin(User, User.id == StatisticUpload.by_id)
        .outerjoin(taken_back, taken_back.id == StatisticUpload.undone_by_id)
        .order_by(StatisticUpload.id.desc())
        .limit(MOST_UPLOADS)
    )
    return [
        UploadLine(upload.id, upload.name, by, upload.at, count, undone_by, upload.undone_at)
        for upload, by, count, undone_by in rows
    ]


def _communes(session: Session, actor: Actor) -> list[Place]:
    return places_in(session, session.get_one(Place, actor.province_id))


def _brought(session: Session, place_id: int) -> dict[tuple[str, date], tuple[str | None, datetime]]:
    """Return who brought each number of a place as it is now, and when."""
    rows = session.execute(
        select(StatisticChange.statistic, StatisticChange.as_of, User.name, StatisticUpload.at)
        .join(StatisticUpload, StatisticUpload.id == StatisticChange.upload_id)
        .outerjoin(User, User.id == StatisticUpload.by_id)
        .where(StatisticChange.place_id == place_id, StatisticUpload.undone_at.is_(None))
        .order_by(StatisticChange.id)
    )
    return {(statistic, as_of): (by, at) for statistic, as_of, by, at in rows}
