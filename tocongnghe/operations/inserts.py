"""Many rows into a table by the driver's own `executemany`, with a statement compiled once for each dialect.

SQLAlchemy asks every row anew how each of its columns is bound; that cost as
much as the database itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Enum, Table, insert

from tocongnghe.models.base import UtcDateTime
from tocongnghe.operations.words import Row

Bind: TypeAlias = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert *rows* (columns by name; what a row leaves out gets the column's default), in order."""
    if not rows:
        return
    plan = _plan(table, connection.dialect)
    values = [_bound(plan, row) for row in rows]
    if plan.is_positional:
        connection.exec_driver_sql(plan.statement, [tuple(each) for each in values])
    else:
        connection.exec_driver_sql(
            plan.statement, [dict(zip(plan.names, each, strict=True)) for each in values]
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table go into one kind of database."""

    statement: str
    names: tuple[str, ...]
    values_of: Callable[[Row], tuple[Any, ...]]
    defaults: Row
    binds: tuple[tuple[int, Bind], ...]
    """Which places need something done to them before the driver takes them."""
    is_positional: bool


@lru_cache(maxsize=64)
def _plan(table: Table, dialect: Dialect) -> Plan:
    columns = [column.name for column in table.columns if column is not table.autoincrement_column]
    compiled = insert(table).compile(dialect=dialect, column_keys=columns)
    names = tuple(compiled.positiontup or ()) if compiled.positional else tuple(columns)
    binds = [(at, _bind(table.c[name].type, dialect)) for at, name in enumerate(names)]
    return Plan(
        str(compiled),
        names,
        itemgetter(*names),
        {name: _default(table.c[name]) for name in names},
        tuple((at, bind) for at, bind in binds if bind is not None),
        compiled.positional,
    )


def _bound(plan: Plan, row: Row) -> list[Any]:
    try:
        values = list(plan.values_of(row))
    except KeyError:
        values = list(plan.values_of(plan.defaults | row))
    for at, bind in plan.binds:
        values[at] = bind(values[at])
    return values


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None


def _bind(type_: Any, dialect: Dialect) -> Bind | None:
    if isinstance(type_, Enum):
        return _word
    if isinstance(type_, UtcDateTime) and dialect.name == "sqlite":
        return _instant
    bind: Bind | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return bind


def _word(value: Any) -> str | None:
    """Return a word of a closed list as text; the table's CHECK knows the list."""
    return None if value is None else str.__str__(value)


def _instant(value: datetime | None) -> str | None:
    """Return an instant as SQLAlchemy writes it for SQLite: UTC, without saying so."""
    if value is None:
        return None
    if value.tzinfo is not UTC:
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:-6]
