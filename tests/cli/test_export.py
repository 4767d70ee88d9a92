"""`export coverage`: long form, plain figures, nothing but the result on standard output."""

from __future__ import annotations

import csv
import io
import json

import pytest


@pytest.fixture
def demo(run):
    """Load the small demo and count once."""
    run("demo", "load")
    run("jobs", "once", "rollups")


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_province_and_each_commune_have_a_row_for_every_indicator_also_without_data(run, demo):
    rows = read_csv(run("export", "coverage", "--place", "20", "--format", "csv").stdout)

    by_place = {
        code: [r["indicator"] for r in rows if r["place_code"] == code]
        for code in {r["place_code"] for r in rows}
    }
    assert len(by_place) == 1 + 65
    assert len({tuple(indicators) for indicators in by_place.values()}) == 1
    assert len(rows) == len(by_place) * len(by_place["20"])


def test_codes_and_figures_are_plain_and_no_data_is_not_nought(run, demo):
    rows = read_csv(run("export", "coverage", "--place", "06040").stdout)

    assert {row["place_code"] for row in rows} >= {"06040"}
    assert {row["place_name"] for row in rows if row["place_code"] == "06040"} == {"Xã Thất Khê"}
    assert {row["official"] for row in rows} == {""}
    assert {row["denominator"] for row in rows if row["place_code"] == "06040"} <= {"", "100"}
    assert "100" in {row["denominator"] for row in rows}


def test_json_has_the_same_rows(run, demo):
    csv_rows = read_csv(run("export", "coverage", "--place", "20").stdout)

    document = json.loads(run("export", "coverage", "--place", "20", "--format", "json").stdout)

    assert [(r["place_code"], r["indicator"]) for r in document["rows"]] == [
        (r["place_code"], r["indicator"]) for r in csv_rows
    ]


def test_a_file_holds_what_standard_output_would(run, demo, tmp_path):
    out = tmp_path / "coverage.csv"

    result = run("export", "coverage", "--place", "20", "--out", str(out))

    assert result.stdout == ""
    assert out.read_bytes().startswith(b"place_code,")
    assert list(tmp_path.glob(".*.part")) == []


def test_a_past_day_is_asked_for_as_a_day(run, demo):
    rows = read_csv(run("export", "coverage", "--place", "20", "--as-of", "2026-01-31").stdout)

    assert {row["as_of"] for row in rows} == {"2026-01-31"}


def test_an_unknown_place_is_one_line_and_no_output(run):
    result = run("export", "coverage", "--place", "99")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_day_that_is_none_is_wrong_usage(run):
    assert run("export", "coverage", "--place", "20", "--as-of", "yesterday").exit_code == 2


def test_a_file_that_cannot_be_written_is_said(run, tmp_path):
    result = run("export", "coverage", "--place", "20", "--out", str(tmp_path / "nowhere" / "out.csv"))

    assert result.exit_code == 1
    assert "cannot write" in result.stderr
