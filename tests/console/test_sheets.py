"""Files that leave the house: opened as an office would open them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from tocongnghe import clock
from tocongnghe.services import sheets
from tocongnghe.services.sheets import Column, Kind, Origin, Sheet, Value, formula_safe, stream_sheet

COLUMNS = (
    Column("Thôn"),
    Column("Lượt", Kind.WHOLE),
    Column("Tỷ lệ (%)", Kind.DECIMAL),
    Column("Ngày", Kind.DAY),
    Column("Lúc", Kind.MOMENT),
)
ORIGIN = Origin(
    what="Bảng tổng hợp",
    place="Xã A",
    period="15/10/2026 – 14/11/2026",
    as_of="22/11/2026 07:05",
    states="tạm tính",
    definitions=(("Lượt", "Một lần hỗ trợ"),),
)
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)


def file_of(*rows: Sequence[Value], format_: sheets.Format = "xlsx", title: str = "Tổng hợp") -> bytes:
    return b"".join(stream_sheet(Sheet(title, COLUMNS, iter(rows), ORIGIN), format_))


def opened(*rows: Sequence[Value]) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(file_of(*rows)))


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_cells_of_a_workbook_are_numbers_days_and_moments_not_text() -> None:
    book = opened(("Nà Lình", 1234, Decimal("50.5"), DAY, NOON))

    header, row = book.get_sheet_by_index(0).to_python()
    assert header == ["Thôn", "Lượt", "Tỷ lệ (%)", "Ngày", "Lúc"]
    assert row == ["Nà Lình", 1234.0, 50.5, DAY, datetime(2026, 11, 22, 12, 0)]  # noqa: DTZ001 - Vietnam's clock


def test_no_data_is_a_dash_in_a_workbook_and_nothing_in_a_csv() -> None:
    row = ("Nà Lình", None, None, None, None)

    assert opened(row).get_sheet_by_index(0).to_python()[1] == ["Nà Lình", "—", "—", "", ""]
    assert lines(file_of(row, format_="csv"))[1] == ["Nà Lình", "", "", "", ""]


def test_a_workbook_says_on_a_second_sheet_what_it_is() -> None:
    told = dict(opened().get_sheet_by_index(1).to_python())

    assert list(told.values())[:5] == [ORIGIN.what, ORIGIN.place, ORIGIN.period, ORIGIN.as_of, ORIGIN.states]
    assert told["Lượt"] == "Một lần hỗ trợ"


def test_the_header_stays_and_the_pages_are_numbered() -> None:
    with zipfile.ZipFile(io.BytesIO(file_of(("Nà Lình", 1, 1, DAY, NOON)))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()

    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in page
    assert "&amp;P / &amp;N" in page


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-1", "@x", "\tx", "https://vidu.vn", "x;=cmd|' /C calc'!A0;y"]
)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(file_of((text, 1, 1, DAY, NOON)))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "hyperlink" not in page
    assert opened((text, 1, 1, DAY, NOON)).get_sheet_by_index(0).to_python()[1][0].strip() == text.strip()

    field = lines(file_of((text, 1, 1, DAY, NOON), format_="csv"))[1][0]
    cells = field.replace("\t", ";").split(";")
    assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in cells)


def test_text_that_begins_no_formula_stays_as_it_is() -> None:
    assert formula_safe("Nà Lình; 3 - 4 hộ") == "Nà Lình; 3 - 4 hộ"


def test_what_no_cell_can_hold_does_not_spoil_the_file() -> None:
    book = opened(("a\x00b\x1fc\ufffe", 0, 0, date(1899, 12, 31), NOON), ("ạ" * 40_000, 1, 1, DAY, NOON))

    _, first, second = book.get_sheet_by_index(0).to_python()
    assert (first[0], first[3]) == ("abc", "1899-12-31")
    assert len(second[0]) == sheets.MAX_CELL


def test_a_title_that_excel_refuses_is_mended() -> None:
    data = file_of(title="'Xã [A]: 15/10/2026–14/11/2026 của tổ công nghệ")

    name = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names[0]
    assert name == "Xã  A   15 10 2026–14 11 2026 c"


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_SHEET_ROWS", 2)

    book = opened(*((str(number), number, 1, DAY, NOON) for number in range(5)))

    assert book.sheet_names[:3] == ["Tổng hợp", "Tổng hợp (2)", "Tổng hợp (3)"]
    assert [len(book.get_sheet_by_index(index).to_python()) for index in range(3)] == [3, 3, 2]


def test_a_csv_has_its_mark_its_line_ends_and_its_quotes() -> None:
    data = file_of(('Nà "Lình", thôn', 1, Decimal("50.5"), DAY, NOON), format_="csv")

    assert data.startswith(b"\xef\xbb\xbfTh")
    assert data.endswith(
        b'"N\xc3\xa0 ""L\xc3\xacnh"", th\xc3\xb4n",1,50.5,2026-11-21,2026-11-22T05:00:00Z\r\n'
    )


def test_the_same_table_at_the_same_moment_is_the_same_file() -> None:
    with clock.frozen(NOON):
        assert file_of(("Nà Lình", 1, 1, DAY, NOON)) == file_of(("Nà Lình", 1, 1, DAY, NOON))
