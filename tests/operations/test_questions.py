"""A question brings what SQLAlchemy itself would bring."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, bindparam, select

from tests.cast import World
from tocongnghe.models import Assist, Household, Operation
from tocongnghe.operations.questions import Question
from tocongnghe.operations.rows import Among, PairAmong, rows_of
from tocongnghe.vocabulary import Poverty

pytestmark = pytest.mark.postgres


def work(world: World) -> tuple[str, str]:
    """Log a household with all that a card can hold, and assists that say more and less; return two ids."""
    card = world.op(
        "household.add",
        {
            "village": "20-00001-001",
            "head_name": "Nông Văn Thử",
            "roster": [{"slot": 1, "label": "vợ"}],
            "has_signal": False,
            "poverty": Poverty.POOR,
        },
    )
    full = {"household": card.id, "topic": "vneid", "outcome": "helped", "on": "2026-11-01"}
    assists = [
        world.op("assist.log", full | {"details": {"platform": "Zalo"}, "stage": "opened", "people": 2}),
        world.op("assist.log", full | {"on": "2026-11-02", "follow_up_on": "2026-12-01"}),
    ]
    assert [decision.outcome for decision in world.push(card, *assists)] == ["applied"] * 3
    return card.id, assists[1].id


@pytest.mark.parametrize("model", [Household, Assist, Operation])
def test_a_question_brings_what_sqlalchemy_brings(any_engine: Engine, any_world: World, model: Any):
    work(any_world)
    query = select(model.__table__).order_by(model.id)

    with any_engine.connect() as connection:
        found = Question(query).rows(connection, {})
        expected = rows_of(connection, query)

    assert len(found) > 0
    assert found == expected
    assert [list(map(type, row.values())) for row in found] == [
        list(map(type, row.values())) for row in expected
    ]


def test_a_parameter_that_stands_twice_is_given_once(any_engine: Engine, any_world: World):
    card, second = work(any_world)
    assist: Any = Assist.__table__.c
    question = Question(
        select(assist.id).where(
            Among(assist.id, "ids"), Among(assist.head_op, "ids"), assist.seq > bindparam("since")
        )
    )

    with any_engine.connect() as connection:
        assert question.tuples(connection, {"ids": {card, second}, "since": 0}) == [(second,)]
        assert question.tuples(connection, {"ids": {card}, "since": 0}) == []


def test_pairs_are_told_apart_by_both_halves(any_engine: Engine, any_world: World):
    card, second = work(any_world)
    assist: Any = Assist.__table__.c
    question = Question(select(assist.id).where(PairAmong(assist.household_id, assist.happened_on, "pairs")))

    with any_engine.connect() as connection:
        found = question.tuples(connection, {"pairs": [(card, "2026-11-02"), ("nobody", "2026-11-01")]})

    assert found == [(second,)]
