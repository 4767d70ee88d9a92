"""The faults of docs/proof.md can still be put in, and what shows them is still there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.machine.__main__ import PAGE
from tests.machine.mutants import ALL, Mutant
from tests.machine.phones import SOURCES

ROOT = Path(__file__).resolve().parents[2]
CHANGED = [one for one in ALL if one.changes]
SHOWN = [one for one in ALL if one.shown_by]


@pytest.mark.parametrize("mutant", CHANGED, ids=lambda mutant: mutant.name)
def test_the_phone_still_says_what_the_fault_replaces(mutant: Mutant):
    """Else `make proof`, which takes an hour, is the first to notice."""
    for change in mutant.changes:
        text = (SOURCES / "src" / change.file).read_text(encoding="utf-8")
        assert text.count(change.old) == 1, f"{change.file}: {change.old}"


@pytest.mark.parametrize("mutant", SHOWN, ids=lambda mutant: mutant.name)
def test_the_narrow_test_that_shows_a_fault_is_there(mutant: Mutant):
    where, _, words = mutant.shown_by.partition(": ")
    files = [ROOT / where] if "/" in where else list((SOURCES / "tests").rglob(where))
    texts = [path.read_text(encoding="utf-8").replace("_", " ") for path in files]

    assert any(all(part in text for part in words.split("…")) for text in texts), mutant.shown_by


def test_the_page_lists_every_fault_and_no_other():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    listed = {row.split(" | ")[0].removeprefix("| ").removeprefix("**[needed]** ") for row in rows}

    assert listed - {"Fault put in"} == {mutant.name for mutant in ALL}
