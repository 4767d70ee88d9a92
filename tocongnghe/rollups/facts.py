"""What a changed record touches: its assists as they count now, beside where they counted before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue.indicators import SHOPS
from tocongnghe.models import Assist, CountedAssist, Household
from tocongnghe.rollups.additions import is_addition
from tocongnghe.rollups.batches import VillageDay, in_batches
from tocongnghe.vocabulary import AssistState, HouseholdState, Poverty

PROVISIONAL = frozenset({AssistState.SUBMITTED, AssistState.APPROVED})
Reached = tuple[str | None, Poverty | None]
"""Who an assist reached, and what the newest list says of them."""


@dataclass
class Dirty:
    """What must be counted anew: households, and days of villages."""

    households: set[str] = field(default_factory=set)
    """Those of which something was taken away, or may have been."""
    added: list[dict[str, Any]] = field(default_factory=list)
    """Counted rows that came on top of what was there."""
    days: set[VillageDay] = field(default_factory=set)


def recount_assists(session: Session, assist_ids: Iterable[str]) -> Dirty:
    """Bring the counted rows of *assist_ids* up to their records; return what that touches.

    Old and new places are both dirty: an amended assist leaves one day, village
    or household and arrives at another.
    """
    dirty = Dirty()
    for batch in in_batches(sorted(set(assist_ids))):
        known = select(*CountedAssist.__table__.columns).where(CountedAssist.assist_id.in_(batch))
        before: dict[str, Any] = {row["assist_id"]: row for row in session.execute(known).mappings()}
        if before:
            session.execute(delete(CountedAssist).where(CountedAssist.assist_id.in_(batch)))
        after = {fact["assist_id"]: fact for fact in _facts(session, batch)}
        if after:
            session.connection().execute(insert(CountedAssist), list(after.values()))
        for assist_id in before.keys() | after.keys():
            _mark(dirty, before.get(assist_id), after.get(assist_id))
    return dirty


def assists_of(session: Session, household_ids: Iterable[str]) -> set[str]:
    """Return the assists of *household_ids* and of all that were merged into them, directly or not."""
    known, found = set(household_ids), set[str]()
    level: Collection[str] = known
    while level:
        below: set[str] = set()
        for batch in in_batches(level):
            found.update(session.scalars(select(Assist.id).where(Assist.household_id.in_(batch))))
            below.update(session.scalars(select(Household.id).where(Household.merged_into_id.in_(batch))))
        level = below - known
        known |= level
    return found


def shop_of(details: Any) -> str | None:
    """Return the platform that *details* name, of those that the catalogue tells apart."""
    platform = details.get("platform") if isinstance(details, Mapping) else None
    return platform if platform in SHOPS else None


def _facts(session: Session, assist_ids: list[str]) -> Iterator[dict[str, Any]]:
    assists = session.execute(
        select(
            Assist.id,
            Assist.village_id,
            Assist.household_id,
            Assist.topic,
            Assist.outcome,
            Assist.stage,
            Assist.slot,
            Assist.details,
            Assist.happened_on,
            Assist.state,
        ).where(Assist.id.in_(assist_ids), Assist.state != AssistState.WITHDRAWN)
    ).all()
    reached = _reached(session, {assist.household_id for assist in assists if assist.household_id})
    for assist in assists:
        household_id, poverty = reached.get(assist.household_id, (None, None))
        yield {
            "assist_id": assist.id,
            "village_id": assist.village_id,
            "household_id": household_id,
            "topic": assist.topic,
            "outcome": assist.outcome,
            "stage": assist.stage,
            "slot": assist.slot,
            "shop": shop_of(assist.details),
            "poverty": poverty,
            "happened_on": assist.happened_on,
            "is_provisional": assist.state in PROVISIONAL,
            "is_official": assist.state is AssistState.APPROVED,
        }


def _reached(session: Session, household_ids: set[str]) -> Mapping[str, Reached]:
    """Return for each household the winner of its mergers, none if that one was withdrawn."""
    known: dict[str, Any] = {}
    level = household_ids
    while level:
        for batch in in_batches(level):
            rows = session.execute(
                select(Household.id, Household.state, Household.merged_into_id, Household.poverty).where(
                    Household.id.in_(batch)
                )
            )
            known |= {row.id: row for row in rows}
        level = {row.merged_into_id for row in known.values() if row.merged_into_id} - known.keys()
    return {household_id: _winner(household_id, known) for household_id in household_ids}


def _winner(household_id: str, known: Mapping[str, Any]) -> Reached:
    household = known[household_id]
    while household.merged_into_id is not None:
        household = known[household.merged_into_id]
    return (None, None) if household.state is HouseholdState.WITHDRAWN else (household.id, household.poverty)


def _mark(dirty: Dirty, before: Mapping[str, Any] | None, after: dict[str, Any] | None) -> None:
    for row in (before, after):
        if row is not None:
            dirty.days.add((row["village_id"], row["happened_on"]))
    if not is_addition(before, after):
        dirty.households |= {row["household_id"] for row in (before, after) if row} - {None}
    elif after is not None and after["household_id"] is not None:
        dirty.added.append(after)
