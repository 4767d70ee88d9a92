"""Quang decides what becomes of places, and what is there afterwards is counted the slow way."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.operations.audit import audit
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Cell, Household, Operation, Place
from tocongnghe.rollups.verify import list_differences
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.indicators import CountingRules
from tocongnghe.services.place_changes import (
    Change,
    Part,
    Wish,
    decide_change,
    find_change,
    settle_due,
    take_back,
)
from tocongnghe.vocabulary import PlaceChangeKind

A1, A2, B1 = "20-00001-001", "20-00001-002", "20-00002-001"
MERGE, SPLIT = PlaceChangeKind.MERGE, PlaceChangeKind.SPLIT
MOVE, RENAME = PlaceChangeKind.MOVE, PlaceChangeKind.RENAME


def quang(world: World, session: Session) -> Actor:
    return load_actor(session, world.quang, clock.local_date())


def change(world: World, kind: PlaceChangeKind, *places: str, on: date | None = None, **told: Any) -> int:
    """Decide a change, from today on unless told otherwise, and settle what is due."""
    wish = Wish(kind, on or clock.local_date(), "01/QĐ-UBND", places, **told)
    with writing(world.engine) as session:
        id = decide_change(session, quang(world, session), wish).id
    settle_due(world.engine)
    return id


def undo(world: World, id: int) -> None:
    with writing(world.engine) as session:
        take_back(session, quang(world, session), id)
    settle_due(world.engine)


def look(world: World, id: int) -> Change:
    with Session(world.engine) as session:
        return find_change(session, quang(world, session), id)


def part(name: str, *members: str) -> Part:
    return Part(name, "Thôn", members)


def villages_of(world: World, model: Any = Assist) -> dict[str, int]:
    """Return how many records lie in each village, by code."""
    with Session(world.engine) as session:
        rows = session.execute(
            select(Place.code, func.count()).join(model, model.village_id == Place.id).group_by(Place.code)
        )
        return dict(rows.all())


def check_sound(world: World, visits: int, waiting: int = 0) -> None:
    """Every visit that was made is there once, counted once; in pieces as in one go, log and folds sound."""
    with Session(world.engine) as session:
        made = session.scalar(select(func.count()).where(Operation.kind == "assist.log"))
        kept = session.scalar(select(func.count()).select_from(Assist))
    assert (made, kept) == (visits, visits - waiting)
    count_all(world.engine)
    with writing(world.engine) as session:
        assert list_differences(session, world.province, CountingRules()) == []
        visited = session.scalar(select(func.sum(Cell.provisional_count)).where(Cell.indicator == "visits"))
    assert (visited or 0) == visits - waiting
    audit(world.engine, world.province)


def card(world: World, id: str) -> Household:
    with Session(world.engine) as session:
        return session.get_one(Household, id)


def place_id(world: World, code: str) -> int:
    with Session(world.engine) as session:
        return session.scalars(select(Place.id).where(Place.code == code)).one()
