"""Whatever becomes of villages, in any order: each visit is there once, and counted once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tests.cast import World, make_world
from tests.places.province import A1, A2, B1, MERGE, MOVE, RENAME, SPLIT, change, check_sound, part, undo
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.models import Assist, Base, Household, Operation, Place, PlaceChange
from tocongnghe.services.place_changes import ChangeRefused
from tocongnghe.vocabulary import OperationOutcome, PlaceChangeState, PlaceKind

numbers = st.integers(0, 7)
events = st.lists(
    st.one_of(
        st.tuples(st.just("add"), numbers),
        st.tuples(st.just("visit"), numbers, numbers, st.sampled_from([0, 0, 1, 4])),
        st.tuples(st.just("visit"), numbers, numbers, st.sampled_from([0, 0, 1, 4])),
        st.tuples(st.just("merge"), numbers, numbers, st.sampled_from([0, 0, 3])),
        st.tuples(st.just("split"), numbers, st.booleans()),
        st.tuples(st.just("move"), numbers),
        st.tuples(st.just("rename"), numbers),
        st.tuples(st.just("undo"), numbers),
        st.just(("count",)),
        st.just(("morrow",)),
    ),
    min_size=6,
    max_size=18,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events)
def test_no_visit_is_lost_or_doubled_whatever_becomes_of_villages(world: World, history: list[Any]) -> None:
    fresh = _anew(world)
    now = clock.now()
    with clock.frozen(now):
        _live(fresh, history, now)


def _anew(world: World) -> World:
    with world.engine.execution_options(begin_immediate=True).begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(delete(table))
    return make_world(world.engine)


def _live(world: World, history: list[Any], now: Any) -> None:
    made = waiting = days = 0
    for kind, *told in [("add", 0), ("add", 1), *history]:
        with clock.frozen(now + timedelta(days=days)):
            codes, cards = _codes(world), _cards(world)
            if kind == "morrow":
                days += 1
            elif kind == "count":
                count_all(world.engine, max_lines=3)
            elif kind in ("add", "visit"):
                outcome = _phone(world, kind, told, codes, cards)
                made += kind == "visit"
                waiting += kind == "visit" and outcome is OperationOutcome.HELD
            else:
                _desk(world, kind, told, codes, cards)
    with clock.frozen(now + timedelta(days=days)):
        with Session(world.engine) as session:
            held = session.scalar(select(func.count()).where(Operation.outcome == OperationOutcome.HELD))
            kept = session.scalar(select(func.count()).select_from(Assist))
            assert kept == made - waiting
            assert (held or 0) >= waiting
        check_sound(world, made, waiting)


def _phone(world: World, kind: str, told: list[int], codes: list[str], cards: list[str]) -> OperationOutcome:
    """Say something of a village by any code that was ever known, or of a household, of today or before."""
    code = codes[told[0] % len(codes)]
    if kind == "add":
        op = world.op("household.add", {"village": code, "head_name": f"Hộ {len(cards)}"})
    else:
        on = (clock.local_date() - timedelta(days=told[2])).isoformat()
        body: dict[str, Any] = {"topic": "vneid", "outcome": "helped", "on": on}
        whose = {"household": cards[told[1] % len(cards)]} if told[1] % 2 and cards else None
        op = world.op("assist.log", body | (whose or {"household": None, "village": code}))
    (decision,) = world.push(op)
    allowed = decision.outcome is OperationOutcome.APPLIED or decision.reason == "place_divided"
    assert allowed, (kind, code, decision)
    return decision.outcome


def _desk(world: World, kind: str, told: list[Any], codes: list[str], cards: list[str]) -> None:
    """Decide something; what does not fit is refused, and then nothing has happened."""
    try:
        for _ in _deed(world, kind, told, codes, cards):
            pass
    except ChangeRefused:
        return


def _deed(world: World, kind: str, told: list[Any], codes: list[str], cards: list[str]) -> Iterator[None]:
    code = codes[told[0] % len(codes)]
    if kind == "merge":
        other = codes[told[1] % len(codes)]
        day = clock.local_date() - timedelta(days=told[2])
        change(world, MERGE, code, other, on=day, **({"into": other} if told[1] % 2 else {"name": "Gộp"}))
    elif kind == "split":
        theirs = _cards(world, code)
        parts = [part("Tách", *theirs[:1])] + ([part("Riêng", *theirs[1:])] if told[1] else [])
        change(world, SPLIT, code, parts=tuple(parts), goes_on=not told[1])
    elif kind == "move":
        change(world, MOVE, code, into="00001")
    elif kind == "rename":
        change(world, RENAME, code, name=f"Mới {told[0]}")
    else:
        with Session(world.engine) as session:
            ids = session.scalars(
                select(PlaceChange.id).where(PlaceChange.state == PlaceChangeState.APPLIED)
            ).all()
        if ids:
            undo(world, ids[told[0] % len(ids)])
    yield


def _codes(world: World) -> list[str]:
    """Return all codes of villages that Lan ever worked in, new ones too."""
    with Session(world.engine) as session:
        found = session.scalars(
            select(Place.code).where(Place.kind == PlaceKind.VILLAGE, Place.code != B1).order_by(Place.id)
        )
        return list(found) or [A1, A2]


def _cards(world: World, code: str | None = None) -> list[str]:
    with Session(world.engine) as session:
        query = select(Household.id).order_by(Household.id)
        if code is not None:
            query = query.join(Place, Place.id == Household.village_id).where(Place.code == code)
        return list(session.scalars(query))
