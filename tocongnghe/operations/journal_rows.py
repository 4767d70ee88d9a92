"""Rows as JSON and back, column by column, so that any version can read an older journal."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Column, Date, DateTime, LargeBinary, Table
from sqlalchemy import Enum as EnumType
from sqlalchemy.types import TypeDecorator

from tocongnghe.models import Base
from tocongnghe.operations.words import Row


def table_of(name: str) -> Table | None:
    """Return the table *name*, None when this version has none of that name."""
    return Base.metadata.tables.get(name)


def encode_row(row: Mapping[str, Any]) -> Row:
    """Return *row* with values that JSON has; binary as base64, instants and days as ISO 8601."""
    return {name: _encode(value) for name, value in row.items()}


def decode_row(table: Table, row: Mapping[str, Any]) -> Row:
    """Return *row* as *table* takes it; columns that this version does not have are left out."""
    return {name: _decode(table.c[name], value) for name, value in row.items() if name in table.c}


def _encode(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _decode(column: Column[Any], value: Any) -> Any:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(kind, EnumType) and kind.enum_class is not None:
        return kind.enum_class(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value
