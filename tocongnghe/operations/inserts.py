"""Many rows into a table at the driver's own speed, with a statement written once for each dialect.

SQLAlchemy asks every row anew how each of its columns is bound; that cost as
much as the database itself. SQLite takes rows by `executemany`; PostgreSQL takes
all of them as one JSON document, which it parses faster than it answers a
message for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

import orjson
from sqlalchemy import Boolean, Connection, Dialect, Enum, LargeBinary, String, Table, insert

from tocongnghe.models.base import UtcDateTime
from tocongnghe.operations.words import Row

Bind: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table go into one kind of database."""

    statement: str
    names: tuple[str, ...]
    values_of: Callable[[Row], tuple[Any, ...]]
    defaults: Row
    binds: tuple[tuple[int, Bind], ...]
    """Which places need something done to them before the driver takes them."""
    is_document: bool


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert *rows* (columns by name; what a row leaves out gets the column's default), in order."""
    if not rows:
        return
    plan = _plan(table, connection.dialect)
    bound = [_bound(plan, row) for row in rows]
    if plan.is_document:
        document = orjson.dumps([dict(zip(plan.names, values, strict=True)) for values in bound])
        connection.exec_driver_sql(plan.statement, (document.decode(),))
    else:
        connection.exec_driver_sql(plan.statement, [tuple(values) for values in bound])


@lru_cache(maxsize=64)
def _plan(table: Table, dialect: Dialect) -> Plan:
    columns = [column for column in table.columns if column is not table.autoincrement_column]
    names = tuple(column.name for column in columns)
    is_document = dialect.name == "postgresql"
    bind_of = _bind_in_document if is_document else _bind
    binds = [(at, bind_of(column.type, dialect)) for at, column in enumerate(columns)]
    return Plan(
        _from_document(table, columns, dialect) if is_document else _with_signs(table, names, dialect),
        names,
        itemgetter(*names),
        {column.name: _default(column) for column in columns},
        tuple((at, bind) for at, bind in binds if bind is not None),
        is_document,
    )


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None


def _with_signs(table: Table, names: Sequence[str], dialect: Dialect) -> str:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(names))
    if tuple(compiled.positiontup or ()) != tuple(names):
        raise TypeError("the driver takes its values in another order")
    return str(compiled)


def _from_document(table: Table, columns: Sequence[Any], dialect: Dialect) -> str:
    """Return an INSERT of the rows of one JSON array; as plain text, so that nothing is cut to its length."""
    quote = dialect.identifier_preparer.quote
    listed = ", ".join(quote(column.name) for column in columns)
    typed = ", ".join(
        f"{quote(column.name)} {'TEXT' if isinstance(column.type, String) else column.type.compile(dialect)}"
        for column in columns
    )
    source = f"json_to_recordset(CAST(%s AS json)) AS given ({typed})"
    return f"INSERT INTO {quote(table.name)} ({listed}) SELECT {listed} FROM {source}"  # noqa: S608 - our names


def _bound(plan: Plan, row: Row) -> list[Any]:
    try:
        values = list(plan.values_of(row))
    except KeyError:
        values = list(plan.values_of(plan.defaults | row))
    for at, bind in plan.binds:
        values[at] = bind(values[at])
    return values


def _bind_in_document(type_: Any, _dialect: Dialect) -> Bind | None:
    """JSON has words, numbers, days and instants by itself, and no bytes."""
    if isinstance(type_, UtcDateTime):
        return _aware
    return _hexadecimal if isinstance(type_, LargeBinary) else None


def _aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return value


def _hexadecimal(value: bytes | None) -> str | None:
    return None if value is None else rf"\x{value.hex()}"


def _bind(type_: Any, dialect: Dialect) -> Bind | None:
    if isinstance(type_, Enum):
        return _word
    if isinstance(type_, UtcDateTime):
        return _instant
    if isinstance(type_, Boolean):
        return _YES_NO.__getitem__
    bind: Bind | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return bind


_YES_NO = {None: None, True: 1, False: 0}


def _word(value: Any) -> str | None:
    """Return a word of a closed list as text; the table's CHECK knows the list."""
    return None if value is None else str.__str__(value)


@lru_cache(maxsize=512)
def _instant(value: datetime | None) -> str | None:
    """Return an instant as SQLAlchemy writes it for SQLite: UTC, without saying so."""
    aware = _aware(value)
    if aware is None:
        return None
    return aware.astimezone(UTC).isoformat(" ", "microseconds")[:-6]
