"""What a changed indicator would have said of last month, commune by commune, beside what it says now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Catalogue, Indicator
from tocongnghe.models import CountedAssist, Place
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import places_in, villages_in
from tocongnghe.services.statistics import Denominator, denominators_on, percent, sum_of

DayCounts = Mapping[tuple[int, date], tuple[int, int]]
"""(Village, day) -> provisional, official."""
Count = Callable[[Session, Catalogue, Indicator, int], DayCounts]
"""Counts one indicator of a catalogue in a province, and writes nothing."""


@dataclass(frozen=True, slots=True)
class Side:
    """The official figures by one definition; None is no data."""

    in_month: int | None = None
    to_date: int | None = None
    denominator: int | None = None

    @property
    def percent(self) -> Decimal | None:
        return percent(self.to_date, self.denominator)


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A commune (or the province, by its name) before and after."""

    name: str
    before: Side
    after: Side

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """All lines, the province's own first; official figures of the month and up to its last day."""

    from_day: date
    to_day: date
    lines: tuple[EffectLine, ...]


def find_effect(
    session: Session,
    actor: Actor,
    before: tuple[Catalogue, Indicator] | None,
    after: tuple[Catalogue, Indicator],
    today: date,
    count: Count,
) -> Effect:
    """Return what the change does to the calendar month before *today*; nothing is written.

    Args:
        before: None for an indicator that is new.
    """
    to_day = today.replace(day=1) - timedelta(days=1)
    from_day = to_day.replace(day=1)
    province = session.get_one(Place, actor.province_id)
    places = [province, *places_in(session, province, today)]
    links = villages_in(places, today)
    home = {village: area for area, village in session.execute(select(links.c.area_id, links.c.village_id))}
    sides = [
        _sides(session, actor, each, places, home, (from_day, to_day), count) if each else {}
        for each in (before, after)
    ]
    lines = tuple(
        EffectLine(place.name, sides[0].get(place.id, Side()), sides[1].get(place.id, Side()))
        for place in places
    )
    return Effect(from_day, to_day, lines)


def _sides(
    session: Session,
    actor: Actor,
    rule: tuple[Catalogue, Indicator],
    places: list[Place],
    home: Mapping[int, int],
    month: tuple[date, date],
    count: Count,
) -> dict[int, Side]:
    catalogue, indicator = rule
    from_day, to_day = month
    counted = next(one for one in catalogue.indicators if one.code == indicator.counted_as)
    in_month: dict[int, int] = dict.fromkeys((place.id for place in places), 0)
    to_date = dict(in_month)
    whole = places[0].id
    known = _heard_of(session, home)
    for (village_id, day), (_provisional, official) in count(
        session, catalogue, counted, actor.province_id
    ).items():
        if day > to_day or village_id not in home:
            continue
        known.add(home[village_id])
        for place_id in (home[village_id], whole):
            to_date[place_id] += official
            in_month[place_id] += official if day >= from_day else 0
    over = _denominators(session, places, indicator.over, to_day)
    known |= {whole} if known else set()
    return {
        place.id: Side(in_month[place.id], to_date[place.id], over.get(place.id))
        if place.id in known
        else Side(denominator=over.get(place.id))
        for place in places
    }


def _heard_of(session: Session, home: Mapping[int, int]) -> set[int]:
    """Return the communes from which anything was ever counted; of the others there is no data, not zero."""
    was_counted = exists().where(CountedAssist.village_id == Place.id)
    rows = session.scalars(select(Place.id).where(Place.id.in_(list(home)), was_counted))
    return {home[village_id] for village_id in rows}


def _denominators(
    session: Session, places: list[Place], over: str | None, day: date
) -> dict[int, int | None]:
    if over is None:
        return {}
    found = denominators_on(session, [place.id for place in places], [over], day)
    parts = [found.get((place.id, over)) for place in places[1:]]
    found.setdefault((places[0].id, over), sum_of(over, parts))
    return {place.id: found.get((place.id, over), Denominator(over)).value for place in places}
