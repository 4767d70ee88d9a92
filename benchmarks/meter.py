"""What the database did meanwhile, without a clock: statements, and work as each database counts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event

STEPS = 50  # of SQLite's machine for each tick
ROWS_READ = (
    "SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)"
    " FROM pg_stat_xact_user_tables"
)
"""Rows that the running transaction read from tables, by scan or by index."""

COUNT_NOW = "SELECT pg_stat_force_next_flush()"


@dataclass
class Meter:
    """Counts since it was begun: `steps` of SQLite's machine, `rows` that PostgreSQL read."""

    statements: int = 0
    steps: int = 0
    rows: int = 0


@contextmanager
def metered(engine: Engine) -> Iterator[Meter]:
    """Count what every connection of *engine* does meanwhile."""
    meter = Meter()
    listening = _sqlite(engine, meter) if engine.dialect.name == "sqlite" else _postgres(engine, meter)
    listening += [(engine, "before_cursor_execute", lambda *_: _count(meter))]
    for target, name, listener in listening:
        event.listen(target, name, listener)
    try:
        yield meter
    finally:
        for target, name, listener in listening:
            event.remove(target, name, listener)


def _count(meter: Meter) -> None:
    meter.statements += 1


def _sqlite(engine: Engine, meter: Meter) -> list[tuple[Any, str, Any]]:
    def tick() -> int:
        meter.steps += STEPS
        return 0

    def lent(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(tick, STEPS)

    def given_back(connection: Any, *_: Any) -> None:
        if connection is not None:
            connection.set_progress_handler(None, STEPS)

    return [(engine.pool, "checkout", lent), (engine.pool, "checkin", given_back)]


def _postgres(engine: Engine, meter: Meter) -> list[tuple[Any, str, Any]]:
    def read(connection: Connection) -> int:
        cursor = connection.connection.cursor()
        cursor.execute(ROWS_READ)
        (rows,) = cursor.fetchone() or (0,)
        cursor.close()
        return int(rows)

    def begins(connection: Connection) -> None:
        """Earlier transactions that the server has not counted yet are still in the figure.

        Where each statement is a transaction it might count them in between.
        """
        if getattr(connection.connection.dbapi_connection, "autocommit", False):
            connection.connection.cursor().execute(COUNT_NOW).close()
        connection.info["rows_read"] = read(connection)

    def ends(connection: Connection) -> None:
        meter.rows += read(connection) - connection.info.get("rows_read", 0)

    return [(engine, "begin", begins), (engine, "commit", ends), (engine, "rollback", ends)]
