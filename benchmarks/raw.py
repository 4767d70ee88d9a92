"""The limit: the rows that a sync wrote, written once more by the driver alone.

Into tables with the same columns, checks, indexes and foreign keys, in as many
durable transactions, with the head of the log moved in each. Nothing is parsed,
decided, hashed or answered.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

TABLES = ("operation", "log", "assist")
Batch: TypeAlias = dict[str, list[tuple[Any, ...]]]
"""Table -> its rows of one transaction."""
SINCE = {
    "operation": "SELECT o.* FROM log AS l JOIN operation AS o ON o.id = l.operation_id"
    " WHERE l.seq > {0} ORDER BY l.seq",
    "log": "SELECT * FROM log WHERE seq > {0} ORDER BY seq",
    "assist": "SELECT * FROM assist WHERE seq > {0} ORDER BY seq",
}


class Raw(ABC):
    """Reads what was written, and writes it again elsewhere."""

    name: str
    sign: str
    prefix: str = ""

    source: Any
    target: Any

    def head(self) -> int:
        """Return where the log ends."""
        return int(self.source.execute("SELECT max(seq) FROM feed").fetchone()[0])

    def written_since(self, seq: int, batch: int) -> list[Batch]:
        """Return the rows of the operations after *seq*, *batch* to a transaction."""
        rows = {table: self.source.execute(SINCE[table].format(seq)).fetchall() for table in TABLES}
        counts = {table: len(found) for table, found in rows.items()}
        assert len(set(counts.values())) == 1, counts
        return [
            {table: rows[table][at : at + batch] for table in TABLES}
            for at in range(0, counts["operation"], batch)
        ]

    def write(self, batches: list[Batch]) -> None:
        """Insert *batches*, each in a transaction of its own."""
        for batch in batches:
            self.begin()
            cursor = self.target.cursor()
            for table in TABLES:
                signs = ", ".join([self.sign] * len(batch[table][0]))
                cursor.executemany(f"INSERT INTO {self.prefix}{table} VALUES ({signs})", batch[table])
            cursor.execute(f"UPDATE {self.prefix}feed SET seq = seq + {len(batch['log'])}")
            self.target.execute("COMMIT")

    @abstractmethod
    def begin(self) -> None: ...

    def close(self) -> None:
        self.source.close()
        self.target.close()


class RawSQLite(Raw):
    """Into a copy of the database, beside it on the same disk."""

    name, sign = "SQLite", "?"

    def __init__(self, folder: Path) -> None:
        self.source = sqlite3.connect(folder / "instance" / "tocongnghe.sqlite3", isolation_level=None)
        self.target = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
        self.source.backup(self.target)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self.target.execute(f"PRAGMA {pragma}")

    def begin(self) -> None:
        self.target.execute("BEGIN IMMEDIATE")


class RawPostgres(Raw):
    """Into tables of the same shape in the same database."""

    name, sign, prefix = "PostgreSQL", "%s", "raw_"

    def __init__(self, url: str) -> None:
        self.source = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self.target = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        for table in (*TABLES, "feed"):
            self.source.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")
            keys = self.source.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE contype = 'f' AND conrelid = %s::regclass",
                [table],
            ).fetchall()
            for (key,) in keys:
                self.source.execute(f"ALTER TABLE raw_{table} ADD {key}")
        self.source.execute("INSERT INTO raw_feed SELECT * FROM feed")

    def begin(self) -> None:
        self.target.execute("BEGIN")


def raw_of(folder: Path, database_url: str | None) -> Raw:
    """Return the raw inserts for the installation in *folder*."""
    return RawPostgres(database_url) if database_url else RawSQLite(folder)
