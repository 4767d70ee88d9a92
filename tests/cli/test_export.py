"""`export coverage`: long form, plain figures, nothing but the result on standard output."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

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


def test_every_kind_leaves_from_the_shell(run, demo):
    days = ("--from", "2025-07-01")

    tally = read_csv(run("export", "tally", "--place", "06040", *days).stdout)
    teams = read_csv(run("export", "teams", "--place", "20", *days).stdout)
    visits = run("export", "assists", "--place", "20", *days)

    assert {row["commune_name"] for row in tally} == {"Xã Thất Khê"}
    assert teams
    assert all(int(row["members"]) > 0 for row in teams)
    assert visits.stdout.startswith("day,commune_code,")


def test_a_period_stands_for_its_days(run, demo):
    rows = read_csv(run("export", "tally", "--place", "06040", "--period", "A2026-11").stdout)

    assert {(row["from_day"], row["to_day"]) for row in rows} == {("2026-10-15", "2026-11-14")}
    assert run("export", "tally", "--place", "06040", "--period", "A2026-77").exit_code == 2


def test_a_past_day_says_whose_communes_the_villages_hang_under(run, demo):
    def about(*options):
        document = json.loads(
            run(
                "export", "coverage", "--place", "20", "--as-of", "2025-08-31", "--format", "json", *options
            ).stdout
        )
        return next(fact["text"] for fact in document["about"] if fact["key"] == "places_of")

    assert "hiện nay" in about()
    assert "31/08/2025" in about()
    assert about("--places", "as-of") == "Thôn xếp theo các xã của ngày 31/08/2025."


def test_names_need_a_reason_and_are_noted_as_the_operators(run, demo, instance):
    refused = run("export", "assists", "--place", "20", "--identified")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert len(refused.stderr.strip().splitlines()) == 1

    given = run(
        "export", "assists", "--place", "20", "--identified", "--reason", "Bàn giao theo quyết định 5"
    )

    assert given.stdout.startswith("day,")
    assert "head_name" in given.stdout.splitlines()[0]
    with sqlite3.connect(instance / "tocongnghe.sqlite3") as connection:
        noted = connection.execute("SELECT is_identified, reason, asked_by_id FROM export_note").fetchall()
    assert noted == [(1, "Bàn giao theo quyết định 5", None)]


def test_what_goes_without_names_is_noted_too(run, demo, instance):
    for kind in ("coverage", "assists"):
        assert run("export", kind, "--place", "06040").exit_code == 0
    assert run("export", "coverage", "--place", "nowhere").exit_code == 1

    with sqlite3.connect(instance / "tocongnghe.sqlite3") as connection:
        noted = connection.execute(
            "SELECT kind, is_identified, asked_by_id FROM export_note ORDER BY id"
        ).fetchall()
    assert noted == [("coverage", 0, None), ("assists", 0, None)]


def test_a_tally_without_days_is_refused_in_a_line(run, demo):
    result = run("export", "tally", "--place", "06040")

    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.strip().splitlines()) == 1
