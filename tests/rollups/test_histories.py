"""Whatever happened, in whatever order: the roll-ups equal a count by hand."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import brute, count_all, stored
from tocongnghe.extensions import writing
from tocongnghe.models import (
    Achievement,
    Assist,
    Cell,
    CellSum,
    ClassSession,
    Consent,
    CountedAssist,
    CountedEvent,
    Departed,
    Feed,
    Household,
    LogEntry,
    Operation,
    Review,
    RollUpPosition,
    VillageAchievement,
    VillageSurvey,
)
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.rollups import list_differences, rebuild
from tocongnghe.services.indicators import CountingRules

DAYS = ["2026-01-05", "2026-01-06", "2026-02-01"]
VILLAGES = ["20-00001-001", "20-00001-002"]
PHONE = {
    *("assist.amend", "assist.withdraw", "household.withdraw", "household.amend"),
    *("class_session.amend", "class_session.withdraw"),
}
"""Kinds that phones send; the others are the desk's."""

number = st.integers(0, 7)
assist_body = st.fixed_dictionaries(
    {
        "topic": st.sampled_from(["payment_account", "digital_shop", "etax", "online_public_service"]),
        "outcome": st.sampled_from(["helped", "already_had", "in_progress"]),
        "on": st.sampled_from(DAYS),
    },
    optional={
        "slot": st.sampled_from([1, 2, None]),
        "stage": st.sampled_from(["opened", "used_with_help", "used_alone", None]),
        "details": st.sampled_from([{"platform": "zalo"}, {"platform": "voso"}, {"platform": 5}, {}, None]),
    },
)
class_body = st.fixed_dictionaries(
    {"topic": st.sampled_from(["vneid", "etax"]), "on": st.sampled_from(DAYS)},
    optional={"women": st.sampled_from([0, 3]), "men": st.sampled_from([2, None])},
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
        st.tuples(st.just("household.amend"), number, st.sampled_from(["poor", "near_poor", None])),
        st.tuples(st.just("class_session.hold"), st.sampled_from(VILLAGES), class_body),
        st.tuples(st.just("class_session.amend"), number, class_body),
        st.tuples(st.just("class_session.withdraw"), number),
        st.tuples(st.just("village_survey.record"), st.sampled_from(VILLAGES), st.sampled_from(DAYS)),
        st.tuples(st.just("crash"), number),
        st.tuples(st.just("count"), st.integers(1, 5)),
    ),
    min_size=15,
    max_size=40,
)
common = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(common, max_examples=25)
@given(events)
def test_incremental_and_full_equal_a_count_by_hand(world: World, history: list[Any]) -> None:
    _check(world, history)


@settings(common, max_examples=6)
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
    life = Life(world, [world.add_household(village=VILLAGES[n % 2]) for n in range(3)])
    for kind, *given_ in history:
        if kind == "count":
            count_all(world.engine, max_lines=given_[0])
        elif kind == "crash":
            _crash(world, after=given_[0] * 3)
        else:
            getattr(life, kind.partition(".")[0])(kind, *given_)


@dataclass
class Life:
    """What has come to be so far, by the kinds of record."""

    world: World
    households: list[str]
    assists: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    def assist(self, kind: str, *given_: Any) -> None:
        if kind == "assist.log":
            household, village, body = given_
            whose = {"household": None, "village": village}
            if household is not None:
                whose = {"household": self.households[household % 3]}
            self.assists += self._new(kind, whose | body)
        elif self.assists:
            body = {} if kind in ("assist.approve", "assist.unapprove") else {"reason": "other"}
            if kind == "assist.amend":
                household, patch = given_[1:]
                body = patch | ({} if household is None else {"household": self.households[household % 3]})
            _do(self.world, kind, Assist, self.assists[given_[0] % len(self.assists)], body)

    def household(self, kind: str, *given_: Any) -> None:
        bodies: dict[str, Any] = {"household.unmerge": {}}
        if kind == "household.merge":
            bodies[kind] = {"into": self.households[given_[1] % 3]}
        elif kind == "household.amend":
            bodies[kind] = {"poverty": given_[1]}
        body = bodies.get(kind, {"reason": "other"})
        _do(self.world, kind, Household, self.households[given_[0] % 3], body)

    def class_session(self, kind: str, *given_: Any) -> None:
        if kind == "class_session.hold":
            self.classes += self._new(kind, {"village": given_[0]} | given_[1])
        elif self.classes:
            body = given_[1] if kind == "class_session.amend" else {"reason": "other"}
            _do(self.world, kind, ClassSession, self.classes[given_[0] % len(self.classes)], body)

    def village_survey(self, kind: str, village: str, day: str) -> None:
        self._new(kind, {"village": village, "on": day, "power": "all"})

    def _new(self, kind: str, body: dict[str, Any]) -> list[str]:
        told = self.world.push(self.world.op(kind, body))
        return [decision.record_id for decision in told if decision.outcome == "applied"]


class Killed(Exception):
    """As if the job's process ended here."""


def _crash(world: World, after: int) -> None:
    """Let the job be killed in the middle of a piece, *after* so many statements."""
    left = [after]

    def count_down(*_: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    event.listen(world.engine, "before_cursor_execute", count_down)
    try:
        with suppress(Killed):
            count_all(world.engine, max_lines=2)
    finally:
        event.remove(world.engine, "before_cursor_execute", count_down)


def _do(world: World, kind: str, model: Any, record: str, body: dict[str, Any]) -> None:
    with Session(world.engine) as session:
        head = session.scalar(select(model.head_op).where(model.id == record))
    if kind in PHONE:
        world.push(world.op(kind, body, record=record, prev=head))
    else:
        draft = Draft(kind, record, str(head), body)
        submit_from_desk(world.engine, province_id=world.province, author_id=world.minh, drafts=[draft])


def _wipe(engine: Engine) -> None:
    with engine.execution_options(begin_immediate=True).begin() as connection:
        for model in (
            *(RollUpPosition, CellSum, Cell, Achievement, VillageAchievement, CountedAssist, CountedEvent),
            *(
                Review,
                Consent,
                Assist,
                ClassSession,
                VillageSurvey,
                Household,
                Departed,
                LogEntry,
                Operation,
                Feed,
            ),
        ):
            connection.execute(delete(model))
