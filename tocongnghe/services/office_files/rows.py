"""A list as rows of text by column, before anybody asks what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from tocongnghe.i18n.old_fonts import Typing
from tocongnghe.services.office_files.columns import best_sheet, rows_below
from tocongnghe.services.office_files.fates import ListedRow, Remark
from tocongnghe.services.office_files.sheets import UnreadableFile, read_sheets

C = TypeVar("C", bound=StrEnum)
T = TypeVar("T")

_THOUSANDS = re.compile(r"\d{1,3}([. \u00a0]\d{3})+")


@dataclass(frozen=True, slots=True)
class TextRow(Generic[C]):
    """One row as it stands in the file."""

    number: int
    """As a spreadsheet counts: from 1."""
    texts: Mapping[C, str]

    def get(self, column: C) -> str:
        return self.texts.get(column, "")


@dataclass(frozen=True, slots=True)
class TextFile(Generic[C]):
    rows: tuple[TextRow[C], ...]
    typing: Typing


class ListChanged(Exception):
    """What a list would do has changed since somebody looked at it; it has to be looked at again."""


def read_rows(
    content: bytes, headings: Mapping[C, str], *needed: Collection[C], ignored: Collection[C]
) -> TextFile[C]:
    """Return the rows of the longest sheet that has the first of *needed* columns that any sheet has.

    Raises:
        UnreadableFile: Cannot be read, has no such columns or no rows.
    """
    sheets = read_sheets(content)
    for count, columns in enumerate(needed, start=1):
        try:
            sheet, layout = best_sheet(sheets, headings, columns)
            break
        except UnreadableFile:
            if count == len(needed):
                raise
    rows = (
        TextRow(
            row + 1,
            {
                column: text
                for column in layout.columns
                if column not in ignored and (text := layout.get(sheet, row, column))
            },
        )
        for row in rows_below(sheet, layout.heading_row)
    )
    found = tuple(row for row in rows if row.texts)
    if not found:
        raise UnreadableFile("empty")
    return TextFile(found, sheet.typing)


def parsed(parse: Callable[[str], T | None], text: str, why_not: str, problems: list[Remark]) -> T | None:
    """Return what *text* says; where it says nothing or nothing sensible, that is one of the *problems*."""
    try:
        found = parse(text)
    except ValueError:
        found = None
    if found is None:
        problems.append(Remark(why_not))
    return found


def amount_in(text: str) -> int | None:
    """Return a whole number, as people part its thousands (1.200); its range is the caller's.

    Raises:
        ValueError: It is none.
    """
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"\D", "", text)
    return int(text) if text.isascii() and len(text) < 19 else None


def told(row: ListedRow) -> tuple[str, str]:
    """Return what a reader was told of a row: its fate, and what it would replace (`was` of its body)."""
    return str(row.fate), str(row.body.get("was", ""))


def as_package(file: TextFile[Any], rows: Collection[ListedRow]) -> dict[str, Any]:
    """Return *file* and what was told of its *rows*, as values that JSON has."""
    return {
        "rows": [
            (row.number, {str(column): text for column, text in row.texts.items()}) for row in file.rows
        ],
        "typing": str(file.typing),
        "seen": [told(row) for row in rows],
    }


def from_package(package: Mapping[str, Any], columns: type[C]) -> TextFile[C]:
    """Return the file that `as_package` was given."""
    rows = (
        TextRow(number, {columns(name): text for name, text in texts.items()})
        for number, texts in package["rows"]
    )
    return TextFile(tuple(rows), Typing(package["typing"]))
