"""Reads TopoJSON: arcs that neighbours share, put together again to rings of positions.

Source: the TopoJSON format specification, 2.1 (transforms, delta-encoded arcs, negative indexes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

Position = tuple[float, float]
"""Longitude, latitude in degrees, as far as the file keeps to it."""
Ring = list[Position]
Polygon = list[Ring]


def geometries(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Polygon]]]:
    """Yield every geometry that is an area, of every object, with its polygons.

    Raises:
        KeyError, IndexError, TypeError, ValueError: No topology, or a broken one.
    """
    arcs = [_positions(arc, document.get("transform")) for arc in document["arcs"]]
    for each in document["objects"].values():
        for geometry in _flat(each):
            if geometry.get("type") == "Polygon":
                yield geometry, [_polygon(geometry["arcs"], arcs)]
            elif geometry.get("type") == "MultiPolygon":
                yield geometry, [_polygon(polygon, arcs) for polygon in geometry["arcs"]]


def _flat(geometry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield *geometry*, or what the collections in it hold."""
    waiting = [geometry]
    while waiting:
        one = waiting.pop()
        if one.get("type") == "GeometryCollection":
            waiting.extend(reversed(one["geometries"]))
        else:
            yield one


def _positions(arc: Sequence[Sequence[float]], transform: dict[str, Any] | None) -> Ring:
    """Return the positions of *arc*; a quantized one holds the steps from each to the next."""
    if transform is None:
        return [(float(x), float(y)) for x, y, *_ in arc]
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    across, up = (accumulate([step[axis] for step in arc]) for axis in (0, 1))
    return [(x * wide + left, y * high + low) for x, y in zip(across, up, strict=True)]


def _polygon(rings: Sequence[Sequence[int]], arcs: list[Ring]) -> Polygon:
    return [_ring(indexes, arcs) for indexes in rings]


def _ring(indexes: Sequence[int], arcs: list[Ring]) -> Ring:
    """Return the arcs one after the other; `~i` is arc *i* backwards, and a joint stands once."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring
