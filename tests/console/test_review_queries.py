"""What reviewing asks of both databases: the same answers, found by indexes."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from tests.cast import World, household_head
from tests.console.test_duplicates import conflict_of
from tests.console.test_flags import log_at
from tests.console.test_spot_checks import LAST, log
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.operations import authors_of_users
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.bulk_approvals import find_group, list_groups, note_bulk, undo_bulk
from tocongnghe.services.conflicts import list_conflicts
from tocongnghe.services.duplicates import call_different, list_double_assists, list_double_cards
from tocongnghe.services.mergers import list_mergers
from tocongnghe.services.review_flags import ReviewFlag
from tocongnghe.services.reviews import ReviewFilter, list_reviews
from tocongnghe.services.rulings import list_held
from tocongnghe.services.spot_checks import confirmation_rates, draw_samples, list_samples, record_finding
from tocongnghe.services.verdicts import Shown, approve
from tocongnghe.vocabulary import SpotFinding

pytestmark = pytest.mark.postgres


@pytest.fixture
def minh(any_engine: Engine, any_world: World) -> Actor:
    with Session(any_engine) as session:
        return load_actor(session, any_world.minh, clock.local_date())


def test_marks_doubles_and_two_versions_are_found_on_both_databases(
    any_engine: Engine, any_world: World, minh: Actor
) -> None:
    first = log_at(any_world, 300)
    busy = {log_at(any_world, 100 + 0.01 * number) for number in range(13)}
    cards = [any_world.add_household() for _ in range(3)]
    twins = {any_world.log_assist(cards[0]) for _ in range(2)}
    op = conflict_of(any_world, min(twins), outcome="already_had")
    with any_engine.connect() as connection:
        author = authors_of_users(connection, [any_world.minh])[any_world.minh]
    for goes, stays in ((cards[0], cards[1]), (cards[1], cards[2])):
        prev = household_head(any_engine, goes)
        any_world.push(
            any_world.op("household.merge", {"into": stays}, record=goes, prev=prev, author=author)
        )

    with Session(any_engine) as session:

        def found(flag: ReviewFlag) -> set[str]:
            return {row.id for row in list_reviews(session, minh, ReviewFilter(flag=flag)).rows}

        assert found(ReviewFlag.FIRST_OF_MEMBER) == {first}
        assert found(ReviewFlag.MANY_IN_AN_HOUR) == busy
        assert found(ReviewFlag.NO_CONSENT) == twins
        assert [{pair.first.id, pair.second.id} for pair in list_double_assists(session, minh).rows] == [
            twins
        ]
        assert list_double_cards(session, minh).rows == ()
        assert [one.op for one in list_conflicts(session, minh)] == [op]
        assert {(one.id, one.winner_id) for one in list_mergers(session, minh)} == {
            (cards[0], cards[2]),
            (cards[1], cards[2]),
        }
        assert {group.count for group in list_groups(session, minh).rows} >= {2}
    with writing(any_engine) as session:
        assert call_different(session, minh, *twins)
    with Session(any_engine) as session:
        assert list_double_assists(session, minh).rows == ()


def test_a_day_and_a_sample_are_kept_on_both_databases(
    any_engine: Engine, any_world: World, minh: Actor
) -> None:
    ids = log(any_world, 3)
    day = LAST.from_day.replace(day=LAST.from_day.day + 3)
    with Session(any_engine) as session:
        group = find_group(session, minh, "20-00001-001", day)
        tried = approve(session, minh, [Shown(row.id, row.version) for row in group.plain + group.flagged])
    with writing(any_engine) as session:
        bulk = note_bulk(session, minh, "20-00001-001", day, tried)
        assert draw_samples(session, minh, LAST, least=5, percent=5) == 1
        assert draw_samples(session, minh, LAST, least=5, percent=5) == 0
    with writing(any_engine) as session:
        (one,) = list_samples(session, minh, LAST)
        check = one.checks[0]
        assert record_finding(session, minh, check.id, SpotFinding.CONFIRMED, None, seen_at=None) is None
    with Session(any_engine) as session:
        assert confirmation_rates(session, minh, LAST) == {one.team_id: (1, 1)}
        assert {check.assist.id for check in one.checks if check.assist} == set(ids)
        assert undo_bulk(session, minh, bulk or "").done == 3


@pytest.mark.parametrize("ask", [list_conflicts, list_held])
def test_what_waits_or_was_at_odds_is_found_by_its_small_index(
    any_engine: Engine, any_world: World, minh: Actor, ask: object
) -> None:
    conflict_of(any_world, any_world.log_assist(), outcome="already_had")
    plans: list[str] = []

    def explain(connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if "operation.outcome = '" in statement and not statement.startswith("EXPLAIN"):
            is_sqlite = any_engine.dialect.name == "sqlite"
            how = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
            with any_engine.connect() as other:
                if not is_sqlite:
                    other.execute(text("SET enable_seqscan = off"))
                rows = other.exec_driver_sql(how + statement, parameters).all()  # type: ignore[arg-type]
            plans.append("\n".join(" ".join(map(str, row)) for row in rows))

    event.listen(any_engine, "before_cursor_execute", explain)
    with Session(any_engine) as session:
        ask(session, minh)  # type: ignore[operator]

    (plan,) = plans
    assert "ix_operation_conflict" in plan or "ix_operation_held" in plan, plan
