"""Rows of a query as plain dictionaries, on the path that every operation takes.

`dict(row)` of a mapping asks each row for its keys anew: an eighth of a push
under the profiler.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select

from tocongnghe.operations.words import Row


def rows_of(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[Row]:
    """Return what *query* finds, by column name."""
    found = connection.execute(query)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]
