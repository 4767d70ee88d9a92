"""An export before it has a format: named columns, rows one at a time, and where it all comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tocongnghe.services.sheets import Kind, Value

Format = Literal["csv", "xlsx", "json"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `key` is what programs call it and never changes; `title` is for readers."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    meaning: str | None = None
    """A sentence for the sheet of definitions, where the title does not say it all."""
    width: int | None = None
    """In a workbook, in characters; None: as its kind needs."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about an export: `key` for programs, `title` and `text` for readers."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """What an export holds. `rows` have a value for each field and are read once, as they are needed."""

    name: str
    """ASCII, for the file's name."""
    title: str
    fields: tuple[Field, ...]
    rows: Iterable[Sequence[Value]]
    facts: tuple[Fact, ...]
    """Who, when, which places and days, which rules and denominators."""
    made_at: datetime
    head: dict[str, str | int | date | datetime | None]
    """What a program reads of it first."""
    row_count: int | None = None
    """How many rows are to come, where that is known beforehand."""
