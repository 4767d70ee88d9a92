"""Files from offices, whatever they are: read the same, refused in words, formulas never taken for text."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest

from tests.console.list_files import as_tcvn3, as_vni, workbook
from tocongnghe.i18n.old_fonts import Typing
from tocongnghe.services import office_files
from tocongnghe.services.office_files import UnreadableFile, best_sheet, read_sheets, rows_below
from tocongnghe.services.office_files.values import IS_FORMULA

HEADINGS = ["STT", "Họ và tên", "Điện thoại"]
ROWS = [["1", "Nguyễn Thị Mẫu", "0912345678"], ["2", "Sùng Thử", "0387654321"]]


class Column(StrEnum):
    PHONE = "phone"
    NAME = "name"


PATTERNS = {Column.PHONE: r"(?:so )?dien thoai", Column.NAME: r"ho (?:va )?ten"}


def written(rows: list[list[str]], separator: str = ";") -> str:
    return "\n".join(separator.join(row) for row in rows)


@pytest.mark.parametrize(
    ("content", "typing"),
    [
        (written([HEADINGS, *ROWS]).encode("utf-8"), Typing.UNICODE),
        (written([HEADINGS, *ROWS], ",").encode("utf-8-sig"), Typing.UNICODE),
        (written([HEADINGS, *ROWS], "\t").encode("utf-16"), Typing.UNICODE),
        (as_tcvn3(written([HEADINGS, *ROWS])).encode("latin-1"), Typing.TCVN3),
        (as_vni(written([HEADINGS, *ROWS])).encode("latin-1"), Typing.VNI),
        (workbook([["DANH SÁCH"], HEADINGS, ["(1)", "(2)", "(3)"], *ROWS]), Typing.UNICODE),
    ],
    ids=["utf-8", "bom", "utf-16", "tcvn3", "vni", "xlsx"],
)
def test_a_list_says_the_same_in_every_kind_of_file(content: bytes, typing: Typing) -> None:
    sheet, layout = best_sheet(read_sheets(content), PATTERNS, [Column.NAME])

    found = [
        (layout.get(sheet, row, Column.NAME), layout.get(sheet, row, Column.PHONE))
        for row in rows_below(sheet, layout.heading_row)
    ]

    assert found == [("Nguyễn Thị Mẫu", "0912345678"), ("Sùng Thử", "0387654321")]
    assert sheet.typing is typing


@pytest.mark.parametrize("coding", ["utf-8", "cp1258", "latin-1"])
def test_fifty_thousand_rows_are_refused_before_they_are_read(coding: str) -> None:
    content = written([HEADINGS, *(ROWS * 25_000)]).encode(coding, "ignore")

    with pytest.raises(UnreadableFile) as refused:
        read_sheets(content)

    assert refused.value.code == "too_long"


@pytest.mark.parametrize("text", ["=1+1", "+84 là số", "@SUM(A1)", "-2+3", "|cmd"])
def test_what_a_spreadsheet_would_run_is_no_name(text: str) -> None:
    assert office_files.name_problem(text) == IS_FORMULA
    assert office_files.text_problem(text, 60) == IS_FORMULA


def test_days_are_read_as_people_write_them() -> None:
    assert office_files.day_in("21/11/2026") == date(2026, 11, 21)
    assert office_files.day_in("2026-11-21T00:00:00") == date(2026, 11, 21)
    assert office_files.day_in("") is None
    for text in ("31/02/2026", "21/11/26", "hôm qua", "1/1/1900"):
        with pytest.raises(ValueError, match=r"."):
            office_files.day_in(text)
