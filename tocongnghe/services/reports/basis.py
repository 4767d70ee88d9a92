"""What a report stands on: the communes, and the closed version of each that holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period
from tocongnghe.models import Closing, Place, PlaceParent, Reopening
from tocongnghe.services.closing_figures import Placed
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import PlaceKind


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commune stands in a period; without a version that holds, its figures are in no report."""

    commune: Placed
    version: int | None = None
    """The newest one; it does not hold once it was opened again."""
    sha256: str | None = None
    reopened_because: str | None = None

    @property
    def is_closed(self) -> bool:
        return self.version is not None and self.reopened_because is None

    @property
    def key(self) -> tuple[str, int, str] | None:
        """What is compared to tell whether a report stands on the same closing."""
        return (self.commune.code, self.version or 0, self.sha256 or "") if self.is_closed else None


def counted_day(period: Period) -> date:
    """Return the day whose places are the period's: its last one, or today while it runs."""
    return min(period.to_day, clock.local_date())


def unknown_communes(session: Session, codes: list[str]) -> list[str]:
    """Return those of *codes* that are no commune of today, in their order."""
    query = select(Place.code).where(Place.code.in_(codes), Place.kind == PlaceKind.COMMUNE, holds_on(Place))
    known = set(session.scalars(query))
    return [code for code in codes if code not in known]


def communes_of(session: Session, place: Place, day: date) -> list[Placed]:
    """Return the communes of *place* on *day*, by code; of a commune itself alone."""
    if place.kind is PlaceKind.COMMUNE:
        return [Placed(place.id, place.code, place.name)]
    return [placed for _parent, placed in _below(session, [place.id], PlaceKind.COMMUNE, day)]


def villages_of(session: Session, communes: list[Placed], day: date) -> dict[int, list[Placed]]:
    """Return commune -> its villages on *day*, by code."""
    found: dict[int, list[Placed]] = {commune.id: [] for commune in communes}
    for parent_id, village in _below(session, list(found), PlaceKind.VILLAGE, day):
        found[parent_id].append(village)
    return found


def standings(session: Session, communes: list[Placed], period: Period) -> list[Standing]:
    """Return how each of *communes* stands in *period*, in their order."""
    rows = session.execute(
        select(Closing.place_id, Closing.version, Closing.sha256, Reopening.reason)
        .outerjoin(
            Reopening,
            and_(
                Reopening.place_id == Closing.place_id,
                Reopening.period == Closing.period,
                Reopening.version == Closing.version,
            ),
        )
        .where(Closing.period == period.code, Closing.place_id.in_([commune.id for commune in communes]))
        .order_by(Closing.place_id, Closing.version)
    )
    newest = {place_id: (version, sha256, reason) for place_id, version, sha256, reason in rows}
    never = (None, None, None)
    return [Standing(commune, *newest.get(commune.id, never)) for commune in communes]


def _below(session: Session, parent_ids: list[int], kind: PlaceKind, day: date) -> list[tuple[int, Placed]]:
    rows = session.execute(
        select(PlaceParent.parent_id, Place.id, Place.code, Place.name, Place.valid_to <= day)
        .join(Place, Place.id == PlaceParent.place_id)
        .where(
            PlaceParent.parent_id.in_(parent_ids),
            PlaceParent.valid_from <= day,
            or_(PlaceParent.valid_to.is_(None), PlaceParent.valid_to > day),
            Place.kind == kind,
        )
        .order_by(Place.code)
    )
    return [
        (parent_id, Placed(id, code, name, bool(is_former))) for parent_id, id, code, name, is_former in rows
    ]
