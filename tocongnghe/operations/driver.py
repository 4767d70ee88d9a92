"""Statements handed to the database's own driver, past SQLAlchemy, which takes longer over each.

Whoever listens to statements still hears of each, and what the driver refuses
is said as SQLAlchemy says it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

GLANCE = "glance"
"""Execution option of a connection to SQLite: nothing is to be begun."""


def hand(connection: Connection, text: str, values: Any, *, is_many: bool = False) -> Any:
    """Have *text* executed, with one row of values or many, in the transaction; return the driver's cursor.

    Raises:
        sqlalchemy.exc.DBAPIError: What the driver refused; it names no value.
    """
    if not connection.in_transaction():
        connection.begin()
    return _run(connection, text, values, is_many=is_many)


def begin_by(connection: Connection, text: str) -> None:
    """Begin a transaction with *text*; for those who listen to "begin".

    Raises:
        sqlalchemy.exc.DBAPIError: As for `hand`.
    """
    _run(connection, text, ()).close()


def _run(connection: Connection, text: str, values: Any, *, is_many: bool = False) -> Any:
    cursor = connection.connection.cursor()
    for listener in connection.dispatch.before_cursor_execute:
        text, values = listener(connection, cursor, text, values, None, is_many)
    try:
        if is_many:
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        complain(connection, text, error)
    return cursor


def take(connection: Connection, text: str, cursor: Any) -> list[tuple[Any, ...]]:
    """Return all rows that *text*, handed over before, finds.

    Raises:
        sqlalchemy.exc.DBAPIError: As for `hand`.
    """
    try:
        found: list[tuple[Any, ...]] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        complain(connection, text, error)
    cursor.close()
    return found


@contextmanager
def unanswered(connection: Connection) -> Iterator[None]:
    """Have what is handed over inside executed one after the other, without waiting for each answer.

    For PostgreSQL: between its answer and the next statement lie two ways through
    the kernel, and other threads that want Python. What it refuses may be said
    only at the end of the block. Inside, nothing may ask through SQLAlchemy.

    Raises:
        sqlalchemy.exc.DBAPIError: As for `hand`.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        complain(connection, "(several)", error)


def _is_no_second_error(record: logging.LogRecord) -> bool:
    """Keep what PostgreSQL says of a row out of the log, when the block has ended by another error."""
    return not str(record.msg).startswith("error ignored terminating")


logging.getLogger("psycopg").addFilter(_is_no_second_error)


def complain(connection: Connection, text: str, error: BaseException) -> None:
    """Raise what SQLAlchemy makes of the driver's *error*; a lost connection leaves the pool."""
    connection._handle_dbapi_exception(error, text, None, None, None)  # noqa: SLF001 - there is no other door
