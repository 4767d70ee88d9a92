"""Villages merged, divided, moved and put back while work goes on: figures are those of the operations."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.places.adding_up import check_adds_up
from tests.places.province import MERGE, MOVE, SPLIT, change, part, undo
from tests.rollups.brute import brute, count_all, stored
from tests.rollups.test_histories import _crash, _do
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Household, Place, PlaceChange
from tocongnghe.rollups import list_differences, rebuild
from tocongnghe.services.indicators import CountingRules
from tocongnghe.services.place_changes import ChangeRefused
from tocongnghe.vocabulary import PlaceChangeState, PlaceKind

STEPS = 40


class Life:
    """Lan's and the desk's work and the province's decisions, drawn by *random*."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.households = [world.add_household(village=village) for village in self.villages()[:2] * 2]
        self.assists: list[str] = []

    def villages(self, *, alive: bool = False) -> list[str]:
        """Return the codes of villages that ever were in commune A or came of one, B's own aside."""
        query = select(Place.code).where(Place.kind == PlaceKind.VILLAGE, Place.code != "20-00002-001")
        if alive:
            query = query.where(Place.valid_to.is_(None))
        with Session(self.world.engine) as session:
            return list(session.scalars(query.order_by(Place.id)))

    def step(self) -> None:
        acts: list[Callable[[], None]] = [self.visit] * 4 + [self.judge] * 2 + [self.place] * 2
        self.random.choice([*acts, self.gather, self.card, self.count, self.kill])()

    def visit(self) -> None:
        body: dict[str, Any] = {
            "topic": self.random.choice(["vneid", "digital_shop", "payment_account"]),
            "outcome": self.random.choice(["helped", "already_had"]),
            "on": clock.local_date().isoformat(),
            "slot": self.random.choice([None, 1, 2]),
            "details": self.random.choice([None, {"platform": "zalo"}, {"platform": "voso"}]),
        }
        if self.random.random() < 0.2:
            whose = {"household": None, "village": self.random.choice(self.villages())}
        else:
            whose = {"household": self.random.choice(self.households)}
        self.assists += self.push("assist.log", body | whose)

    def gather(self) -> None:
        """A class or a survey, by any code that was ever known."""
        body = {"village": self.random.choice(self.villages()), "on": clock.local_date().isoformat()}
        if self.random.random() < 0.5:
            self.push("class_session.hold", body | {"topic": "vneid", "women": 2})
        else:
            self.push("village_survey.record", body | {"power": "all"})

    def card(self) -> None:
        village = self.random.choice(self.villages())
        self.households += self.push("household.add", {"village": village, "head_name": "Hộ"})

    def push(self, kind: str, body: dict[str, Any]) -> list[str]:
        told = self.world.push(self.world.op(kind, body))
        return [decision.record_id for decision in told if decision.outcome == "applied"]

    def judge(self) -> None:
        if self.assists:
            kind = self.random.choice(
                ["assist.approve", "assist.approve", "assist.return", "assist.withdraw"]
            )
            body = {} if kind == "assist.approve" else {"reason": "other"}
            _do(self.world, kind, Assist, self.random.choice(self.assists), body)

    def place(self) -> None:
        """Decide something of places, or take a decision back; what does not fit is refused."""
        with suppress(ChangeRefused):
            self.random.choice([self.merge, self.split, self.move, self.undo])()

    def merge(self) -> None:
        alive = self.villages(alive=True)
        one, other = self.random.sample(alive, 2) if len(alive) > 1 else alive * 2
        into = {"into": other} if self.random.random() < 0.5 else {"name": "Gộp"}
        change(self.world, MERGE, one, other, on=self.day(), **into)

    def split(self) -> None:
        """Some of the households of a village, by list, to a new one; or all of them to two, and it ends."""
        code, goes_on = self.random.choice(self.villages(alive=True)), self.random.random() < 0.5
        with Session(self.world.engine) as session:
            query = select(Household.id).join(Place, Place.id == Household.village_id)
            cards = list(session.scalars(query.where(Place.code == code).order_by(Household.id)))
        parts = [part("Tách", *cards[:1])] + ([] if goes_on else [part("Riêng", *cards[1:])])
        change(self.world, SPLIT, code, on=self.day(), parts=tuple(parts), goes_on=goes_on)

    def move(self) -> None:
        village, into = self.random.choice(self.villages(alive=True)), self.random.choice(["00001", "00002"])
        change(self.world, MOVE, village, on=self.day(), into=into)

    def undo(self) -> None:
        with Session(self.world.engine) as session:
            query = select(PlaceChange.id).where(PlaceChange.state == PlaceChangeState.APPLIED)
            ids = list(session.scalars(query.order_by(PlaceChange.id)))
        if ids:
            undo(self.world, self.random.choice(ids[-2:]))

    def day(self) -> date:
        return clock.local_date() - timedelta(days=self.random.choice([0, 0, 2]))

    def count(self) -> None:
        count_all(self.world.engine, max_lines=self.random.randint(1, 5))

    def kill(self) -> None:
        _crash(self.world, after=self.random.randint(0, 40))


@pytest.mark.parametrize("seed", range(4))
def test_places_change_while_work_goes_on(world: World, seed: int) -> None:
    life, start = Life(world, Random(seed)), clock.now()

    for step in range(STEPS):
        with clock.frozen(start + timedelta(hours=6 * step)):
            life.step()

    with clock.frozen(start + timedelta(hours=6 * STEPS)):
        count_all(world.engine, max_lines=3)
        expected = brute(world.engine)
        assert stored(world.engine) == expected
        with Session(world.engine) as session:
            assert list_differences(session, world.province, CountingRules()) == []
        for back in (0, 2, 5, 9):
            day = clock.local_date() - timedelta(days=back)
            for on in (None, day):
                check_adds_up(world, day, on)
        with writing(world.engine) as session:
            rebuild(session, world.province, CountingRules())
        assert stored(world.engine) == expected
