"""What would become of each row of a list, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tocongnghe.i18n.old_fonts import Typing


class Fate(StrEnum):
    """A row is new, says what is there already, changes it, or is wrong."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Remark:
    """A message id, and the values that go into it."""

    msgid: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row of the file; its remarks say what is wrong and what to do, or what would change."""

    number: int
    """As a spreadsheet counts: from 1."""
    fate: Fate
    cells: tuple[str, ...]
    """What the preview shows of it, under its own headings."""
    remarks: tuple[Remark, ...]
    body: dict[str, Any]
    """What is taken in; values that JSON has."""


@dataclass(frozen=True, slots=True)
class RowsPreview:
    """All rows of a list. Nothing may be taken in while one of them is wrong."""

    rows: tuple[ListedRow, ...]
    typing: Typing

    def of(self, *fates: Fate) -> tuple[ListedRow, ...]:
        """Return the rows that have one of *fates*."""
        return tuple(row for row in self.rows if row.fate in fates)

    @property
    def may_be_taken(self) -> bool:
        return not self.of(Fate.WRONG) and bool(self.of(Fate.NEW, Fate.CHANGED))
