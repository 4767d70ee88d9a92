"""Household lists as offices keep them: built here, read by the product. All names are invented."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from tocongnghe.i18n import old_fonts

HEADINGS = ["STT", "Họ và tên chủ hộ", "Thôn", "Số nhân khẩu", "Số điện thoại", "Loại hộ"]


def workbook(rows: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """Return an .xlsx file; *merges* are (first row, first column, last row, last column, text)."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Danh sách")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for area in merges:
            sheet.merge_range(*area)
    return content.getvalue()


def as_tcvn3(text: str) -> str:
    """Return *text* as somebody types it for a font like .VnTime."""
    letters = {read: typed for typed, read in old_fonts._TCVN3.items()}
    return "".join(letters.get(letter, letter) for letter in text)


def as_vni(text: str) -> str:
    """Return *text* as somebody types it for a font like VNI-Times."""
    pairs = {
        read: base + mark for base, marks in old_fonts._VNI_MARKS.items() for mark, read in marks.items()
    }
    pairs |= {read: typed for typed, read in old_fonts._VNI_ALONE.items()}
    pairs |= {read.upper(): typed.upper() for read, typed in pairs.items()}
    return "".join(pairs.get(letter, letter) for letter in text)
