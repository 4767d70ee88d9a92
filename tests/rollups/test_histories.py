"""Whatever happened, in whatever order: the roll-ups equal a count by hand."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import brute, count_all, stored
from tocongnghe.extensions import writing
from tocongnghe.models import (
    Achievement,
    Assist,
    Cell,
    CellSum,
    Consent,
    CountedAssist,
    Departed,
    Feed,
    Household,
    LogEntry,
    Operation,
    Review,
    RollUpPosition,
)
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.rollups import list_differences, rebuild
from tocongnghe.services.indicators import CountingRules

DAYS = ["2026-01-05", "2026-01-06", "2026-02-01"]
VILLAGES = ["20-00001-001", "20-00001-002"]

number = st.integers(0, 7)
assist_body = st.fixed_dictionaries(
    {
        "topic": st.sampled_from(["vneid", "etax"]),
        "outcome": st.sampled_from(["helped", "already_had", "in_progress"]),
        "on": st.sampled_from(DAYS),
    }
)
events = st.lists(
    st.one_of(
        st.tuples(st.just("assist.log"), st.none() | number, st.sampled_from(VILLAGES), assist_body),
        st.tuples(st.just("assist.amend"), number, st.none() | number, assist_body),
        st.tuples(
            st.sampled_from(
                ["assist.approve"] * 3
                + ["assist.withdraw", "assist.unapprove", "assist.return", "assist.reopen"]
                + ["household.withdraw", "household.unmerge"]
            ),
            number,
        ),
        st.tuples(st.just("household.merge"), number, number),
        st.tuples(st.just("count"), st.integers(1, 5)),
    ),
    min_size=15,
    max_size=40,
)
common = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(common, max_examples=40)
@given(events)
def test_incremental_and_full_equal_a_count_by_hand(world: World, history: list[Any]) -> None:
    _check(world, history)


@settings(common, max_examples=10)
@given(events)
def test_incremental_and_full_equal_a_count_by_hand_on_every_database(
    any_world: World, history: list[Any]
) -> None:
    _check(any_world, history)


def _check(world: World, history: list[Any]) -> None:
    _wipe(world.engine)
    _live(world, history)

    count_all(world.engine, max_lines=3)

    expected = brute(world.engine)
    assert stored(world.engine) == expected
    with Session(world.engine) as session:
        assert list_differences(session, world.province, CountingRules()) == []
    with writing(world.engine) as session:
        rebuild(session, world.province, CountingRules())
    assert stored(world.engine) == expected


def _live(world: World, history: list[Any]) -> None:
    """Let *history* happen; what the rules refuse at that point simply does not."""
    households = [world.add_household(village=VILLAGES[n % 2]) for n in range(3)]
    assists: list[str] = []
    for kind, *given_ in history:
        if kind == "count":
            count_all(world.engine, max_lines=given_[0])
        elif kind == "assist.log":
            household, village, body = given_
            whose = {"household": None, "village": village}
            if household is not None:
                whose = {"household": households[household % 3]}
            for decision in world.push(world.op(kind, whose | body)):
                assists += [decision.record_id] if decision.outcome == "applied" else []
        elif kind.startswith("household."):
            body = {"into": households[given_[1] % 3]} if kind == "household.merge" else {"reason": "other"}
            _do(
                world, kind, Household, households[given_[0] % 3], {} if kind == "household.unmerge" else body
            )
        elif assists:
            body = {} if kind in ("assist.approve", "assist.unapprove") else {"reason": "other"}
            if kind == "assist.amend":
                household, patch = given_[1:]
                body = patch | ({} if household is None else {"household": households[household % 3]})
            _do(world, kind, Assist, assists[given_[0] % len(assists)], body)


def _do(world: World, kind: str, model: Any, record: str, body: dict[str, Any]) -> None:
    with Session(world.engine) as session:
        head = session.scalar(select(model.head_op).where(model.id == record))
    if kind in ("assist.amend", "assist.withdraw", "household.withdraw"):
        world.push(world.op(kind, body, record=record, prev=head))
    else:
        draft = Draft(kind, record, str(head), body)
        submit_from_desk(world.engine, province_id=world.province, author_id=world.minh, drafts=[draft])


def _wipe(engine: Engine) -> None:
    with engine.execution_options(begin_immediate=True).begin() as connection:
        for model in (
            *(RollUpPosition, CellSum, Cell, Achievement, CountedAssist),
            *(Review, Consent, Assist, Household, Departed, LogEntry, Operation, Feed),
        ):
            connection.execute(delete(model))
