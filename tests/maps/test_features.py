"""Boundary files: arcs put together rightly, codes matched, and what cannot be drawn said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tocongnghe.services.maps.features import Area, Fault, UnusableFile, match, read_areas

SQUARE = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
LEFT = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]


def topology(**changes: Any) -> dict[str, Any]:
    """Return two squares side by side, whose common side is one arc, and an island of the right one."""
    return {
        "type": "Topology",
        "arcs": [
            [[1, 0], [1, 1]],
            [[1, 1], [0, 1], [0, 0], [1, 0]],
            [[1, 1], [2, 1], [2, 0], [1, 0]],
            [[5, 5], [5, 6], [6, 6], [5, 5]],
        ],
        "objects": {
            "data": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "05977", "arcs": [[0, 1]]},
                    {
                        "type": "MultiPolygon",
                        "properties": {"code": "05983"},
                        "arcs": [[[-1, -3]], [[3]]],
                    },
                    {"type": "Point", "coordinates": [1, 1]},
                ],
            }
        },
    } | changes


def read(document: object) -> list[Area]:
    return read_areas(json.dumps(document).encode())


def collection(*features: tuple[dict[str, Any], Any]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": words, "geometry": geometry} for words, geometry in features
        ],
    }


def square(**words: Any) -> tuple[dict[str, Any], Any]:
    return words, {"type": "Polygon", "coordinates": [SQUARE]}


def test_arcs_are_joined_and_one_that_neighbours_share_is_run_backwards() -> None:
    first, second = read(topology())

    assert first.polygons == [[[(1, 0), (1, 1), (0, 1), (0, 0), (1, 0)]]]
    assert second.polygons == [
        [[(1, 1), (1, 0), (2, 0), (2, 1), (1, 1)]],
        [[(5, 5), (5, 6), (6, 6), (5, 5)]],
    ]


def test_a_quantized_arc_holds_steps_and_is_scaled_and_moved() -> None:
    (area,) = read(
        topology(
            transform={"scale": [0.5, 0.1], "translate": [106, 21]},
            arcs=[[[0, 0], [0, 10], [2, 0], [0, -10], [-2, 0]]],
            objects={"one": {"type": "Polygon", "arcs": [[0]]}},
        )
    )

    assert area.polygons == [[[(106, 21), (106, 22), (107, 22), (107, 21), (106, 21)]]]


def test_geojson_and_topojson_say_the_same() -> None:
    (area,) = read(collection(square(ma="05977", ten="Phường Đông Kinh")))

    assert area.polygons == [[LEFT]]
    assert area.name == "Phường Đông Kinh"


def test_codes_are_found_wherever_they_stand_and_strangers_and_gaps_are_told() -> None:
    areas = read(
        collection(
            square(n="1", ma_xa=5977),
            square(n="2", ma_xa="05983"),
            square(n="3", ma_xa="05983"),
            square(n="4", ma_xa="99999", name="Xã Lạ"),
        )
    )

    found = match(areas, ["05977", "05983", "06040"])

    assert {code: len(polygons) for code, polygons in found.polygons.items()} == {"05977": 1, "05983": 2}
    assert found.unknown == [("99999", "Xã Lạ")]
    assert found.missing == ["06040"]


def outline(coordinates: str) -> bytes:
    return b'{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [%s]}}' % coordinates.encode()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<svg/>", Fault.NOT_JSON),
        (b"\xff\xfe", Fault.NOT_JSON),
        (b"[" * 100_000, Fault.NOT_JSON),
        (b"[1]", Fault.NO_MAP),
        (b"{}", Fault.NO_MAP),
        (b'{"type": "Feature", "geometry": {"type": "Polygon"}}', Fault.NO_MAP),
        (json.dumps(topology(arcs=[])).encode(), Fault.NO_MAP),
        (json.dumps(topology(transform={"scale": [1]})).encode(), Fault.NO_MAP),
        (outline("[[NaN, 1], [2, 2], [3, 3], [1, 1]]"), Fault.NO_MAP),
        (outline("[[1, 1], [2, 2]]"), Fault.NO_MAP),
        (outline(""), Fault.NO_MAP),
        (outline("[[445210.5, 2411033.2], [2, 2], [3, 3], [1, 1]]"), Fault.NOT_DEGREES),
    ],
)
def test_a_file_that_cannot_be_drawn_says_why(content: bytes, fault: Fault) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_areas(content)

    assert caught.value.fault is fault


def test_a_map_of_another_province_is_refused() -> None:
    with pytest.raises(UnusableFile) as caught:
        match(read(collection(square(code="02647"))), ["05977"])

    assert caught.value.fault is Fault.NO_CODES
