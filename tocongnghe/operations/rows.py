"""Reading on the path that every operation takes: statements built once, rows as plain dictionaries.

A statement that is built once keeps its cache key, and a list of values is one
parameter of it, however long: SQLAlchemy's expanding IN writes the text anew
for each length. `dict(row)` of a mapping asks each row for its keys anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Engine,
    Select,
    Text,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import BigInteger, Integer, TypeEngine

from tocongnghe.operations.driver import GLANCE
from tocongnghe.operations.words import Row

Kind: TypeAlias = type[Text] | type[BigInteger] | type[Date]


class Listed(TypeDecorator[Any]):
    """Values in one parameter: JSON text for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, of: Kind) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(self.of))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        return list(value or ()) if dialect.name == "postgresql" else as_json(value)


def as_json(values: Iterable[Any] | None) -> str:
    """Return *values* (text, numbers, days, or tuples of them) as a JSON list; half characters as escapes."""
    listed = list(values or ())
    try:
        return orjson.dumps(listed).decode()
    except TypeError:
        return json.dumps(listed, default=date.isoformat)


class Among(ColumnElement[bool]):
    """True where a column is one of the values of the parameter *name*, which is executed with."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 - read by SQLAlchemy
        ("column", InternalTraversal.dp_clauseelement),
        ("given", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.given = bindparam(name, type_=Listed(_kind_of(column.type)))


def _kind_of(type_: TypeEngine[Any]) -> Kind:
    if isinstance(type_, Integer):
        return BigInteger
    return Date if isinstance(type_, Date) else Text


@compiles(Among)
def _among_json(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, given = compiler.process(element.column, **options), compiler.process(element.given, **options)
    return f"{column} IN (SELECT value FROM json_each({given}))"  # noqa: S608 - no value in it


@compiles(Among, "postgresql")
def _among_array(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, given = compiler.process(element.column, **options), compiler.process(element.given, **options)
    return f"{column} = ANY ({given})"


class PairAmong(ColumnElement[bool]):
    """True where a text column and a day's column are one of the pairs of the parameter *name*."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 - read by SQLAlchemy
        ("text", InternalTraversal.dp_clauseelement),
        ("day", InternalTraversal.dp_clauseelement),
        ("given", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, text: Any, day: Any, name: str) -> None:
        self.text, self.day = text, day
        self.given = bindparam(name, type_=Pairs())


class Pairs(TypeDecorator[Any]):
    """(text, day) pairs as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> str:
        return as_json(value)


@compiles(PairAmong)
def _pairs_json(element: PairAmong, compiler: SQLCompiler, **options: Any) -> str:
    table, text, day = element.text.table.name, element.text.name, element.day.name
    given = compiler.process(element.given, **options)
    # By IN with pairs SQLite finds the text alone in an index; a cross join says what to look for, and where.
    return (
        f'"{table}".rowid IN (SELECT it.rowid FROM json_each({given}) AS asked CROSS JOIN "{table}" AS it'  # noqa: S608
        f" ON it.{text} = json_extract(asked.value, '$[0]') AND it.{day} = json_extract(asked.value, '$[1]'))"
    )


@compiles(PairAmong, "postgresql")
def _pairs_elements(element: PairAmong, compiler: SQLCompiler, **options: Any) -> str:
    table, text, day = element.text.table.name, element.text.name, element.day.name
    given = compiler.process(element.given, **options)
    # OFFSET 0 keeps the planner from reading all that the texts have, whatever the day, or the whole table.
    return (
        f"{table}.ctid = ANY (ARRAY (SELECT it.here FROM json_array_elements(CAST({given} AS json)) AS asked"  # noqa: S608
        f" CROSS JOIN LATERAL (SELECT ctid AS here FROM {table} AS each WHERE each.{text} = asked.value ->> 0"
        f" AND each.{day} = CAST(asked.value ->> 1 AS date) OFFSET 0) AS it))"
    )


def glancing(engine: Engine) -> Connection:
    """Open a connection for statements that need no common moment: none hears BEGIN and ROLLBACK."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    return engine.execution_options(**{GLANCE: True}).connect()


def rows_of(
    connection: Connection, query: Select[*tuple[Any, ...]], given: Mapping[str, Any] | None = None
) -> list[Row]:
    """Return what *query* finds with the parameters *given*, by column name."""
    found = connection.execute(query, given)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]
