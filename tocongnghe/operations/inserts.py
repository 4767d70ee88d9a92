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
from tocongnghe.operations.driver import hand
from tocongnghe.operations.words import Row

Bind: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table go into one kind of database."""

    table: Table
    columns: tuple[Any, ...]
    values_of: Callable[[Row], tuple[Any, ...]]
    defaults: Row
    binds: tuple[Bind | None, ...]
    """What is done to the values of each column before the driver takes them."""
    is_document: bool


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert *rows* (columns by name; what a row leaves out gets the column's default), in order."""
    if not rows:
        return
    dialect = connection.dialect
    plan = _plan(table, dialect)
    said, stacks = _stacks(plan, rows)
    statement = _statement(table, dialect, said)
    if plan.is_document:
        names = [plan.columns[at].name for at in said]
        document = orjson.dumps(
            [dict(zip(names, values, strict=True)) for values in zip(*stacks, strict=True)]
        )
        hand(connection, statement, (document.decode(),)).close()
    else:
        hand(connection, statement, list(zip(*stacks, strict=True)), is_many=True).close()


def _stacks(plan: Plan, rows: Sequence[Row]) -> tuple[tuple[int, ...], list[Sequence[Any]]]:
    """Return the places of the columns that say something in any of *rows*, and the values of each.

    Half of an assist's columns say nothing; to say so row by row takes the driver as long as the rest.
    """
    try:
        values = list(map(plan.values_of, rows))
    except KeyError:
        values = [plan.values_of(plan.defaults | row) for row in rows]
    said: list[int] = []
    stacks: list[Sequence[Any]] = []
    for at, (column, bind) in enumerate(zip(zip(*values, strict=True), plan.binds, strict=True)):
        if column.count(None) == len(column):
            continue
        said.append(at)
        stacks.append(column if bind is None else [bind(value) for value in column])
    return tuple(said), stacks


@lru_cache(maxsize=64)
def _plan(table: Table, dialect: Dialect) -> Plan:
    columns = tuple(column for column in table.columns if column is not table.autoincrement_column)
    is_document = dialect.name == "postgresql"
    bind_of = _bind_in_document if is_document else _bind
    return Plan(
        table,
        columns,
        itemgetter(*(column.name for column in columns)),
        {column.name: _default(column) for column in columns},
        tuple(bind_of(column.type, dialect) for column in columns),
        is_document,
    )


@lru_cache(maxsize=512)
def _statement(table: Table, dialect: Dialect, said: tuple[int, ...]) -> str:
    """Return the INSERT that fills the columns at *said*."""
    plan = _plan(table, dialect)
    columns = [plan.columns[at] for at in said]
    if plan.is_document:
        return _from_document(table, columns, dialect)
    return _with_signs(table, [column.name for column in columns], dialect)


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
