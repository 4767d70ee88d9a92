"""What is in a database, so that two can be compared: rows and hash of each table, heads of the logs.

Reads what the driver gives, not what the models say: a backup of an older
version compares as well.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import Connection, inspect, text

from tocongnghe.services.backups.catalogue import Mark, TableContent

ROWS_AT_ONCE = 1000
MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Contents:
    """One moment of a database."""

    revision: str
    tables: dict[str, TableContent]
    marks: dict[str, Mark]
    recordings: dict[str, int] = field(default_factory=dict)
    """Hash -> bytes of every recording that it names, spoken phrases too, and of every file of a report."""


def read_contents(connection: Connection) -> Contents:
    """Return what *connection*, which must see one moment, holds."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    names = sorted(inspect(connection).get_table_names())
    return Contents(
        revision=str(connection.scalar(text("SELECT version_num FROM alembic_version"))),
        tables={name: _content(connection, name) for name in names},
        marks=_marks(connection),
        recordings=_recordings(connection, names),
    )


def _content(connection: Connection, table: str) -> TableContent:
    """Add the rows' hashes up: the sum does not depend on the order in which a database gives them."""
    total = count = 0
    rows = connection.execute(
        text(f'SELECT * FROM "{table}"'),  # noqa: S608 - a name that the database gave
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    for row in rows:
        total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest())
        count += 1
    return TableContent(count, f"{total % MODULUS:064x}")


def _marks(connection: Connection) -> dict[str, Mark]:
    rows = connection.execute(text("SELECT province_id, epoch, seq, chain FROM feed ORDER BY province_id"))
    return {str(row.province_id): Mark(row.epoch, row.seq, bytes(row.chain).hex()) for row in rows}


def _recordings(connection: Connection, tables: list[str]) -> dict[str, int]:
    """Return what lies as files beside the database; all of it is kept in one way."""
    found = {}
    if "blob" in tables:
        rows = connection.execute(text("SELECT sha256, byte_count FROM blob WHERE completed_at IS NOT NULL"))
        found = {row.sha256: row.byte_count for row in rows}
    if "report_file" in tables:
        rows = connection.execute(text("SELECT sha256, byte_count FROM report_file"))
        found |= {row.sha256: row.byte_count for row in rows}
    if "spoken_recording" in tables:
        rows = connection.execute(
            text("SELECT sha256, byte_count FROM spoken_recording WHERE state <> 'gone'")
        )
        found |= {row.sha256: row.byte_count for row in rows}
    return found


def differences(then: Contents, now: Contents) -> list[str]:
    """Return a sentence for each table of *now* that is not what it was *then*."""
    found = []
    for table in sorted(then.tables.keys() | now.tables.keys()):
        before, after = then.tables.get(table), now.tables.get(table)
        if before is None or after is None:
            found.append(f"table {table}: {'was not there' if before is None else 'is missing'}")
        elif before.rows != after.rows:
            found.append(f"table {table}: {after.rows} rows instead of {before.rows}")
        elif before != after:
            found.append(f"table {table}: its {before.rows} rows are not those that were backed up")
    return found
