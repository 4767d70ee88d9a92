"""Copies of one record and of its operation, any number of them, written straight into the tables.

The chain of their lines in the log says nothing: their number is what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine


@dataclass(frozen=True)
class Words:
    """How a database says what the copies need; `n` counts them from 0, `s` is their place in the log."""

    id: str
    chain: str
    lines: str
    columns: str
    day: str
    """So many days before a day."""
    json: str


SQLITE = Words(
    "printf('{0}%021d', {1})",
    "randomblob(16)",
    "WITH RECURSIVE line(n, s) AS (SELECT 0, {0} UNION ALL SELECT n + 1, s + 1 FROM line WHERE n + 1 < {1})",
    "SELECT name FROM pragma_table_info('{0}')",
    "date('{0}', '-' || ({1}) || ' days')",
    "{0}",
)
POSTGRES = Words(
    "'{0}' || lpad(({1})::text, 21, '0')",
    "decode(md5(n::text), 'hex')",
    "WITH line(n, s) AS (SELECT g, g + {0} FROM generate_series(0, {1} - 1) AS g)",
    "SELECT attname FROM pg_attribute WHERE attrelid = '{0}'::regclass AND attnum > 0 ORDER BY attnum",
    "(date '{0}' - ({1})::int)",
    "({0})::json",
)


def words_of(engine: Engine) -> Words:
    """Return how *engine*'s database says it."""
    return SQLITE if engine.dialect.name == "sqlite" else POSTGRES


def copy_rows(
    engine: Engine,
    table: str,
    template: str,
    count: int,
    overrides: Mapping[str, str] | None = None,
    *,
    is_analysed: bool = True,
) -> None:
    """Write *count* copies of the record *template* of *table* and of its operation.

    A column takes what *overrides* says in SQL of `n` and `s`. Our own names
    and numbers only: nothing here is quoted.
    """
    words = words_of(engine)
    with engine.execution_options(begin_immediate=True, no_parameters=True).begin() as connection:
        run = connection.exec_driver_sql
        if words is POSTGRES:  # their parents are there; to look for each takes longer than to write the row
            run("SET LOCAL session_replication_role = replica")
        since = run("SELECT max(seq) FROM feed").scalar_one()
        lines = words.lines.format(since + 1, count)
        id = (overrides or {}).get("id", words.id.format("x", "s"))
        for name, given in (
            ("operation", {"id": id, "record_id": id, "device_n": "s", "device_id": "'of-somebody-else'"}),
            (table, {"id": id, "head_op": id, "seq": "s"} | dict(overrides or {})),
        ):
            columns = run(words.columns.format(name)).scalars().all()
            chosen = ", ".join(given.get(column, f't."{column}"') for column in columns)
            source = f"SELECT {chosen} FROM line, {name} AS t WHERE t.id = '{template}'"
            run(f"INSERT INTO {name} {lines} {source}")
        source = f"SELECT l.province_id, s, {id}, l.outcome, l.reason, {words.chain}, l.is_change"
        run(f"INSERT INTO log {lines} {source} FROM line, log AS l WHERE l.operation_id = '{template}'")
        until = since + count
        run(f"UPDATE feed SET seq = {until}, chain = (SELECT chain FROM log WHERE seq = {until})")
    if not is_analysed:
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if words is SQLITE else "VACUUM ANALYZE")
