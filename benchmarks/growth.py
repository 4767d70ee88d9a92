"""What one sync costs when the log is long: statements, and rows or steps (no clock is read)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.caller import Caller, plausible_day, through_client
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


@dataclass(frozen=True)
class Words:
    """How a database says what its copies need."""

    id: str
    chain: str
    lines: str
    columns: str


SQLITE = Words(
    "printf('x%021d', n)",
    "randomblob(16)",
    "WITH RECURSIVE line(n) AS (SELECT {0} + 1 UNION ALL SELECT n + 1 FROM line WHERE n < {1})",
    "SELECT name FROM pragma_table_info('{0}')",
)
POSTGRES = Words(
    "'x' || lpad(n::text, 21, '0')",
    "decode(md5(n::text), 'hex')",
    "WITH line(n) AS (SELECT generate_series({0} + 1, {1}))",
    "SELECT attname FROM pg_attribute WHERE attrelid = '{0}'::regclass AND attnum > 0 ORDER BY attnum",
)


def grow(engine: Engine, template: str, until: int) -> None:
    """Write copies of the assist *template* and of its operation until the log has *until* lines.

    Straight into the tables: the chain of these lines says nothing, their number is what counts.
    """
    words = SQLITE if engine.dialect.name == "sqlite" else POSTGRES
    with engine.execution_options(begin_immediate=True).begin() as connection:
        run = connection.exec_driver_sql
        since = run("SELECT max(seq) FROM feed").scalar_one()
        lines = words.lines.format(since, until)
        for table, overrides in (
            (
                "operation",
                {
                    "id": words.id,
                    "record_id": words.id,
                    "device_n": "n",
                    "device_id": "'of-somebody-else'",
                },
            ),
            ("assist", {"id": words.id, "head_op": words.id, "seq": "n"}),
        ):
            columns = run(words.columns.format(table)).scalars().all()
            chosen = ", ".join(overrides.get(name, f't."{name}"') for name in columns)
            copies = f"SELECT {chosen} FROM line, {table} AS t WHERE t.id = '{template}'"
            run(f"INSERT INTO {table} {lines} {copies}")  # our own names
        copies = f"SELECT l.province_id, n, {words.id}, l.outcome, l.reason, {words.chain}, l.is_change"
        run(f"INSERT INTO log {lines} {copies} FROM line, log AS l WHERE l.operation_id = '{template}'")
        run(f"UPDATE feed SET seq = {until}, chain = (SELECT chain FROM log WHERE seq = {until})")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if words is SQLITE else "VACUUM ANALYZE")


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
