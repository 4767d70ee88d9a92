"""Counting a province anew: few statements however much it holds, and only what differs is written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import brute, count_all, stored
from tocongnghe.extensions import writing
from tocongnghe.jobs.snapshot import snapshot
from tocongnghe.models import Achievement, Cell
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.rollups import rebuild
from tocongnghe.rollups.fresh import counted_anew
from tocongnghe.rollups.fresh_tables import COUNTED
from tocongnghe.services.indicators import CountingRules

A1, A2 = "20-00001-001", "20-00001-002"
FIGURES = re.compile(r"(DELETE FROM|INSERT INTO) (cell|cell_sum|achievement|counted_assist)\b")


def rebuilt(world: World) -> list[tuple[str, int]]:
    """Count the province anew; return the statements that it took, each with the rows that it changed."""
    seen: list[tuple[str, int]] = []

    def note(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append((statement, cursor.rowcount))

    event.listen(world.engine, "after_cursor_execute", note)
    try:
        with writing(world.engine) as session:
            rebuild(session, world.province, CountingRules())
    finally:
        event.remove(world.engine, "after_cursor_execute", note)
    return seen


def test_ten_times_the_assists_take_the_same_statements(any_world: World) -> None:
    any_world.log_assist(any_world.add_household())
    few = rebuilt(any_world)
    for _ in range(10):
        any_world.log_assist(any_world.add_household())

    assert len(rebuilt(any_world)) == len(few) < 100
    assert stored(any_world.engine) == brute(any_world.engine)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_compares_whole_tables_without_a_loop(any_world: World) -> None:
    """A loop reads one table once for each row of the other: a million visits took hours."""
    with any_world.engine.begin() as connection:
        connection.execute(text("ANALYZE"))  # it takes what it saw empty for empty while it is filled
    for day in range(1, 29):
        any_world.log_assist(any_world.add_household(), on=f"2026-02-{day:02}")
    plans: dict[str, str] = {}

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if FIGURES.match(statement):
            plan = connection.exec_driver_sql("EXPLAIN " + statement, values).scalars()
            plans[statement] = "\n".join(plan)

    event.listen(any_world.engine, "before_cursor_execute", explain)
    try:
        for _ in range(2):  # into empty tables, and beside full ones
            with writing(any_world.engine) as session:
                rebuild(session, any_world.province, CountingRules())
    finally:
        event.remove(any_world.engine, "before_cursor_execute", explain)

    assert len(plans) >= 8
    assert [plan for plan in plans.values() if "Nested Loop" in plan] == []


def test_what_is_right_already_is_not_written_again(world: World) -> None:
    for _ in range(5):
        world.log_assist(world.add_household())
    count_all(world.engine)
    with writing(world.engine) as session:
        session.execute(update(Cell).where(Cell.indicator == "vneid_has").values(provisional_count=99))

    written = [(FIGURES.match(statement), rows) for statement, rows in rebuilt(world)]
    assert sum(rows for is_of_figures, rows in written if is_of_figures) == 2  # one row goes, one comes
    assert stored(world.engine) == brute(world.engine)


def test_on_one_day_the_smaller_id_says_where_whatever_the_language_of_the_database(any_world: World) -> None:
    """Capitals come before small letters in ids, and after them in most languages."""
    first, second = (any_world.add_household(village=village) for village in (A1, A2))
    for id, household in (("B" * 22, first), ("a" * 22, second)):
        body = {"household": household, "topic": "vneid", "outcome": "helped", "on": "2026-01-05"}
        (decision,) = any_world.push(any_world.op("assist.log", body, id=id))
        assert decision.outcome == "applied", decision
    merge = Draft("household.merge", second, second, {"into": first})
    submit_from_desk(
        any_world.engine, province_id=any_world.province, author_id=any_world.minh, drafts=[merge]
    )
    with writing(any_world.engine) as session:
        rebuild(session, any_world.province, CountingRules())

    with Session(any_world.engine) as session:
        places = list(session.scalars(select(Achievement.provisional_village_id)))
    assert places == [any_world.villages[A1]] * 3  # helped, has, a person's account


def test_the_nightly_proof_lets_others_write_meanwhile(world: World) -> None:
    household = world.add_household()
    world.log_assist(household)
    count_all(world.engine)

    with snapshot(world.engine) as session, counted_anew(session, world.province, CountingRules()):
        world.log_assist(household)  # SQLite has one writer: this would wait and then fail
        counted = session.scalar(select(func.count()).select_from(COUNTED))

    assert counted == 1, "one moment is counted, whatever comes meanwhile"
