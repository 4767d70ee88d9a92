"""The declarative base and the column types that every table shares."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

OperationId = Annotated[str, mapped_column(String(22))]
"""128 random bits, 22 characters base64url; also the id of the record it created."""

GrantId = Annotated[str, mapped_column(String(26))]
DeviceId = Annotated[str, mapped_column(String(36))]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept as UTC; a naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - read by SQLAlchemy


def word_enum(words: type[StrEnum], name: str | None = None) -> Enum:
    """Return a text column type that the database itself holds to *words*.

    The constraint needs a *name* of its own when a table has two columns of the same words.
    """
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=_codes,
        name=name or f"{words.__name__.lower()}_word",
    )


def _codes(words: Any) -> list[str]:
    return [str(word.value) for word in words]
