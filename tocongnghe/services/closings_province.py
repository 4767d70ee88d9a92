"""What the province sees of its communes' closings: who closed a period, who opened one again, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.catalogue.periods import Period, find_period
from tocongnghe.models import Closing, Place, Reopening
from tocongnghe.services.access import Actor
from tocongnghe.services.closing_versions import PeriodLine, PeriodState, Version, versions_query
from tocongnghe.vocabulary import Role

MOST_REOPENED = 50


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """How a period stands in one commune."""

    code: str
    name: str
    line: PeriodLine


@dataclass(frozen=True, slots=True)
class ProvinceClosings:
    """A period over all communes, by code; and every period that is open again, the latest first."""

    period: Period
    communes: tuple[CommuneLine, ...]
    reopened: tuple[CommuneLine, ...]

    @property
    def closed(self) -> int:
        return sum(each.line.state is PeriodState.CLOSED for each in self.communes)


def find_province_closings(session: Session, actor: Actor, period: Period) -> ProvinceClosings:
    """Return how *period* stands everywhere in the actor's province.

    Raises:
        Forbidden: No province staff.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    names = {
        id: (code, name)
        for id, code, name in session.execute(
            select(Place.id, Place.code, Place.name)
            .where(Place.id.in_(actor.commune_ids))
            .order_by(Place.code)
        )
    }
    versions: dict[int, list[Version]] = defaultdict(list)
    for place_id, _period, *columns in session.execute(versions_query().where(Closing.period == period.code)):
        versions[place_id].append(Version(*columns))
    return ProvinceClosings(
        period=period,
        communes=tuple(
            CommuneLine(code, name, PeriodLine(period, tuple(versions[id])))
            for id, (code, name) in names.items()
        ),
        reopened=tuple(_reopened(session, names)),
    )


def _reopened(session: Session, names: dict[int, tuple[str, str]]) -> list[CommuneLine]:
    """Return the newest versions that are open again; not those that a part of theirs took along."""
    newer = Closing.__table__.alias("newer")
    is_newest = ~(
        select(newer.c.version)
        .where(
            newer.c.place_id == Closing.place_id,
            newer.c.period == Closing.period,
            newer.c.version > Closing.version,
        )
        .exists()
    )
    rows = session.execute(
        versions_query()
        .where(
            Closing.place_id.in_(names),
            Closing.closed_with.is_(None),
            Reopening.reopened_at.is_not(None),
            is_newest,
        )
        .order_by(None)
        .order_by(Reopening.reopened_at.desc(), Closing.place_id, Closing.period)
        .limit(MOST_REOPENED)
    )
    found = []
    for place_id, code, *columns in rows:
        period = find_period(code)
        if period is not None:
            found.append(CommuneLine(*names[place_id], PeriodLine(period, (Version(*columns),))))
    return found
