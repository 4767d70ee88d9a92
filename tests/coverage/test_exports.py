"""Coverage as files: what spreadsheets and programs read."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import NotFound
from tocongnghe.extensions import writing
from tocongnghe.models import Place
from tocongnghe.services.exports import COLUMNS, Format, stream_coverage, write_coverage
from tocongnghe.services.sheets import formula_safe


def export(world: World, format_: Format, place: str = "20") -> bytes:
    with Session(world.engine) as session:
        return b"".join(stream_coverage(session, None, place, clock.local_date(), format_))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def counted(world: World) -> World:
    """Return a world in which one household of commune A was helped, and that approved."""
    desk(world, "assist.approve", world.log_assist(world.add_household()))
    count_all(world.engine)
    return world


def test_the_csv_opens_in_a_spreadsheet_with_its_columns_in_order(counted: World) -> None:
    data = export(counted, "csv")

    assert data.startswith(b"\xef\xbb\xbfplace_code,place_name,")
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line for line in lines)
    assert tuple(rows(data)[0]) == COLUMNS


def test_numbers_are_plain_and_no_data_is_empty(counted: World) -> None:
    found = {(row["place_code"], row["indicator"]): row for row in rows(export(counted, "csv"))}

    helped = found["00001", "vneid_helped"]
    assert (helped["official"], helped["provisional"], helped["denominator"]) == ("1", "1", "100")
    assert (helped["percent_official"], helped["percent_provisional"]) == ("1.0", "1.0")
    silent = found["00002", "vneid_helped"]
    assert (silent["official"], silent["provisional"], silent["percent_official"]) == ("", "", "")
    assert silent["denominator"] == "100"
    assert found["00001", "visits"]["denominator"] == ""


def test_a_row_for_every_indicator_of_the_place_and_each_commune(counted: World) -> None:
    found = rows(export(counted, "csv"))

    assert len(found) == 3 * len(load_catalogue().indicators)
    assert {row["place_code"] for row in found} == {"20", "00001", "00002"}


def test_every_row_says_where_its_figures_come_from(counted: World) -> None:
    row = rows(export(counted, "csv"))[0]

    assert row["denominator_source"] == "made for tests"
    assert row["denominator_as_of"] == "2025-07-01"
    assert row["as_of"] == clock.local_date().isoformat()
    assert row["indicator_version"]
    assert row["counted_at"].endswith("Z")


def test_a_name_that_begins_like_a_formula_is_quoted(counted: World) -> None:
    with writing(counted.engine) as session:
        session.get_one(Place, counted.commune_b).name = "=1+1"

    assert "'=1+1" in {row["place_name"] for row in rows(export(counted, "csv"))}


@pytest.mark.parametrize("text", ["=A1", "+1", "-1", "@x", "\tx", "\rx", "＝A1"])
def test_text_is_never_taken_for_a_formula(text: str) -> None:
    assert formula_safe(text) == f"'{text}"


def test_json_holds_the_same_rows_with_numbers_as_numbers(counted: World) -> None:
    document: dict[str, Any] = json.loads(export(counted, "json"))

    found = {(row["place_code"], row["indicator"]): row for row in document["rows"]}
    assert len(document["rows"]) == len(rows(export(counted, "csv")))
    assert document["place_code"] == "20"
    assert found["00001", "vneid_helped"]["official"] == 1
    assert found["00001", "vneid_helped"]["percent_official"] == 1.0
    assert found["00002", "vneid_helped"]["official"] is None


def test_an_unknown_place_is_refused_before_the_first_piece(counted: World) -> None:
    with Session(counted.engine) as session, pytest.raises(NotFound):
        stream_coverage(session, None, "99", clock.local_date(), "csv")


def test_the_file_and_the_stream_are_the_same(counted: World) -> None:
    stream = io.StringIO(newline="")
    with Session(counted.engine) as session:
        write_coverage(session, None, "20", clock.local_date(), "csv", stream)

    assert stream.getvalue().encode() == export(counted, "csv")
