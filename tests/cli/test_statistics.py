"""`statistics import`: all rows or none, told row by row."""

from __future__ import annotations

from pathlib import Path

HEAD = "place,statistic,value,as_of,source,derived\n"
GOOD = "06040,population_18_plus,{value},31/12/2025,Niên giám thống kê,\n"


def test_numbers_are_taken_again_with_new_values_and_one_wrong_row_stops_all(
    run, instance: Path, tmp_path: Path
):
    run("demo", "load")
    file = tmp_path / "so-lieu.csv"

    file.write_text("\ufeff" + HEAD + GOOD.format(value=1200), encoding="utf-8")
    assert "1 new" in run("statistics", "import", str(file), "--look").stdout
    assert "1 new" in run("statistics", "import", str(file)).stdout
    file.write_text(HEAD + GOOD.format(value=1300), encoding="utf-8")
    assert "1 changed" in run("statistics", "import", str(file)).stdout
    file.write_text(HEAD + GOOD.format(value=1) + GOOD.format(value="mười"), encoding="utf-8")
    told = run("statistics", "import", str(file))

    from tests.cli.test_demo import rows

    assert told.exit_code == 1
    assert "row 3:" in told.stderr
    found = rows(instance, "SELECT value FROM place_statistic WHERE statistic = 'population_18_plus'")
    assert [tuple(row) for row in found] == [(1300,)]
