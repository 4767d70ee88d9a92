"""On the day of a change: names change, cards move to where their village went, and what was told since.

Through `operations.submit()`, like everything that happens to records. Done
again it finds nothing left to do, so that whoever died half-way is of no matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import (
    Assist,
    Household,
    Place,
    PlaceChange,
    PlaceMove,
    PlaceName,
    PlaceSuccession,
)
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.operations.journal_session import JournaledSession
from tocongnghe.operations.submit import WRITING
from tocongnghe.services.place_changes.homes import gathered, known_homes, origins_of
from tocongnghe.vocabulary import OperationOutcome, PlaceChangeState, SuccessionRelation

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Settled:
    """How many changes were settled, and how many records moved for them."""

    changes: int = 0
    moved: int = 0


def settle_due(engine: Engine, should_stop: Callable[[], bool] = lambda: False) -> Settled:
    """Settle every change whose day has come and every one that was taken back."""
    with engine.connect() as connection:
        ids = list(
            connection.scalars(
                select(PlaceChange.id)
                .where(
                    PlaceChange.settled_at.is_(None),
                    or_(
                        PlaceChange.effective_on <= clock.local_date(),
                        PlaceChange.state == PlaceChangeState.UNDONE,
                    ),
                )
                .order_by(PlaceChange.effective_on, PlaceChange.id)
            )
        )
    moved = done = 0
    for id in ids:
        if should_stop():
            break
        moved += _settle(engine, id)
        done += 1
    return Settled(done, moved)


def _settle(engine: Engine, id: int) -> int:
    with Session(engine) as session:
        change = session.get_one(PlaceChange, id)
        drafts = list(_back(session, change) if change.undone_at else _forward(session, change))
        province_id = change.province_id
        author_id = change.undone_by_id or change.entered_by_id
    moved = 0
    for start in range(0, len(drafts), AT_ONCE):
        decisions = submit_from_desk(
            engine, province_id=province_id, author_id=author_id, drafts=drafts[start : start + AT_ONCE]
        )
        moved += sum(one.outcome is OperationOutcome.APPLIED for one in decisions)
    with JournaledSession(engine.execution_options(**WRITING)) as session, session.begin():
        change = session.get_one(PlaceChange, id)
        change.settled_at = clock.now()
        _name(session, change)
    return moved


def _forward(session: Session, change: PlaceChange) -> Iterable[Draft]:
    """Yield what moves: visits since the day first, which are found by where their household still lies."""
    codes = _codes(session, change)
    whole = session.execute(
        select(PlaceSuccession.from_id, PlaceSuccession.to_id).where(
            PlaceSuccession.change_id == change.id,
            PlaceSuccession.is_direct,
            PlaceSuccession.relation == SuccessionRelation.WHOLE,
            PlaceSuccession.from_id.in_(codes),
        )
    ).all()
    day = change.effective_on
    for from_id, to_id in whole:
        for id in session.scalars(
            select(Assist.id).where(Assist.village_id == from_id, Assist.happened_on >= day)
        ):
            yield _move("assist.move", id, codes[to_id], change)
        for kind, id, _ in gathered(session, from_id, day):
            yield _move(kind, id, codes[to_id], change)
        for id in session.scalars(select(Household.id).where(Household.village_id == from_id)):
            yield _move("household.move", id, codes[to_id], change, since=day)
    listed = session.execute(
        select(PlaceMove.household_id, PlaceMove.from_id, PlaceMove.to_id)
        .where(PlaceMove.change_id == change.id)
        .order_by(PlaceMove.household_id)
    ).all()
    for id, from_id, to_id in listed:
        here = select(Household.id).where(
            or_(Household.id == id, Household.merged_into_id == id), Household.village_id == from_id
        )
        cards = list(session.scalars(here))
        for visit in session.scalars(
            select(Assist.id).where(
                Assist.household_id.in_(cards), Assist.village_id == from_id, Assist.happened_on >= day
            )
        ):
            yield _move("assist.move", visit, codes[to_id], change)
        for card in cards:
            yield _move("household.move", card, codes[to_id], change, since=day)


def _back(session: Session, change: PlaceChange) -> Iterable[Draft]:
    """Yield what goes back where it came from; what came late and named the old village, too."""
    codes, known = _codes(session, change), known_homes(session, change)
    made, origins = set(change.trail["made"]), origins_of(change)
    for target in (id for id in (*made, *change.trail["into"]) if id in codes):
        only = origins[0] if target in made and len(origins) == 1 else None
        since = None if target in made else change.effective_on
        cards = session.execute(
            select(Household.id, Household.moved_from_id, Household.moved_on).where(
                Household.village_id == target
            )
        ).all()
        homes: dict[str, int] = {}
        for id, from_id, moved_on in cards:
            came = from_id if moved_on == change.effective_on and from_id in origins else None
            home = came or known.get(id) or only
            if home is not None:
                homes[id] = home
        visits = session.execute(
            select(Assist.id, Assist.household_id).where(
                Assist.village_id == target, Assist.happened_on >= (since or date.min)
            )
        ).all()
        records = [("assist.move", id, household_id) for id, household_id in visits]
        for kind, id, household_id in (*records, *gathered(session, target, since)):
            home = (homes.get(household_id) if household_id else known.get(id)) or only
            if home is not None:
                yield _move(kind, id, codes[home], change)
        for id, home in homes.items():
            yield _move("household.move", id, codes[home], change)


def _codes(session: Session, change: PlaceChange) -> dict[int, str]:
    rows = session.execute(select(Place.id, Place.code).where(Place.id.in_(change.trail["villages"])))
    return {id: code for id, code in rows}  # noqa: C416 - dict() of a Result asks for keys


def _move(kind: str, id: str, code: str, change: PlaceChange, since: date | None = None) -> Draft:
    body = {"village": code, "change": str(change.id)}
    return Draft(kind, id, None, body | ({"since": since.isoformat()} if since else {}))


def _name(session: Session, change: PlaceChange) -> None:
    """Let a place that *change* renames bear the name of today."""
    ids = session.scalars(select(PlaceName.place_id).where(PlaceName.change_id == change.id)).all()
    for id in ids or change.trail["named"]:
        name = session.scalars(
            select(PlaceName)
            .where(PlaceName.place_id == id, PlaceName.valid_from <= clock.local_date())
            .order_by(PlaceName.valid_from.desc())
        ).first()
        if name is not None:
            place = session.get_one(Place, id)
            place.name, place.type_name = name.name, name.type_name
