"""Many rows into a table by the driver's own `executemany`, with a statement compiled once for each dialect.

SQLAlchemy asks every row anew how each of its columns is bound; that cost as
much as the database itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Enum, Table, insert

from tocongnghe.operations.words import Row

Bind: TypeAlias = Callable[[Any], Any] | None


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert *rows* (columns by name; what a row leaves out gets the column's default), in order."""
    if not rows:
        return
    statement, plan, is_positional = _compiled(table, connection.dialect)
    values = [
        tuple([bind(row.get(name, rest)) if bind else row.get(name, rest) for name, bind, rest in plan])
        for row in rows
    ]
    if is_positional:
        connection.exec_driver_sql(statement, values)
    else:
        names = [name for name, _, _ in plan]
        connection.exec_driver_sql(statement, [dict(zip(names, each, strict=True)) for each in values])


@lru_cache(maxsize=64)
def _compiled(table: Table, dialect: Dialect) -> tuple[str, list[tuple[str, Bind, Any]], bool]:
    """Return the statement, (name, how to bind, default) of its columns in order, and how they are passed."""
    columns = [column.name for column in table.columns if column is not table.autoincrement_column]
    compiled = insert(table).compile(dialect=dialect, column_keys=columns)
    names: list[str] = list(compiled.positiontup or ()) if compiled.positional else columns
    plan = [(name, _bind(table.c[name].type, dialect), _default(table.c[name])) for name in names]
    return str(compiled), plan, compiled.positional


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None


def _bind(type_: Any, dialect: Dialect) -> Bind:
    if isinstance(type_, Enum):
        return _word
    bind: Bind = type_.dialect_impl(dialect).bind_processor(dialect)
    return bind


def _word(value: Any) -> str | None:
    """Return a word of a closed list as text; the table's CHECK knows the list."""
    return None if value is None else str.__str__(value)
