"""Some work in both communes, counted; exports of it as whoever asks gets them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.cast import HOA_DEVICE, World
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.services.access import load_actor
from tocongnghe.services.exports import Order, allow, stream_export
from tocongnghe.vocabulary import ExportKind

today = clock.local_date
FIRST = date(2025, 7, 1)
SECRETS = ("Nông Văn Thử", "Hoàng Thị Kín", "0912 345 678", "=mở cửa sau", "vợ bé")
"""What stands in the records and leaves the house only with a reason."""


def work_in(world: World) -> World:
    """Log work of four visits in commune A (one withdrawn household's) and one in commune B; count it."""
    lan = world.add_household(phone=SECRETS[2], roster=[{"slot": 1, "label": SECRETS[4]}])
    desk(world, "assist.approve", world.log_assist(lan, slot=1, note=SECRETS[3]))
    world.log_assist(lan, topic="digital_shop", details={"shop": True, "platform": "zalo"})
    other = world.add_household(head_name=SECRETS[1], village="20-00001-002")
    world.log_assist(other, outcome="not_possible", reason="no_smartphone")
    world.log_assist()
    huy = world.author("g_huy")
    card = world.op("household.add", {"village": "20-00002-001", "head_name": "Hộ B"}, author=huy)
    visit = {"household": card.id, "topic": "vneid", "outcome": "helped", "on": today().isoformat()}
    world.push(card, world.op("assist.log", visit, author=huy), device=HOA_DEVICE)
    count_all(world.engine)
    return world


@pytest.fixture
def worked(world: World) -> World:
    return work_in(world)


@pytest.fixture
def any_worked(any_world: World) -> World:
    return work_in(any_world)


def make_order(kind: str, **overrides: Any) -> Order:
    values = {"place_code": "20", "format": "csv", "from_day": FIRST, "to_day": today()}
    return Order(ExportKind(kind), **(values | overrides))  # type: ignore[arg-type]


def export(engine: Engine, who: int | None, order: Order) -> bytes:
    with Session(engine) as session:
        actor = None if who is None else load_actor(session, who, today())
        return b"".join(stream_export(session, allow(session, actor, order)))


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


Exported = Callable[..., list[dict[str, str]]]


@pytest.fixture
def rows(worked: World) -> Exported:
    """Return a function that gives the rows of an export as a spreadsheet would read its CSV."""

    def rows(who: int | None, kind: str, **overrides: Any) -> list[dict[str, str]]:
        return read_csv(export(worked.engine, who, make_order(kind, **overrides)))

    return rows
