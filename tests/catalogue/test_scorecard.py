"""The scorecard's file: what a point is worth, which villages are alike, and what a wrong file says."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tocongnghe.catalogue import CatalogueError
from tocongnghe.catalogue.scorecard import FILE, Level, Measure, load_scorecard, read_scorecard


def test_points_grow_in_proportion_between_none_and_all() -> None:
    accepted = next(each for each in load_scorecard().criteria if each.measure is Measure.NOT_RETURNED)

    shares = [(70, 100), (60, 100), (95, 100), (100, 100), (165, 200)]

    assert [accepted.points_for(*share) for share in shares] == [
        Decimal(points) for points in ("0.0", "0.0", "15.0", "15.0", "7.5")
    ]


def test_a_village_is_in_the_group_of_its_size() -> None:
    card = load_scorecard()

    assert [card.group_of(n).code for n in (0, 60, 61, 120, 121, 9999)] == [
        "small",
        "small",
        "middle",
        "middle",
        "large",
        "large",
    ]
    assert "answered" in {each.code for each in card.at(Level.COMMUNE)}
    assert "answered" not in {each.code for each in card.at(Level.VILLAGE)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("measure: households_reached", "measure: households", "measure: 'households' is not known"),
        ("code: accepted", "code: reached", "code: 'reached' stands twice"),
        (
            "measure: not_returned",
            "measure: households_reached",
            "measure: 'households_reached' stands twice",
        ),
        ("full_at: 25", "full_at: 0", "full_at: must be above none_at"),
        ("none_at: 70", "none_at: 170", "none_at: must be 0 to 100"),
        ("points: 25", "points: 0", "points: must be 1 to"),
        ("    days: 7\n    levels", "    levels", "days: is missing"),
        ("levels: [village, commune]", "levels: [hamlet]", "levels: 'hamlet' is not known"),
        (", up_to: 60}", "}", "up_to: must stand in every group but the last"),
        ("up_to: 60", "up_to: 120", "up_to: must be below the next group's"),
        ("least_base: 50", "least: 50", "least_base: is missing"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copy(FILE, tmp_path)
    path = tmp_path / FILE.name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(CatalogueError, match=f"scorecard.yaml, line .*{said}"):
        read_scorecard(path)
