"""Exports opened by readers of others: openpyxl, csv, LibreOffice; the same figures in all of them."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from tests.cast import World
from tests.exports.conftest import export, make_order, read_csv, today
from tests.office import needs_office, text_of, to_pdf
from tocongnghe.catalogue import load_catalogue
from tocongnghe.cli import commands
from tocongnghe.services.access import load_actor
from tocongnghe.services.coverage_desk import Asked, find_desk

NO_DATA = {"", "—", None}
REASON = "Đối chiếu hộ nghèo theo công văn 12"


def sheets_of(data: bytes) -> tuple[Worksheet, Worksheet]:
    book = load_workbook(io.BytesIO(data))
    first, second = book.worksheets
    return first, second


def columns_of(page: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column - 1 for cell in page[1]}


def test_the_same_figures_leave_by_every_way(worked: World, app: Flask) -> None:
    key, figures = ("place_code", "indicator"), ("official", "provisional", "denominator")

    def keyed(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], list[int | None]]:
        return {
            tuple(row[k] for k in key): [None if row[f] in NO_DATA else int(row[f]) for f in figures]
            for row in rows
        }

    result = CliRunner().invoke(
        commands,
        ["export", "coverage", "--place", "20"],
        obj=None,
        env={"TOCONGNGHE_INSTANCE": app.instance_path},
    )
    assert result.exit_code == 0, result.stderr
    from_shell = keyed(read_csv(result.stdout_bytes))

    def made(format_: str) -> bytes:
        return export(worked.engine, worked.quang, make_order("coverage", from_day=None, format=format_))

    from_csv = keyed(read_csv(made("csv")))
    from_json = keyed(json.loads(made("json"))["rows"])
    page, _ = sheets_of(made("xlsx"))
    names = list(read_csv(made("csv"))[0])
    from_xlsx = keyed(
        [dict(zip(names, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)]
    )
    with Session(worked.engine) as session:
        quang = load_actor(session, worked.quang, today())
        rule = next(one for one in load_catalogue().indicators if one.code == "vneid_helped")
        shown = find_desk(session, quang, Asked(rule, today())).whole

    assert from_csv == from_json == from_xlsx == from_shell
    assert len(from_csv) > 100
    assert from_csv["20", "vneid_helped"][:2] == [shown.official, shown.provisional] == [1, 2]


def test_cells_are_days_numbers_and_codes_as_text_and_the_header_stays(worked: World) -> None:
    page, about = sheets_of(
        export(worked.engine, worked.quang, make_order("coverage", from_day=None, format="xlsx"))
    )

    at = columns_of(page)
    row = next(r for r in page.iter_rows(min_row=2) if r[0].value == "00001" and r[3].value == "vneid_helped")
    assert page.freeze_panes == "A2"
    assert row[0].data_type == "s"
    assert isinstance(row[at["Tính đến hết ngày"]].value, datetime | date)
    assert (row[at["chính thức"]].value, row[at["chính thức"]].data_type) == (1, "n")
    assert row[at["chính thức, %"]].value == 1
    told = {str(line[0]): str(line[1]) for line in about.iter_rows(values_only=True)}
    assert "made for tests" in told[next(key for key in told if key.startswith("Mẫu số:") and "hộ" in key)]
    assert told["Người xuất"] == "Quang"
    assert "Thôn xếp theo các xã hiện nay" in told["Địa giới"]


def test_a_note_that_looks_like_a_formula_is_text_in_a_workbook(worked: World) -> None:
    order = make_order("assists", place_code="00001", format="xlsx", is_identified=True, reason=REASON)

    page, about = sheets_of(export(worked.engine, worked.minh, order))

    notes = {cell.value: cell.data_type for row in page.iter_rows(min_row=2) for cell in row if cell.value}
    assert notes["=mở cửa sau"] == "s"
    assert notes["0912 345 678"] == "s"
    assert REASON in {line[1] for line in about.iter_rows(values_only=True)}


@needs_office
def test_libreoffice_prints_the_workbook_in_vietnamese(worked: World, tmp_path: Path) -> None:
    path = tmp_path / "tally.xlsx"
    path.write_bytes(export(worked.engine, worked.quang, make_order("tally", format="xlsx")))

    text = text_of(to_pdf(path))

    for words in ("Xã A", "Thôn 1", "20-00001-001", "Kích hoạt", "chính thức", "Địa giới", "Quang"):
        assert words in text, words
