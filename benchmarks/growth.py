"""What one sync costs when the log is long: statements, and rows or steps (no clock is read)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.caller import Caller, plausible_day, through_client
from benchmarks.copies import copy_rows
from benchmarks.installation import Installation, installed
from benchmarks.meter import STEPS, Meter, metered

BATCH = 20
__all__ = ["STEPS", "Cost", "measure"]


@dataclass(frozen=True)
class Cost:
    """What happened in the database during one request."""

    database: str
    operations_in_log: int
    what: str
    statements: int
    work: int
    """Steps of SQLite's machine; rows that PostgreSQL read."""


def grow(engine: Engine, template: str, until: int) -> None:
    """Write copies of the assist *template* and of its operation until the log has *until* lines."""
    with engine.connect() as connection:
        since = connection.exec_driver_sql("SELECT max(seq) FROM feed").scalar_one()
    copy_rows(engine, "assist", template, until - since)


def measure(folder: Path, sizes: tuple[int, ...], database_url: str | None = None) -> list[Cost]:
    """Return what each kind of sync costs at each length of the log."""
    with installed(folder, database_url) as place:
        lan = Caller(through_client(place.app.test_client()), place.code(place.lan))
        cards = [lan.household() for _ in range(10)]
        old = lan.assist(None)
        lan.sync(*cards, old)
        return [cost for size in sizes for cost in _at(place, lan, [card[0] for card in cards], old[0], size)]


def _at(place: Installation, lan: Caller, cards: list[str], template: str, size: int) -> Iterator[Cost]:
    def cost(what: str, meter: Meter) -> Cost:
        is_sqlite = place.engine.dialect.name == "sqlite"
        name, work = ("SQLite", meter.steps) if is_sqlite else ("PostgreSQL", meter.rows)
        return Cost(name, size, what, meter.statements, work)

    grow(place.engine, template, size)
    lan.cursor = lan.ack = None
    reached = lan.sync()["at"]
    lan.cursor = None
    fresh = Caller(through_client(place.app.test_client()), place.code(place.lan))
    fresh.sync()
    with metered(place.engine) as meter:
        fresh_page = fresh.document(cursor=None, ack=None)
        fresh.send_packed(fresh_page)
    yield cost("first page of a first sync", meter)
    _skip_to_head(place, lan, reached)
    with metered(place.engine) as meter:
        lan.sync()
    yield cost("nothing new", meter)
    day = plausible_day(lan, cards[:1], BATCH, random.Random(1))
    with metered(place.engine) as meter:
        lan.sync(*day)
    yield cost(f"a push of {BATCH} assists", meter)
    cards.pop(0)


def _skip_to_head(place: Installation, lan: Caller, seq: int) -> None:
    """Give the phone a cursor at the head, as if it had pulled all of the history."""
    from tocongnghe.sync.protocol import Mark, unpack

    with place.engine.connect() as connection:
        chain = connection.exec_driver_sql(f"SELECT chain FROM log WHERE seq = {int(seq)}").scalar_one()
    mark = unpack(lan.sync()["cursor"])
    assert mark is not None
    lan.cursor = Mark(mark.epoch, seq, chain, mark.scope).pack()
    lan.sync()
