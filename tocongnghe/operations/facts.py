"""What a fold is given: an applied operation, its names resolved to rows, and how a body patches a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
DAYS = {"happened_on", "follow_up_on", "held_on", "surveyed_on", "until_on", "due_on"}


@dataclass(slots=True)
class Facts:
    """An applied operation with its names resolved to rows of this installation.

    Deciding fills it in; frozen, it would take as long to make as to decide.
    """

    id: str
    body: Mapping[str, Any]
    author_id: int | None
    made_at: datetime
    village_id: int | None = None
    household_id: str | None = None
    is_late: bool = False
    folded: Row | None = None
    """The record's row after the operation, where deciding had to know it."""
    is_late_scope: bool = False
    is_clock_suspect: bool = False
    is_possible_duplicate: bool = False
    former_id: int | None = None
    """The former village that a phone spoke of, which had not heard of a change."""
    former_until: date | None = None
    """The first day on which that one was no more; None if it never was."""


def patch(row: Row, body: Mapping[str, Any], fields: Mapping[str, str]) -> Row:
    """Absent = unchanged, null = cleared (protocol §8)."""
    for name, column in fields.items():
        if name in body:
            value = body[name]
            row[column] = date.fromisoformat(value) if column in DAYS and value is not None else value
    return row
