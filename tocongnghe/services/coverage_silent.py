"""Villages of which nothing has come: no visit of the days asked for, whatever became of it in review."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.models import CountedAssist, Place
from tocongnghe.services.areas import villages_in
from tocongnghe.vocabulary import PlaceKind


@dataclass(frozen=True, slots=True)
class SilentVillage:
    """A village that told nothing in the days; `last_on` is the latest day of any visit, None: never."""

    code: str
    name: str
    last_on: date | None


@dataclass(frozen=True, slots=True)
class SilentPlace:
    """A commune with its silent villages, longest silent first; of a commune's own page there is just one."""

    code: str
    name: str
    villages: tuple[SilentVillage, ...]
    known: int
    """How many villages it has."""

    @property
    def never(self) -> int:
        return sum(village.last_on is None for village in self.villages)

    @property
    def last_on(self) -> date | None:
        """The latest day on which any of its silent villages was visited."""
        return max((village.last_on for village in self.villages if village.last_on), default=None)


def find_silent(
    session: Session,
    areas: list[Place],
    known: dict[str, int],
    days: tuple[date, date] | None,
    on: date | None = None,
) -> list[SilentPlace]:
    """Return the places with silent villages: those with the largest share of them first.

    Args:
        areas: A province and its communes, or a commune and its villages, as `coverage` has them.
        known: How many villages each commune has, by code.
        days: The first and the last one; None: villages that never told anything.
    """
    if areas[0].kind is PlaceKind.VILLAGE:
        return []
    links = villages_in(areas, on)
    has_told = exists().where(CountedAssist.village_id == links.c.village_id)
    if days is not None:
        has_told = has_told.where(CountedAssist.happened_on.between(*days))
    last_on = (
        select(func.max(CountedAssist.happened_on))
        .where(CountedAssist.village_id == links.c.village_id)
        .correlate(links)
        .scalar_subquery()
    )
    parts = select(
        links.c.area_id, links.c.shown_id, links.c.is_alive, has_told.label("told"), last_on.label("last_on")
    ).subquery()
    village = aliased(Place)
    rows = session.execute(
        select(parts.c.area_id, village.code, village.name, parts.c.told, parts.c.is_alive, parts.c.last_on)
        .join(village, village.id == parts.c.shown_id)
        .order_by(village.code)
    )
    return _sorted(areas, known, _by_area(areas, rows))


def _by_area(areas: list[Place], rows: object) -> dict[int, dict[str, SilentVillage]]:
    """Return area -> code -> village; what former villages told, the one that they went on in told."""
    whole = areas[0]
    silent: dict[int, dict[str, SilentVillage]] = defaultdict(dict)
    told: set[str] = set()
    alive: set[str] = set()
    for area_id, code, name, has_told, is_alive, last_on in rows:  # type: ignore[attr-defined]
        area = whole.id if whole.kind is PlaceKind.COMMUNE else area_id
        before = silent[area].get(code)
        latest = max(filter(None, (last_on, before.last_on if before else None)), default=None)
        silent[area][code] = SilentVillage(code, name, latest)
        told |= {code} if has_told else set()
        alive |= {code} if is_alive else set()
    return {
        area: {code: each for code, each in villages.items() if code in alive - told}
        for area, villages in silent.items()
    }


def _sorted(
    areas: list[Place], known: dict[str, int], silent: dict[int, dict[str, SilentVillage]]
) -> list[SilentPlace]:
    places = []
    for area in areas:
        villages = sorted(
            silent.get(area.id, {}).values(), key=lambda each: (each.last_on or date.min, each.code)
        )
        if villages:
            places.append(SilentPlace(area.code, area.name, tuple(villages), known.get(area.code, 0)))
    return sorted(places, key=lambda each: (-len(each.villages) / max(each.known, 1), each.code))
