"""What one sync costs when the log is long: statements, and steps of SQLite's machine (no clock is read)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.caller import Caller, plausible_day, through_client
from benchmarks.installation import Installation, installed

STEPS = 50  # of SQLite's machine for each tick
BATCH = 20


@dataclass(frozen=True)
class Cost:
    """What happened in the database during one request."""

    operations_in_log: int
    what: str
    statements: int
    steps: int


@dataclass
class Meter:
    statements: int = 0
    ticks: int = 0


@contextmanager
def metered(engine: Engine) -> Iterator[Meter]:
    """Count what every connection of *engine* does meanwhile."""
    meter = Meter()

    def tick() -> int:
        meter.ticks += 1
        return 0

    def statement(*_: Any) -> None:
        meter.statements += 1

    def lent(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(tick, STEPS)

    def given_back(connection: Any, *_: Any) -> None:
        if connection is not None:
            connection.set_progress_handler(None, STEPS)

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine.pool, "checkout", lent)
    event.listen(engine.pool, "checkin", given_back)
    try:
        yield meter
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine.pool, "checkout", lent)
        event.remove(engine.pool, "checkin", given_back)


ID = "printf('x%021d', n)"
FILL = """
WITH RECURSIVE line(n) AS (SELECT :since + 1 UNION ALL SELECT n + 1 FROM line WHERE n < :until)
"""


def grow(engine: Engine, template: str, until: int) -> None:
    """Write copies of the assist *template* and of its operation until the log has *until* lines.

    Straight into the tables: the chain of these lines says nothing, their number is what counts.
    """
    with engine.execution_options(begin_immediate=True).begin() as connection:
        since = connection.exec_driver_sql("SELECT max(seq) FROM feed").scalar_one()
        for table, overrides in (
            ("operation", {"id": ID, "record_id": ID, "device_n": "n", "device_id": "'of-somebody-else'"}),
            ("assist", {"id": ID, "head_op": ID, "seq": "n"}),
        ):
            columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
            chosen = ", ".join(overrides.get(name, f't."{name}"') for name in columns)
            connection.exec_driver_sql(  # our own names
                f"INSERT INTO {table} {FILL} SELECT {chosen} FROM line, {table} AS t WHERE t.id = :template",
                {"since": since, "until": until, "template": template},
            )
        connection.exec_driver_sql(
            f"INSERT INTO log {FILL} SELECT l.province_id, n, printf('x%021d', n), l.outcome, l.reason,"
            " randomblob(16), 0 FROM line, log AS l WHERE l.operation_id = :template",
            {"since": since, "until": until, "template": template},
        )
        connection.exec_driver_sql(
            "UPDATE feed SET seq = :until, chain = (SELECT chain FROM log WHERE seq = :until)",
            {"until": until},
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def measure(folder: Path, sizes: tuple[int, ...]) -> list[Cost]:
    """Return what each kind of sync costs at each length of the log."""
    with installed(folder) as place:
        lan = Caller(through_client(place.app.test_client()), place.code(place.lan))
        cards = [lan.household() for _ in range(10)]
        old = lan.assist(None)
        lan.sync(*cards, old)
        return [cost for size in sizes for cost in _at(place, lan, [card[0] for card in cards], old[0], size)]


def _at(place: Installation, lan: Caller, cards: list[str], template: str, size: int) -> Iterator[Cost]:
    grow(place.engine, template, size)
    lan.cursor = lan.ack = None
    reached = lan.sync()["at"]
    lan.cursor = None
    fresh = Caller(through_client(place.app.test_client()), place.code(place.lan))
    fresh.sync()
    with metered(place.engine) as meter:
        fresh_page = fresh.document(cursor=None, ack=None)
        fresh.send_packed(fresh_page)
    yield Cost(size, "first page of a first sync", meter.statements, meter.ticks * STEPS)
    _skip_to_head(place, lan, reached)
    with metered(place.engine) as meter:
        lan.sync()
    yield Cost(size, "nothing new", meter.statements, meter.ticks * STEPS)
    day = plausible_day(lan, cards[:1], BATCH, random.Random(1))
    with metered(place.engine) as meter:
        lan.sync(*day)
    yield Cost(size, f"a push of {BATCH} assists", meter.statements, meter.ticks * STEPS)
    cards.pop(0)


def _skip_to_head(place: Installation, lan: Caller, seq: int) -> None:
    """Give the phone a cursor at the head, as if it had pulled all of the history."""
    from tocongnghe.sync.protocol import Mark, unpack

    with place.engine.connect() as connection:
        chain = connection.exec_driver_sql("SELECT chain FROM log WHERE seq = ?", (seq,)).scalar_one()
    mark = unpack(lan.sync()["cursor"])
    assert mark is not None
    lan.cursor = Mark(mark.epoch, seq, chain, mark.scope).pack()
    lan.sync()
