"""A file of any kind that offices keep lists in (.xlsx, .xls, .ods, .csv, .txt) as rows of text."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from tocongnghe.errors import InvalidInput
from tocongnghe.i18n.old_fonts import Typing, decode, to_unicode

MAX_FILE_BYTES = 4 << 20
MAX_ROWS = 5_000
"""Rows of a sheet, headings included: more than any village has, ten times over."""
MAX_COLUMNS = 60
MAX_INFLATED_BYTES = 60 << 20
"""Of a workbook: it is a ZIP file, and may be a bomb."""
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class UnreadableFile(InvalidInput):
    """The file is none of the kinds that can be read, is damaged, locked or too long. `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """Text by row and column; a merged area stands in its first cell, and `merged` leads there."""

    rows: list[list[str]]
    typing: Typing = Typing.UNICODE
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> str:
        """Return what a reader sees in a cell, merged or not."""
        row, column = self.merged.get((row, column), (row, column))
        return self.rows[row][column] if column < len(self.rows[row]) else ""

    def is_continued(self, row: int, column: int) -> bool:
        """Tell whether the cell belongs to a merged area that began in a row above."""
        return self.merged.get((row, column), (row, column))[0] < row


def read_sheets(content: bytes) -> list[Sheet]:
    """Return the sheets of a file, in their order.

    Raises:
        UnreadableFile: `empty`, `too_large`, `too_long`, `locked`, `damaged` or `kind`.
    """
    if not content.strip():
        raise UnreadableFile("empty")
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile("too_large")
    if content.startswith((_ZIP, _OLD_EXCEL)):
        return [_as_text(*each) for each in _workbook(content)]
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile("kind")
    return [_as_text(_separated(decode(content)), {})]


Merged = dict[tuple[int, int], tuple[int, int]]


def _workbook(content: bytes) -> list[tuple[list[list[Any]], Merged]]:
    if content.startswith(_ZIP):
        _refuse_bomb(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
            return [(_cut(sheet.to_python(skip_empty_area=False)), _merged(sheet)) for sheet in sheets]
    except CalamineError as error:
        raise UnreadableFile("locked" if "assword" in str(error) else "damaged") from error


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            inflated = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile("damaged") from error
    if inflated > MAX_INFLATED_BYTES:
        raise UnreadableFile("too_long")


def _merged(sheet: Any) -> Merged:
    found: Merged = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom, MAX_ROWS) + 1):
            for column in range(left, min(right, MAX_COLUMNS) + 1):
                if (row, column) != (top, left):
                    found[row, column] = (top, left)
    return found


def _separated(text: str) -> list[list[Any]]:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        return _cut(list(csv.reader(io.StringIO(text), dialect)))
    except csv.Error as error:
        raise UnreadableFile("damaged") from error


def _cut(rows: list[list[Any]]) -> list[list[Any]]:
    while rows and not any(map(_text_of, rows[-1])):
        rows.pop()
    if len(rows) > MAX_ROWS:
        raise UnreadableFile("too_long")
    return [row[:MAX_COLUMNS] for row in rows]


def _as_text(rows: list[list[Any]], merged: Merged) -> Sheet:
    """Every cell as text; text is read as one, so that most of a file decides for the doubtful rest."""
    texts = [_text_of(cell) for row in rows for cell in row]
    read, typing = to_unicode(texts)
    rest = iter(read)
    return Sheet([[" ".join(next(rest).split()) for _ in row] for row in rows], typing, merged)


def _text_of(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell).strip()
