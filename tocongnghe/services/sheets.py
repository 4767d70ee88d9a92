"""Tables as files that offices open: CSV, and workbooks with typed cells and where they come from.

The one place that writes either. Knows columns and rows, not what they mean.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

import xlsxwriter

from tocongnghe import clock
from tocongnghe.i18n import gettext as _

Format = Literal["csv", "xlsx"]
Value = str | int | float | Decimal | date | datetime | None
"""Of a cell. None is no data: an empty field of a CSV, a dash in a workbook; never 0."""

MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Excel reads Vietnamese as something else
NO_DATA = "—"
MAX_SHEET_ROWS = 1_048_575
"""Below the header; what is more goes on in a further sheet."""
MAX_CELL = 32_767
"""Characters; Excel calls a file with a longer text damaged."""
PIECE_BYTES = 64 * 1024
PAGE_WIDTH = 240
"""Characters beside one another on an A4 page that can still be read."""
LINE_POINTS, MAX_LINES = 15, 20
IN_MEMORY_BYTES = 1024 * 1024
FIRST_EXCEL_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900; days before are written as words."""

_FORMULA_START = re.compile(r"(^|[;\t\r\n]\s*)(?=[=+\-@\t\r\n＝＋－＠])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    """One decimal; a unit such as % stands in the title."""
    DAY = "day"
    MOMENT = "moment"


FIGURES = {Kind.WHOLE, Kind.DECIMAL}
_CELL_FORMATS = {
    Kind.TEXT: {"valign": "top"},
    Kind.WHOLE: {"num_format": "#,##0", "align": "right", "valign": "top"},
    Kind.DECIMAL: {"num_format": "#,##0.0", "align": "right", "valign": "top"},
    Kind.DAY: {"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
    Kind.MOMENT: {"num_format": "dd/mm/yyyy hh:mm", "align": "left", "valign": "top"},
}
_WIDTHS = {Kind.TEXT: 24, Kind.WHOLE: 13, Kind.DECIMAL: 13, Kind.DAY: 12, Kind.MOMENT: 17}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title as readers see it, and what it holds."""

    title: str
    kind: Kind = Kind.TEXT
    width: int | None = None
    """In characters; None: as its kind needs."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table comes from: the second sheet of its workbook, all in the reader's words."""

    what: str
    place: str
    period: str
    as_of: str
    states: str
    """Which records are in the figures: approved, waiting for review, …"""
    definitions: tuple[tuple[str, str], ...] = ()
    """What a word of the table means, one pair each."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that leaves the house. `rows` have a value for each column and are read once."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    origin: Origin
    made_at: datetime | None = None
    """Noted in the workbook; None: now."""


def stream_sheet(sheet: Sheet, format_: Format) -> Iterator[bytes]:
    """Yield the file of *sheet* in pieces."""
    if format_ == "csv":
        return stream_csv([column.title for column in sheet.columns], sheet.rows)
    return _stream_workbook(sheet)


def stream_csv(titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield RFC 4180 lines in UTF-8 with a byte order mark; an empty field is no data.

    Days are ISO 8601, instants too and in UTC, numbers have a decimal point; text that could be a
    formula has a quote before it.
    """
    lines = io.StringIO()
    write = csv.writer(lines, lineterminator="\r\n").writerow
    lines.write(BYTE_ORDER_MARK)
    write([formula_safe(title) for title in titles])
    for row in rows:
        write([_field(value) for value in row])
        if lines.tell() >= PIECE_BYTES:
            yield lines.getvalue().encode()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue().encode()


def write_workbook(sheet: Sheet, stream: IO[bytes]) -> None:
    """Write *sheet* to *stream* as .xlsx; holds one row in memory at a time.

    Text is text whatever it begins with: cells are typed, so no formula and no link comes of it.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties(
            {
                "title": sheet.origin.what,
                "comments": sheet.origin.as_of,
                "created": _local(sheet.made_at or clock.now()),
            }
        )
        formats = {kind: book.add_format(words) for kind, words in _CELL_FORMATS.items()}
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for number, rows in enumerate(_by_sheets(sheet.rows), start=1):
            title = _sheet_title(sheet.title, number)
            _write_table(book, title, sheet, rows, formats, bold)
        _write_origin(book, sheet.origin, bold)


def formula_safe(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula.

    Source: OWASP, CSV injection: a quote before anything that could begin one, also after a semicolon,
    a tab or a line's end, at which some spreadsheets part cells.
    """
    return _FORMULA_START.sub(r"\1'", text, count=0)


def instant(value: datetime) -> str:
    """Return an aware instant in ISO 8601, UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _field(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return instant(value)
    return _safe_text(value) if isinstance(value, str) else str(value)


@lru_cache(maxsize=8192)
def _safe_text(text: str) -> str:
    """Return *text* for a CSV; names of places and topics come again on every line."""
    return formula_safe(_CONTROL.sub("", text))


def _stream_workbook(sheet: Sheet) -> Iterator[bytes]:
    with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        write_workbook(sheet, file)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _by_sheets(rows: Iterable[Sequence[Value]]) -> Iterator[Iterator[Sequence[Value]]]:
    """Yield what goes onto each sheet, to be read before the next; one at least, even if it is empty."""
    rest = iter(rows)
    yield islice(rest, MAX_SHEET_ROWS)
    while (first := next(rest, None)) is not None:
        yield chain([first], islice(rest, MAX_SHEET_ROWS - 1))


def _sheet_title(title: str, number: int) -> str:
    """Return a title that Excel takes: 31 characters, some of them forbidden."""
    tail = f" ({number})" if number > 1 else ""
    return _NOT_IN_A_TITLE.sub(" ", title).strip(" '")[: 31 - len(tail)].strip(" '") + tail


def _write_table(
    book: Any, title: str, sheet: Sheet, rows: Iterable[Sequence[Value]], formats: dict[Kind, Any], bold: Any
) -> None:
    page = book.add_worksheet(title)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)  # A4
    page.set_landscape()
    widths = [column.width or _WIDTHS[column.kind] for column in sheet.columns]
    page.fit_to_pages(pages := -(-sum(widths) // PAGE_WIDTH), 0)
    if pages > 1:
        page.repeat_columns(0, 1)
    page.set_footer(f"&L{_footer(sheet.origin.as_of)}&R&P / &N")
    for index, width in enumerate(widths):
        page.set_column(index, index, width)
    page.set_row(0, _height([column.title for column in sheet.columns], widths))
    for index, column in enumerate(sheet.columns):
        page.write_string(0, index, _text(column.title), bold)
    for number, row in enumerate(rows, start=1):
        for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, number, index, value, column.kind, formats)


def _write_cell(page: Any, row: int, index: int, value: Value, kind: Kind, formats: dict[Kind, Any]) -> None:
    if value is None:
        if kind in FIGURES:
            page.write_string(row, index, NO_DATA, formats[kind])
    elif isinstance(value, str):
        page.write_string(row, index, _text(value), formats[Kind.TEXT])
    elif isinstance(value, datetime):
        page.write_datetime(row, index, _local(value), formats[Kind.MOMENT])
    elif isinstance(value, date):
        if value >= FIRST_EXCEL_DAY:
            page.write_datetime(row, index, value, formats[Kind.DAY])
        else:
            page.write_string(row, index, value.isoformat(), formats[Kind.TEXT])
    else:
        page.write_number(row, index, value, formats[kind])


def _write_origin(book: Any, origin: Origin, bold: Any) -> None:
    page = book.add_worksheet(_sheet_title(_("About these figures"), 1))
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    widths = [28, 96]
    for index, width in enumerate(widths):
        page.set_column(index, index, width)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines = (
        (_("What"), origin.what),
        (_("Place"), origin.place),
        (_("Period"), origin.period),
        (_("As of"), origin.as_of),
        (_("Included"), origin.states),
        (NO_DATA, _("No data; never the same as 0")),
        *origin.definitions,
    )
    for number, (word, meaning) in enumerate(lines):
        page.set_row(number, _height([word, meaning], widths))
        page.write_string(number, 0, _text(word), bold)
        page.write_string(number, 1, _text(meaning), wrapped)


@lru_cache(maxsize=8192)
def _text(value: str) -> str:
    """Return *value* as a cell can hold it."""
    return _CONTROL.sub("", value)[:MAX_CELL]


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Return the height in points of a row whose texts are wrapped; no reader counts the lines by itself."""
    lines = (-(-len(text) // max(width - 2, 1)) for text, width in zip(texts, widths, strict=True))
    return LINE_POINTS * min(max(1, *lines), MAX_LINES)


def _footer(text: str) -> str:
    return _text(text).replace("&", "&&")[:200]


def _local(value: datetime) -> datetime:
    """Return the instant as a clock in Vietnam shows it; workbooks know no time zones."""
    return value.astimezone(clock.VIETNAM).replace(tzinfo=None)
