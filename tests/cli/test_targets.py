"""`targets import`: all rows or none, and what is wrong is named by row."""

from __future__ import annotations

from pathlib import Path

import pytest

HEAD = "place,indicator,from,to,value,source\n"
GOOD = "20-06040-001,vneid_helped,2026-11-15,2026-12-14,{value},Kế hoạch 12/KH-UBND\n"


def test_targets_are_taken_again_with_new_values_and_never_twice(run, instance: Path, tmp_path: Path):
    run("demo", "load")
    file = tmp_path / "targets.csv"

    file.write_text("\ufeff" + HEAD + GOOD.format(value=12), encoding="utf-8")
    assert run("targets", "import", str(file)).stdout.startswith("1 targets")
    file.write_text(HEAD + GOOD.format(value=20), encoding="utf-8")
    run("targets", "import", str(file))

    from tests.cli.test_demo import rows

    found = rows(instance, "SELECT value FROM target WHERE source LIKE 'Kế hoạch%'")
    assert [tuple(row) for row in found] == [(20,)]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("20-99999-001,vneid_helped,2026-11-15,2026-12-14,1,x\n", "row 3: no place has the code"),
        ("20-06040-001,vneid,2026-11-15,2026-12-14,1,x\n", "row 3: 'vneid' is no indicator"),
        ("20-06040-001,vneid_helped,2026-12-15,2026-12-14,1,x\n", "row 3: ends before it begins"),
        ("20-06040-001,vneid_helped,2026-11-15,2026-12-14,-1,x\n", "row 3: the value is not"),
        ("20-06040-001,vneid_helped,mai,2026-12-14,1,x\n", "row 3: Invalid isoformat"),
        ("20-06040-001,vneid_helped\n", "row 3: has not six cells"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken(run, instance: Path, tmp_path: Path, row: str, complaint: str):
    run("demo", "load")
    file = tmp_path / "targets.csv"
    file.write_text(HEAD + GOOD.format(value=12) + row, encoding="utf-8")

    result = run("targets", "import", str(file))

    from tests.cli.test_demo import rows

    assert result.exit_code == 1
    assert complaint in result.stderr
    assert rows(instance, "SELECT value FROM target WHERE source LIKE 'Kế hoạch%'") == []
