"""The figures of a report: what communes closed, or for a week what is counted at a named moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Catalogue
from tocongnghe.catalogue.periods import Period
from tocongnghe.models import Closing
from tocongnghe.services.closing_figures import (
    NOTHING,
    Counts,
    Placed,
    Snapshot,
    VillageFigures,
    add_up,
    count_villages,
    people_on,
    read_snapshot,
)
from tocongnghe.services.period_words import called
from tocongnghe.services.reports.basis import Standing, counted_day, villages_of
from tocongnghe.services.statistics import denominators_on

AT_ONCE = 50
"""Closed snapshots read together: some 60 KB each."""
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """A commune's figures, or a village's in the report of a commune.

    `figures` is None when nothing ever came from there: no data, not zero.
    """

    code: str
    name: str
    figures: Mapping[str, Counts] | None
    villages: int
    silent: int
    teams: int
    members: int
    denominators: Mapping[str, Said] = field(default_factory=dict)

    def said(self) -> Said:
        """Return it as the frozen text has it."""
        return {
            "code": self.code,
            "name": self.name,
            "figures": None
            if self.figures is None
            else {code: list(counts) for code, counts in self.figures.items()},
            "villages": self.villages,
            "silent": self.silent,
            "teams": self.teams,
            "members": self.members,
            "denominators": dict(self.denominators),
        }


def closed_figures(session: Session, closed: list[Standing], period: Period) -> list[tuple[Said, Snapshot]]:
    """Return (what it is, what it froze) of the closings that hold, in the order of *closed*."""
    found: dict[int, tuple[Said, Snapshot]] = {}
    keys = [(standing.commune.id, standing.version) for standing in closed]
    for start in range(0, len(keys), AT_ONCE):
        rows = session.scalars(
            select(Closing).where(
                Closing.period == period.code,
                tuple_(Closing.place_id, Closing.version).in_(keys[start : start + AT_ONCE]),
            )
        )
        for closing in rows:
            snapshot = read_snapshot(closing)
            found[closing.place_id] = (
                {
                    "code": snapshot.commune_code,
                    "name": snapshot.commune,
                    "version": closing.version,
                    "sha256": closing.sha256,
                    "closed_at": snapshot.closed_at,
                    "closed_by": snapshot.closed_by,
                    "catalogue": snapshot.catalogue_version,
                    "still_open": dict(snapshot.still_open),
                    "reason": snapshot.reason,
                    "parts": [called(code) for code in snapshot.parts],
                    "parts_differ": snapshot.parts_differ,
                },
                snapshot,
            )
            session.expunge(closing)
    return [found[standing.commune.id] for standing in closed]


def of_snapshot(snapshot: Snapshot) -> PlaceFigures:
    """Return a closed commune as one line: the sums of its villages, its teams and those right under it."""
    return PlaceFigures(
        code=snapshot.commune_code,
        name=snapshot.commune,
        figures=_sums(snapshot.villages),
        villages=snapshot.known,
        silent=snapshot.silent,
        teams=snapshot.teams + sum(village.teams for village in snapshot.villages),
        members=snapshot.members + sum(village.members for village in snapshot.villages),
        denominators=snapshot.denominators,
    )


def of_villages(villages: Iterable[VillageFigures]) -> list[PlaceFigures]:
    """Return each village as a line of its own."""
    return [
        PlaceFigures(
            code=village.code,
            name=village.name,
            figures=village.figures,
            villages=int(not village.is_former),
            silent=int(village.is_silent),
            teams=village.teams,
            members=village.members,
        )
        for village in villages
    ]


def counted_figures(
    session: Session, communes: list[Placed], period: Period, catalogue: Catalogue
) -> tuple[list[PlaceFigures], list[VillageFigures]]:
    """Return what is counted now of *communes*, and of all their villages; nobody closed any of it."""
    day = counted_day(period)
    villages = villages_of(session, communes, day)
    counted = count_villages(session, [one for each in villages.values() for one in each], period, day)
    by_code = {village.code: village for village in counted}
    ids = [commune.id for commune in communes]
    own = people_on(session, ids, day)
    statistics = [each.code for each in catalogue.statistics]
    known = denominators_on(session, ids, statistics, day, day)
    lines = []
    for commune in communes:
        parts = [by_code[village.code] for village in villages[commune.id]]
        lines.append(
            PlaceFigures(
                code=commune.code,
                name=commune.name,
                figures=_sums(parts),
                villages=sum(not part.is_former for part in parts),
                silent=sum(part.is_silent for part in parts),
                teams=own[commune.id][0] + sum(part.teams for part in parts),
                members=own[commune.id][1] + sum(part.members for part in parts),
                denominators={
                    statistic: {"value": each.value, "as_of": str(each.as_of), "source": each.source}
                    for (place_id, statistic), each in sorted(known.items())
                    if place_id == commune.id
                },
            )
        )
    return lines, list(counted)


def whole_of(places: Iterable[PlaceFigures]) -> Said:
    """Return the sums of *places*; a denominator that one of them lacks is not known for the whole."""
    lines = list(places)
    sums: dict[str, Counts] = {}
    for line in lines:
        for code, counts in (line.figures or {}).items():
            before = sums.get(code, NOTHING)
            sums[code] = (
                before[0] + counts[0],
                before[1] + counts[1],
                before[2] + counts[2],
                before[3] + counts[3],
            )
    has_any = any(line.figures is not None for line in lines)
    statistics = {statistic for line in lines for statistic in line.denominators}
    return {
        "figures": {code: list(counts) for code, counts in sums.items()} if has_any else None,
        "villages": sum(line.villages for line in lines),
        "silent": sum(line.silent for line in lines),
        "teams": sum(line.teams for line in lines),
        "members": sum(line.members for line in lines),
        "denominators": {
            statistic: {
                "value": sum(line.denominators[statistic]["value"] for line in lines),
                "as_of": min(line.denominators[statistic]["as_of"] for line in lines),
                "until": None,
            }
            for statistic in sorted(statistics)
            if all(statistic in line.denominators for line in lines)
        },
    }


def _sums(villages: Iterable[VillageFigures]) -> Mapping[str, Counts] | None:
    parts = list(villages)
    return add_up(parts) if any(part.figures is not None for part in parts) else None
