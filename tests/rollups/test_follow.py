"""The roll-ups follow the log: what counts, where, and since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine, delete, event, func, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import brute, count_all, stored
from tocongnghe.extensions import writing
from tocongnghe.models import Achievement, Assist, Cell, Feed, Household, RollUpPosition
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.rollups import advance
from tocongnghe.services.indicators import CountingRules

A1, A2 = "20-00001-001", "20-00001-002"


def heads(world: World, record: str) -> str:
    with Session(world.engine) as session:
        model: Any = Assist if session.get(Assist, record) else Household
        return str(session.scalar(select(model.head_op).where(model.id == record)))


def desk(world: World, kind: str, record: str, body: dict[str, Any] | None = None) -> None:
    """Do as Minh, at his desk; it must apply."""
    draft = Draft(kind, record, heads(world, record), body or {})
    (decision,) = submit_from_desk(
        world.engine, province_id=world.province, author_id=world.minh, drafts=[draft]
    )
    assert decision.outcome == "applied", decision


def phone(world: World, kind: str, record: str, body: dict[str, Any] | None = None) -> None:
    """Do as Lan, on her phone; it must apply."""
    (decision,) = world.push(world.op(kind, body or {}, record=record, prev=heads(world, record)))
    assert decision.outcome == "applied", decision


def cell(world: World, indicator: str) -> tuple[int, int]:
    """Return the provisional and official count of *indicator*, over all villages and days."""
    with Session(world.engine) as session:
        sums = session.execute(
            select(func.sum(Cell.provisional_count), func.sum(Cell.official_count)).where(
                Cell.indicator == indicator
            )
        ).one()
    return (sums[0] or 0, sums[1] or 0)


def places(world: World, indicator: str) -> list[tuple[int, date]]:
    with Session(world.engine) as session:
        rows = session.execute(select(Cell.village_id, Cell.day).where(Cell.indicator == indicator))
        return [(village_id, day) for village_id, day in rows]


def test_a_household_helped_twice_is_reached_once_and_visited_twice(any_world: World) -> None:
    household = any_world.add_household()
    any_world.log_assist(household)
    any_world.log_assist(household)

    count_all(any_world.engine)

    assert cell(any_world, "vneid_helped") == (1, 0)
    assert cell(any_world, "vneid_visits") == (2, 0)
    assert cell(any_world, "visits") == (2, 0)


def test_already_had_counts_as_has_and_not_as_helped(world: World) -> None:
    world.log_assist(world.add_household(), outcome="already_had")

    count_all(world.engine)

    assert cell(world, "vneid_has") == (1, 0)
    assert cell(world, "vneid_helped") == (0, 0)


def test_in_progress_and_not_possible_are_visits_and_nothing_else(world: World) -> None:
    household = world.add_household()
    world.log_assist(household, outcome="in_progress")
    world.log_assist(household, outcome="not_possible", reason="no_signal")

    count_all(world.engine)

    assert cell(world, "visits") == (2, 0)
    assert cell(world, "vneid_has") == cell(world, "vneid_helped") == (0, 0)


def test_an_assist_without_household_is_a_visit_and_never_a_household(world: World) -> None:
    world.log_assist(None, village=A1)

    count_all(world.engine)

    assert cell(world, "vneid_visits") == (1, 0)
    assert cell(world, "vneid_helped") == (0, 0)


def test_an_approval_makes_it_official_and_a_return_counts_nowhere(any_world: World) -> None:
    assist = any_world.log_assist(any_world.add_household())
    count_all(any_world.engine)

    desk(any_world, "assist.approve", assist)
    count_all(any_world.engine)
    assert cell(any_world, "vneid_helped") == cell(any_world, "visits") == (1, 1)

    desk(any_world, "assist.reopen", assist, {"reason": "wrong_day"})
    count_all(any_world.engine)
    assert cell(any_world, "vneid_helped") == cell(any_world, "visits") == (0, 0)


def test_official_has_its_own_first_day_and_village(world: World) -> None:
    household = world.add_household()
    world.log_assist(household, on="2026-01-05")
    later = world.log_assist(household, on="2026-01-20")
    desk(world, "assist.approve", later)

    count_all(world.engine)

    with Session(world.engine) as session:
        achievement = session.get_one(Achievement, (household, "vneid_helped", ""))
    assert achievement.provisional_on == date(2026, 1, 5)
    assert achievement.official_on == date(2026, 1, 20)


def test_an_amended_assist_leaves_its_old_day_topic_and_village(any_world: World) -> None:
    assist = any_world.log_assist(None, village=A1, on="2026-01-05")
    count_all(any_world.engine)

    phone(
        any_world,
        "assist.amend",
        assist,
        {"village": A2, "household": None, "on": "2026-01-06", "topic": "etax"},
    )
    count_all(any_world.engine)

    assert cell(any_world, "vneid_visits") == (0, 0)
    assert places(any_world, "visits") == [(any_world.villages[A2], date(2026, 1, 6))]
    assert places(any_world, "etax_visits") == [(any_world.villages[A2], date(2026, 1, 6))]


def test_an_assist_given_to_another_household_leaves_the_first_one(world: World) -> None:
    first, second = world.add_household(), world.add_household()
    assist = world.log_assist(first)
    count_all(world.engine)

    phone(world, "assist.amend", assist, {"household": second})
    count_all(world.engine)

    with Session(world.engine) as session:
        assert set(session.scalars(select(Achievement.household_id))) == {second}


def test_merged_households_are_reached_once_and_unmerging_undoes_it(any_world: World) -> None:
    first, second, third = (any_world.add_household() for _ in range(3))
    for household in (first, second, third):
        any_world.log_assist(household)
    count_all(any_world.engine)
    assert cell(any_world, "vneid_helped") == (3, 0)

    desk(any_world, "household.merge", first, {"into": second})
    count_all(any_world.engine)
    desk(any_world, "household.merge", second, {"into": third})
    count_all(any_world.engine)
    assert cell(any_world, "vneid_helped") == (1, 0)
    assert cell(any_world, "visits") == (3, 0)

    desk(any_world, "household.unmerge", second)
    count_all(any_world.engine)
    assert cell(any_world, "vneid_helped") == (2, 0)
    assert stored(any_world.engine) == brute(any_world.engine)


def test_a_withdrawn_household_is_not_reached_but_its_visits_happened(world: World) -> None:
    household = world.add_household()
    world.log_assist(household)
    count_all(world.engine)

    phone(world, "household.withdraw", household, {"reason": "recorded by mistake"})
    count_all(world.engine)

    assert cell(world, "vneid_helped") == (0, 0)
    assert cell(world, "visits") == (1, 0)


def test_a_piece_reads_a_bounded_number_of_lines_and_the_next_goes_on(any_world: World) -> None:
    any_world.log_assist()
    count_all(any_world.engine)
    for _ in range(5):
        any_world.log_assist(any_world.add_household())

    with writing(any_world.engine) as session:
        step = advance(session, any_world.province, CountingRules(), max_lines=4)

    assert (step.lines, step.has_more) == (4, True)
    count_all(any_world.engine, max_lines=4)
    assert stored(any_world.engine) == brute(any_world.engine)


def test_everything_is_rebuilt_when_the_log_is_another_one(any_world: World) -> None:
    any_world.log_assist(any_world.add_household())
    count_all(any_world.engine)
    right = stored(any_world.engine)
    with writing(any_world.engine) as session:
        session.get_one(RollUpPosition, any_world.province).chain = b"another history!"
        session.execute(delete(Cell))

    count_all(any_world.engine)

    assert stored(any_world.engine) == right
    with Session(any_world.engine) as session:
        feed, position = (session.get_one(model, any_world.province) for model in (Feed, RollUpPosition))
    assert (position.seq, position.chain) == (feed.seq, feed.chain)


def test_the_statements_of_a_piece_do_not_grow_with_its_lines(world: World) -> None:
    world.log_assist()
    count_all(world.engine)

    def statements(assists: int) -> int:
        for _ in range(assists):
            world.log_assist(world.add_household())
        return _statements(world.engine)

    few, many = statements(2), statements(30)

    assert many == few


def _statements(engine: Engine) -> int:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    count_all(engine)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)
