"""Statements on the path that every operation takes: written once for each database, asked many times.

SQLAlchemy looks for the text of a statement, its parameters and the types of its
columns anew each time, which takes it longer than a small database takes to
answer. A question keeps all three, and turns what comes back column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Enum, Select
from sqlalchemy.sql.selectable import CompoundSelect

from tocongnghe.models.base import UtcDateTime
from tocongnghe.operations.words import Row

Turn: TypeAlias = Callable[[Any], Any]
Query: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Wording:
    """A question as one kind of database is asked it."""

    text: str
    parameters: tuple[tuple[str, Any, Turn | None], ...]
    """Name, the value when none is given, and what is done to a value before the driver takes it."""
    order: tuple[str, ...] | None
    """In which the driver takes the values; None if it takes them by name."""
    turns: tuple[tuple[int, Turn], ...]
    """By place of the column: what is done to what the driver brings."""

    def bound(self, given: Mapping[str, Any]) -> Any:
        values = {
            name: turn(given.get(name, usual)) if turn is not None else given.get(name, usual)
            for name, usual, turn in self.parameters
        }
        return values if self.order is None else tuple([values[name] for name in self.order])


class Question:
    """A SELECT that is asked often; its parameters are named in it."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self.names = tuple(str(column.key) for column in query.selected_columns)
        self._wordings: dict[str, _Wording] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[Row]:
        """Return what is found, as dictionaries by column name."""
        names = self.names
        return [dict(zip(names, values, strict=True)) for values in self.tuples(connection, given)]

    def tuples(self, connection: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return what is found, in the order of the columns."""
        wording = self._wordings.get(connection.dialect.name) or self._word(connection.dialect)
        found = connection.exec_driver_sql(wording.text, wording.bound(given)).all()
        if not found or not wording.turns:
            return [tuple(row) for row in found]
        stacks: list[Any] = list(zip(*found, strict=True))
        for at, turn in wording.turns:
            stacks[at] = map(turn, stacks[at])
        return list(zip(*stacks, strict=True))

    def _word(self, dialect: Dialect) -> _Wording:
        compiled = self._query.compile(dialect=dialect)
        order = getattr(compiled, "positiontup", None)
        usual = compiled.construct_params(_check=False)
        binds = getattr(compiled, "binds")  # noqa: B009 - a compiled SELECT has them, the base class does not say so
        wording = _Wording(
            str(compiled),
            tuple(
                (name, usual[name], binds[name].type.dialect_impl(dialect).bind_processor(dialect))
                for name in usual
            ),
            tuple(order) if order is not None else None,
            tuple(
                (at, turn)
                for at, column in enumerate(self._query.selected_columns)
                if (turn := _turn(column.type, dialect)) is not None
            ),
        )
        self._wordings[dialect.name] = wording
        return wording


def _turn(type_: Any, dialect: Dialect) -> Turn | None:
    if isinstance(type_, Enum) and type_.enum_class is not None:
        words: dict[str | None, Any] = {str(word.value): word for word in type_.enum_class}
        return (words | {None: None}).__getitem__
    if isinstance(type_, UtcDateTime):
        return _instant
    turn: Turn | None = type_.dialect_impl(dialect).result_processor(dialect, None)
    return turn


def _instant(value: str | datetime | None) -> datetime | None:
    """Return an instant, which SQLite keeps as text in UTC without saying so."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)
