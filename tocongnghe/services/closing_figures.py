"""The frozen figures of a closed period: how they are taken from the cells, written down, and read again.

What is written is canonical JSON, and its SHA-256 is of exactly those
characters: whoever has the file can check it with any tool.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import case, func, or_, select, union_all
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Catalogue
from tocongnghe.catalogue.periods import Period
from tocongnghe.models import Cell, Closing, CountedAssist, Membership, Place, PlaceSuccession, Team
from tocongnghe.operations import canonical
from tocongnghe.services.areas import shown_among
from tocongnghe.services.merged_villages import correcting_cells
from tocongnghe.services.statistics import Denominator, denominators_on
from tocongnghe.vocabulary import SuccessionRelation

FORMAT = 1
FIGURES_ARE = ["period provisional", "period official", "to date provisional", "to date official"]
Counts: TypeAlias = tuple[int, int, int, int]
"""As FIGURES_ARE says; to date: from the first day ever to the period's last."""
NOTHING: Counts = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A village as it is called."""

    id: int
    code: str
    name: str
    is_former: bool = False
    """It has gone on in another; what was recorded in it still counts."""


@dataclass(frozen=True, slots=True)
class VillageFigures:
    """One village's figures by indicator; None when nothing ever came from there: no data, not zero."""

    code: str
    name: str
    figures: Mapping[str, Counts] | None
    is_silent: bool
    """Nothing came from there for a day of the period."""
    teams: int
    members: int
    is_former: bool = False
    """It has gone on in another: it is counted, but no village that is asked whether it reported."""

    def of(self, indicator: str) -> Counts | None:
        return None if self.figures is None else self.figures.get(indicator, NOTHING)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a closing froze, as it is read again."""

    commune: str
    commune_code: str
    period: str
    from_day: date
    to_day: date
    version: int
    seq: int
    chain: str
    catalogue_version: str
    closed_at: str
    closed_by: str
    signer: str | None
    reason: str | None
    still_open: Mapping[str, int]
    villages: tuple[VillageFigures, ...]
    teams: int
    members: int
    denominators: Mapping[str, Any]
    parts: tuple[str, ...] = ()
    """The periods (codes) with whose closings this one was made whole."""
    parts_differ: int = 0
    """Figures that are not the sum of those."""

    @property
    def totals(self) -> dict[str, Counts]:
        return add_up(self.villages)

    @property
    def silent(self) -> int:
        return sum(village.is_silent for village in self.villages)

    @property
    def known(self) -> int:
        """How many villages there were, former ones aside."""
        return sum(not village.is_former for village in self.villages)

    @property
    def indicators(self) -> set[str]:
        """Those with any figure."""
        return {code for village in self.villages for code in village.figures or ()}


def add_up(villages: Iterable[VillageFigures]) -> dict[str, Counts]:
    """Return the sums by indicator; villages without data add nothing."""
    sums: dict[str, Counts] = {}
    for village in villages:
        for code, counts in (village.figures or {}).items():
            before = sums.get(code, NOTHING)
            sums[code] = (
                before[0] + counts[0],
                before[1] + counts[1],
                before[2] + counts[2],
                before[3] + counts[3],
            )
    return sums


def count_villages(
    session: Session, villages: list[Placed], period: Period, on: date | None = None
) -> tuple[VillageFigures, ...]:
    """Return the figures of *villages* as the cells have them now; a few statements, whatever the period.

    What a former village told of the period, the one that it went on in has told.

    Args:
        on: The day whose division of places *villages* are; None is today's.
    """
    ids = [village.id for village in villages]
    figures = _figures(session, ids, period, on)
    last = _last_days(session, ids, period)
    told = {id for id, is_in in last.items() if is_in}
    if former := [village.id for village in villages if village.is_former and village.id in told]:
        went_on = select(PlaceSuccession.to_id).where(
            PlaceSuccession.from_id.in_(former), PlaceSuccession.relation == SuccessionRelation.WHOLE
        )
        told |= set(session.scalars(went_on))
    people = people_on(session, ids, period.to_day)
    return tuple(
        VillageFigures(
            code=village.code,
            name=village.name,
            figures=figures.get(village.id, {} if village.id in last else None),
            is_silent=village.id not in told and not village.is_former,
            teams=people[village.id][0],
            members=people[village.id][1],
            is_former=village.is_former,
        )
        for village in villages
    )


def _figures(
    session: Session, ids: list[int], period: Period, on: date | None
) -> dict[int, dict[str, Counts]]:
    links = shown_among(ids, on)
    cells = union_all(
        *(
            select(
                cell.village_id, cell.indicator, cell.day, cell.provisional_count, cell.official_count
            ).where(cell.village_id.in_(ids), cell.day <= period.to_day)
            for cell in (Cell, *correcting_cells(links))
        )
    ).subquery()
    is_in, counts = cells.c.day >= period.from_day, (cells.c.provisional_count, cells.c.official_count)
    rows = session.execute(
        select(
            cells.c.village_id,
            cells.c.indicator,
            *(func.sum(case((is_in, count), else_=0)) for count in counts),
            *(func.sum(count) for count in counts),
        ).group_by(cells.c.village_id, cells.c.indicator)
    )
    found: dict[int, dict[str, Counts]] = defaultdict(dict)
    for village_id, indicator, *numbers in rows:
        if any(numbers):
            found[village_id][indicator] = (
                int(numbers[0]),
                int(numbers[1]),
                int(numbers[2]),
                int(numbers[3]),
            )
    return found


def _last_days(session: Session, ids: list[int], period: Period) -> dict[int, bool]:
    """Return the villages from which anything ever came, and whether any of it is of the period."""
    is_in = CountedAssist.happened_on.between(period.from_day, period.to_day)
    rows = session.execute(
        select(CountedAssist.village_id, func.max(case((is_in, 1), else_=0)))
        .where(CountedAssist.village_id.in_(ids))
        .group_by(CountedAssist.village_id)
    )
    return {village_id: bool(has_any) for village_id, has_any in rows}


def people_on(session: Session, place_ids: Iterable[int], day: date) -> dict[int, tuple[int, int]]:
    """Return place -> (teams, people in them) on *day*."""
    rows = session.execute(
        select(Team.place_id, func.count(Team.id.distinct()), func.count(Membership.user_id.distinct()))
        .outerjoin(
            Membership,
            (Membership.team_id == Team.id)
            & (Membership.valid_from <= day)
            & or_(Membership.valid_to.is_(None), Membership.valid_to > day),
        )
        .where(
            Team.place_id.in_(list(place_ids)),
            Team.valid_from <= day,
            or_(Team.valid_to.is_(None), Team.valid_to > day),
        )
        .group_by(Team.place_id)
    )
    return defaultdict(lambda: (0, 0), {place_id: (teams, members) for place_id, teams, members in rows})


def denominators_of(session: Session, commune: Place, catalogue: Catalogue, day: date) -> list[Denominator]:
    """Return the numbers about the commune that its percentages are over, as they hold on *day*."""
    names = [each.code for each in catalogue.statistics]
    found = denominators_on(session, [commune.id], names, day)
    return [found[key] for key in sorted(found)]


def write_snapshot(content: Mapping[str, Any], villages: Iterable[VillageFigures]) -> tuple[str, str]:
    """Return the snapshot of *villages* with *content* around it, and its SHA-256."""
    text = canonical(
        {
            "format": FORMAT,
            "figures_are": FIGURES_ARE,
            **content,
            "villages": [
                {
                    "code": village.code,
                    "name": village.name,
                    "figures": None
                    if village.figures is None
                    else {code: list(counts) for code, counts in village.figures.items()},
                    "silent": village.is_silent,
                    "teams": village.teams,
                    "members": village.members,
                    **({"former": True} if village.is_former else {}),
                }
                for village in villages
            ],
        }
    )
    return text, hash_of(text)


def hash_of(text: str) -> str:
    """Return the SHA-256 of a snapshot, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_snapshot(closing: Closing) -> Snapshot:
    """Return what *closing* froze."""
    said = json.loads(closing.snapshot)
    villages = tuple(
        VillageFigures(
            code=one["code"],
            name=one["name"],
            figures=None
            if one["figures"] is None
            else {code: tuple(counts) for code, counts in one["figures"].items()},
            is_silent=one["silent"],
            teams=one["teams"],
            members=one["members"],
            is_former=one.get("former", False),
        )
        for one in said["villages"]
    )
    return Snapshot(
        commune=said["place"]["name"],
        commune_code=said["place"]["code"],
        period=said["period"]["code"],
        from_day=date.fromisoformat(said["period"]["from"]),
        to_day=date.fromisoformat(said["period"]["to"]),
        version=said["version"],
        seq=said["as_of"]["seq"],
        chain=said["as_of"]["chain"],
        catalogue_version=said["catalogue"],
        closed_at=said["as_of"]["at"],
        closed_by=said["closed_by"],
        signer=said["signer"],
        reason=said["reason"],
        still_open=said["still_open"],
        villages=villages,
        teams=said["commune"]["teams"],
        members=said["commune"]["members"],
        denominators=said["denominators"],
        parts=tuple(each["period"] for each in said.get("parts", ())),
        parts_differ=len(said.get("parts_sum", ())),
    )
