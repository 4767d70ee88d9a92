"""Villages merged, divided, moved and put back while work goes on: figures are those of the operations."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.cast import World
from tests.places.province import A1, A2, MERGE, MOVE, change, undo
from tests.rollups.brute import brute, count_all, stored
from tests.rollups.test_histories import _crash, _do
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assist
from tocongnghe.rollups import list_differences, rebuild
from tocongnghe.services.indicators import CountingRules

STEPS = 40
VERDICTS = ["assist.approve", "assist.approve", "assist.return", "assist.withdraw"]


class Life:
    """Lan's and the desk's work and the province's decisions, drawn by *random*."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.households = [world.add_household(village=village) for village in (A1, A2, A1)]
        self.assists: list[str] = []
        self.change: int | None = None

    def step(self) -> None:
        acts = [self.visit] * 4 + [self.judge] * 2 + [self.place, self.count, self.kill]
        self.random.choice(acts)()

    def visit(self) -> None:
        body: dict[str, Any] = {
            "topic": self.random.choice(["vneid", "digital_shop", "payment_account"]),
            "outcome": self.random.choice(["helped", "already_had"]),
            "on": clock.local_date().isoformat(),
            "slot": self.random.choice([None, 1, 2]),
            "details": self.random.choice([None, {"platform": "zalo"}, {"platform": "voso"}]),
        }
        self.assists.append(self.world.log_assist(self.random.choice(self.households), **body))

    def judge(self) -> None:
        if self.assists:
            kind = self.random.choice(
                ["assist.approve", "assist.approve", "assist.return", "assist.withdraw"]
            )
            body = {} if kind == "assist.approve" else {"reason": "other"}
            _do(self.world, kind, Assist, self.random.choice(self.assists), body)

    def place(self) -> None:
        if self.change is not None:
            undo(self.world, self.change)
            self.change = None
        elif self.random.random() < 0.5:
            self.change = change(self.world, MERGE, A1, A2, into=A2)
        else:
            self.change = change(self.world, MOVE, A2, into="00002")

    def count(self) -> None:
        count_all(self.world.engine, max_lines=self.random.randint(1, 5))

    def kill(self) -> None:
        _crash(self.world, after=self.random.randint(0, 40))


@pytest.mark.parametrize("seed", range(3))
def test_places_change_while_work_goes_on(world: World, seed: int) -> None:
    life = Life(world, Random(seed))

    for _ in range(STEPS):
        life.step()

    count_all(world.engine, max_lines=3)
    expected = brute(world.engine)
    assert stored(world.engine) == expected
    with Session(world.engine) as session:
        assert list_differences(session, world.province, CountingRules()) == []
    with writing(world.engine) as session:
        rebuild(session, world.province, CountingRules())
    assert stored(world.engine) == expected
