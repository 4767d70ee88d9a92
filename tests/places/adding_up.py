"""What coverage shows of a province, in whichever division of places, adds up to what is there."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import brute
from tocongnghe.catalogue import load_catalogue
from tocongnghe.services.coverage import CoverageReport, coverage
from tocongnghe.vocabulary import PlaceKind

Sums = Counter[str]
"""Provisional and official counts by indicator, as `visits`, `visits!`."""


def check_adds_up(world: World, as_of: date, on: date | None) -> None:
    """Province, communes and villages of *on* (None: today) agree and hold every record until *as_of*."""
    with Session(world.engine) as session:
        province = coverage(session, None, "20", as_of, on=on)
        whole, parts = _sums(province, "20"), Counter[str]()
        for area in province.areas[1:]:
            commune = coverage(session, None, area.code, as_of, on=on)
            assert _sums(commune, area.code) == _sums(province, area.code), (area.code, as_of, on)
            inside = [place.code for place in commune.areas[1:]]
            assert len(inside) == len(set(inside)), inside
            once = [row for row in commune.rows if not _plain(row.indicator) and row.place_code in inside]
            assert all((row.provisional or 0) <= 1 for row in once), (area.code, as_of, on)
            below = sum((_sums(commune, code) for code in inside), Counter[str]())
            assert below == _sums(commune, area.code), (area.code, inside, as_of, on)
            parts += below
    assert parts == whole, (as_of, on)
    expected = _by_hand(world, as_of)
    assert {key: whole[key] for key in whole if _plain(key)} == expected, (as_of, on)


def _sums(report: CoverageReport, code: str) -> Sums:
    found: Sums = Counter()
    for row in report.rows:
        if row.place_code == code and row.rule.counted_as == row.indicator:
            found[row.indicator] += row.provisional or 0
            found[f"{row.indicator}!"] += row.official or 0
    return +found


def _by_hand(world: World, as_of: date) -> dict[str, int]:
    found: Sums = Counter()
    for (_village, day, indicator), (provisional, official) in brute(world.engine).items():
        if day <= as_of.isoformat() and _plain(indicator):
            found[indicator] += provisional
            found[f"{indicator}!"] += official
    return dict(+found)


def _plain(key: str) -> bool:
    """Tell of what is counted that it stays as many, whichever villages are merged."""
    rule = next(one for one in load_catalogue().indicators if one.code == key.removesuffix("!"))
    return rule.counts.value != PlaceKind.VILLAGE.value + "s"
