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

from sqlalchemy import Connection, Dialect, Enum, Select, Update
from sqlalchemy.sql.selectable import CompoundSelect

from tocongnghe.models.base import UtcDateTime
from tocongnghe.operations.driver import hand, take
from tocongnghe.operations.rows import Listed, Pairs, as_json
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


class Command:
    """An UPDATE that is given often; its parameters are named in it."""

    def __init__(self, statement: Update) -> None:
        self._statement = statement
        self._wordings: dict[str, _Wording] = {}

    def give(self, connection: Connection, given: Mapping[str, Any]) -> None:
        """Have it done with the parameters *given*."""
        name = connection.dialect.name
        wording = self._wordings.get(name)
        if wording is None:
            wording = self._wordings[name] = _word(self._statement, connection.dialect)
        hand(connection, wording.text, wording.bound(given)).close()


class Question:
    """A SELECT that is asked often; its parameters are named in it."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self.names = tuple(str(column.key) for column in query.selected_columns)
        self._wordings: dict[str, _Wording] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[Row]:
        """Return what is found, as dictionaries by column name."""
        return self.ask(connection, given).rows()

    def tuples(self, connection: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return what is found, in the order of the columns."""
        return self.ask(connection, given).tuples()

    def ask(self, connection: Connection, given: Mapping[str, Any]) -> Answer:
        """Ask now, and take the answer later: inside `unanswered` more can be asked meanwhile."""
        name = connection.dialect.name
        wording = self._wordings.get(name)
        if wording is None:
            wording = self._wordings[name] = _word(self._query, connection.dialect)
        return Answer(connection, self.names, wording, hand(connection, wording.text, wording.bound(given)))


@dataclass(slots=True)
class Answer:
    """What a question finds; to be taken once, while the transaction lasts in which it was asked."""

    connection: Connection
    names: tuple[str, ...]
    wording: _Wording
    cursor: Any

    def rows(self) -> list[Row]:
        """Return what is found, as dictionaries by column name."""
        names = self.names
        return [dict(zip(names, values, strict=True)) for values in self.tuples()]

    def tuples(self) -> list[tuple[Any, ...]]:
        """Return what is found, in the order of the columns."""
        wording = self.wording
        found = take(self.connection, wording.text, self.cursor)
        if not found or not wording.turns:
            return found
        stacks: list[Any] = list(zip(*found, strict=True))
        for at, turn in wording.turns:
            stacks[at] = map(turn, stacks[at])
        return list(zip(*stacks, strict=True))


def _word(statement: Query | Update, dialect: Dialect) -> _Wording:
    compiled = statement.compile(dialect=dialect)
    order = getattr(compiled, "positiontup", None)
    usual = compiled.construct_params(_check=False)
    binds = getattr(compiled, "binds")  # noqa: B009 - a compiled statement has them, the base class does not say so
    columns = () if isinstance(statement, Update) else statement.selected_columns
    return _Wording(
        str(compiled),
        tuple((name, usual[name], _bind(binds[name].type, dialect)) for name in usual),
        tuple(order) if order is not None else None,
        tuple(
            (at, turn)
            for at, column in enumerate(columns)
            if (turn := _turn(column.type, dialect)) is not None
        ),
    )


def _bind(type_: Any, dialect: Dialect) -> Turn | None:
    if isinstance(type_, Listed):
        return list if dialect.name == "postgresql" else as_json
    if isinstance(type_, Pairs):
        return as_json
    turn: Turn | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return turn


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
