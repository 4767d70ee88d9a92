"""Areas of the globe as paths of a small drawing: projected, simplified, with a place for a label.

A province is small enough for a plain projection: degrees of longitude shrunk by
the cosine of its middle latitude. Simplified by Douglas and Peucker's way, less
than a dot of the screen, so that no gap between neighbours can be seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tocongnghe.services.maps.topojson import Polygon

SIZE = 1000.0
"""Units of the longer side of the drawing."""
TOLERANCE = 0.7  # units
SMALLEST = 2.0  # square units; a smaller island is not drawn
SCAN_LINES = 9
"""Along which the widest place for a label is looked for."""

Dot = tuple[float, float]
Ring = list[Dot]


@dataclass(frozen=True, slots=True)
class Shape:
    """A place in a drawing: its outline as the `d` of a path, and the middle and width of its label."""

    path: str
    x: float
    y: float
    room: float
    """How wide a label may be, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes by code in a box from (0, 0) to (width, height)."""

    width: float
    height: float
    shapes: Mapping[str, Shape]


def draw(areas: Mapping[str, list[Polygon]]) -> Drawing:
    """Return *areas* (longitude, latitude in degrees; one at least) as a drawing, north above."""
    positions = [dot for polygons in areas.values() for polygon in polygons for dot in polygon[0]]
    left, right = min(x for x, _ in positions), max(x for x, _ in positions)
    low, high = min(y for _, y in positions), max(y for _, y in positions)
    narrowing = math.cos(math.radians((low + high) / 2))
    scale = SIZE / max((right - left) * narrowing, high - low, 1e-9)

    def place(dot: Dot) -> Dot:
        return (dot[0] - left) * narrowing * scale, (high - dot[1]) * scale

    shapes = {}
    for code, polygons in areas.items():
        rings = [[place(dot) for dot in ring] for polygon in polygons for ring in polygon]
        shapes[code] = _shape(rings)
    return Drawing(round((right - left) * narrowing * scale, 1), round((high - low) * scale, 1), shapes)


def _shape(rings: list[Ring]) -> Shape:
    largest = max(rings, key=lambda ring: abs(area_of(ring)))
    kept = [ring for ring in rings if ring is largest or abs(area_of(ring)) >= SMALLEST]
    x, y, room = _label(largest)
    return Shape("".join(map(_path, kept)), round(x, 1), round(y, 1), round(room, 1))


def area_of(ring: Ring) -> float:
    """Return the area inside *ring*, negative when it runs the other way round."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring)) / 2


def _sides(ring: Ring) -> Iterator[tuple[Dot, Dot]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _path(ring: Ring) -> str:
    """Return *ring* as a closed piece of a path, in half units."""
    dots = [(round(x * 2) / 2, round(y * 2) / 2) for x, y in simplified(ring)]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in dots[:-1]) + "Z"


def simplified(ring: Ring, tolerance: float = TOLERANCE) -> Ring:
    """Return the closed *ring* with fewer dots, none of those left out farther than *tolerance* from it."""
    closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
    far = max(range(len(closed)), key=lambda i: math.dist(closed[0], closed[i]))
    kept = {0, far, len(closed) - 1}
    waiting = [(0, far), (far, len(closed) - 1)]
    while waiting:
        first, last = waiting.pop()
        between = range(first + 1, last)
        worst = max(between, key=lambda i: _distance(closed[i], closed[first], closed[last]), default=None)
        if worst is not None and _distance(closed[worst], closed[first], closed[last]) > tolerance:
            kept.add(worst)
            waiting += [(first, worst), (worst, last)]
    return [closed[i] for i in sorted(kept)]


def _distance(dot: Dot, one: Dot, other: Dot) -> float:
    """Return how far *dot* is from the stretch between *one* and *other*."""
    (x, y), (x1, y1), (x2, y2) = dot, one, other
    length = math.dist(one, other)
    if length == 0:
        return math.dist(dot, one)
    along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length**2))
    return math.dist(dot, (x1 + along * (x2 - x1), y1 + along * (y2 - y1)))


def _label(ring: Ring) -> tuple[float, float, float]:
    """Return the middle and the width of the widest stretch inside *ring*, rather near the ring's middle."""
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    best = (ring[0][0], ring[0][1], 0.0)
    most = -1.0
    for number in range(1, SCAN_LINES + 1):
        share = number / (SCAN_LINES + 1)
        y = low + (high - low) * share
        for left, right in _stretches(_crossings(ring, y)):
            worth = (right - left) * (1 - abs(share - 0.5))
            if worth > most:
                most, best = worth, ((left + right) / 2, y, right - left)
    return best


def _crossings(ring: Ring, y: float) -> list[float]:
    return sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in _sides(ring)
        if (y1 <= y < y2) or (y2 <= y < y1)
    )


def _stretches(crossings: list[float]) -> Iterable[tuple[float, float]]:
    return zip(crossings[::2], crossings[1::2], strict=False)
