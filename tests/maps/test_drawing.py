"""Drawings: shapes that keep their look with fewer dots, hexagons that keep their neighbours."""

from __future__ import annotations

import csv
import math
from itertools import combinations

import pytest

from tocongnghe.config import REPOSITORY
from tocongnghe.services.maps.schematic import ACROSS, lay_out
from tocongnghe.services.maps.shapes import area_of, draw, simplified

COMMUNES = REPOSITORY / "tocongnghe" / "data" / "communes_2025-07-01.csv"


def centres(province: str) -> tuple[tuple[str, float | None, float | None], ...]:
    with COMMUNES.open(encoding="utf-8") as file:
        return tuple(
            (row["code"], float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(file)
            if row["province_code"] == province
        )


def test_north_is_above_and_the_longer_side_fills_the_drawing() -> None:
    box = [(106.0, 21.0), (106.0, 22.0), (106.5, 22.0), (106.5, 21.0), (106.0, 21.0)]

    drawing = draw({"south": [[box]], "north": [[[(x, y + 1) for x, y in box]]]})

    assert drawing.height == 1000
    assert drawing.shapes["north"].y < drawing.shapes["south"].y
    assert drawing.width == pytest.approx(250 * math.cos(math.radians(22)), abs=0.1)
    assert drawing.shapes["north"].room == pytest.approx(drawing.width, abs=0.1)


def test_a_simplified_ring_stays_within_its_tolerance() -> None:
    ring = [(100 * math.cos(n / 500 * math.tau), 100 * math.sin(n / 500 * math.tau)) for n in range(500)]

    fewer = simplified(ring, 0.5)

    assert len(fewer) < 80
    assert abs(area_of(fewer[:-1])) == pytest.approx(math.pi * 100**2, rel=0.01)
    assert fewer[0] == fewer[-1]


def test_a_ring_of_one_spot_is_no_error() -> None:
    drawing = draw({"a": [[[(106.0, 21.0)] * 5]]})

    assert drawing.shapes["a"].path.startswith("M")


@pytest.mark.parametrize("province", ["20", "15"])
def test_every_commune_has_a_hexagon_of_its_own_about_where_it_lies(province: str) -> None:
    places = centres(province)

    drawing = lay_out(places)

    shapes = drawing.shapes
    assert set(shapes) == {code for code, *_ in places}
    assert all(
        math.dist((one.x, one.y), (other.x, other.y)) > ACROSS * 0.99
        for one, other in combinations(shapes.values(), 2)
    )
    by_north = sorted(places, key=lambda place: -(place[1] or 0))
    north, south = by_north[: len(by_north) // 3], by_north[-(len(by_north) // 3) :]
    assert max(shapes[code].y for code, *_ in north) < max(shapes[code].y for code, *_ in south)
    assert sum(shapes[code].y for code, *_ in north) < sum(shapes[code].y for code, *_ in south) * 0.6
    assert drawing.width < 14 * ACROSS


def test_places_without_a_centre_point_stand_below_the_others() -> None:
    drawing = lay_out((("a", 21.5, 106.5), ("b", 21.6, 106.6), ("c", None, None)))

    assert drawing.shapes["c"].y > max(drawing.shapes["a"].y, drawing.shapes["b"].y)


def test_a_map_of_nowhere_and_of_no_places_is_still_a_map() -> None:
    assert len(lay_out(tuple((str(n), None, None) for n in range(7))).shapes) == 7
    assert lay_out(()).shapes == {}
