"""A map without boundaries: one hexagon for each place, near where its centre point lies.

All hexagons are alike, so that a ward of the town is read as easily as a
commune of the mountains and no figure looks greater because its land is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from tocongnghe.services.maps.shapes import Drawing, Shape

RADIUS = 60.0
"""Of a hexagon, from its middle to a corner, in units of the drawing."""
ACROSS = math.sqrt(3) * RADIUS
DOWN = 1.5 * RADIUS
GAP = 2.5
ROOM = 0.90
"""How dense the places are laid: the share of the land's area that their hexagons would fill."""
ROUNDS = 30

Dot = tuple[float, float]
Centre = tuple[str, float | None, float | None]
"""Code, latitude, longitude in degrees; None where it is not known."""
Spot = tuple[int, int]
"""Column and row of a hexagon; odd rows are shifted by half a hexagon."""


@lru_cache(maxsize=16)
def lay_out(centres: tuple[Centre, ...]) -> Drawing:
    """Return a hexagon for each of *centres*; those without a known place stand in rows below the others."""
    known = [(code, lat, lon) for code, lat, lon in centres if lat is not None and lon is not None]
    spots = _near(known) if known else {}
    unplaced = [code for code, lat, lon in centres if lat is None or lon is None]
    _append(spots, unplaced)
    return _drawn(spots)


def _near(known: Sequence[tuple[str, float, float]]) -> dict[str, Spot]:
    """Return a spot for each place: first the nearest free one, then better ones as long as any is found."""
    dots = _projected(known)
    spots: dict[str, Spot] = {}
    taken: dict[Spot, str] = {}
    middle = (sum(x for x, _ in dots.values()) / len(dots), sum(y for _, y in dots.values()) / len(dots))
    for code in sorted(dots, key=lambda code: (math.dist(dots[code], middle), code)):
        spot = min(_around(dots[code], taken), key=lambda spot: (_far(dots[code], spot), spot))
        spots[code] = spot
        taken[spot] = code
    for _round in range(ROUNDS):
        moved = sum(_improve(code, dots, spots, taken) for code in sorted(spots))
        if not moved:
            break
    return spots


def _improve(code: str, dots: dict[str, Dot], spots: dict[str, Spot], taken: dict[Spot, str]) -> bool:
    """Move one place to a better spot, or change with whoever is there, if both together gain."""
    here = spots[code]
    best, gain = here, 1e-6
    for spot in _disc(_nearest(dots[code]), 4):
        other = taken.get(spot)
        now, then = _far(dots[code], here), _far(dots[code], spot)
        if other is not None:
            now, then = now + _far(dots[other], spot), then + _far(dots[other], here)
        if spot != here and now - then > gain:
            best, gain = spot, now - then
    if best == here:
        return False
    other = taken.pop(best, None)
    del taken[here]
    if other is not None:
        spots[other], taken[here] = here, other
    spots[code], taken[best] = best, code
    return True


def _projected(known: Sequence[tuple[str, float, float]]) -> dict[str, Dot]:
    """Return the places in units of hexagons, so far apart that all find room about where they are."""
    narrowing = math.cos(math.radians(sum(lat for _, lat, _ in known) / len(known)))
    dots = {code: (lon * narrowing, -lat) for code, lat, lon in known}
    left, top = min(x for x, _ in dots.values()), min(y for _, y in dots.values())
    dots = {code: (x - left, y - top) for code, (x, y) in dots.items()}
    land = _land(list(dots.values()))
    one = 1.5 * math.sqrt(3) * RADIUS**2
    scale = math.sqrt(len(dots) * one / ROOM / land) if land > 0 else 1.0
    return {code: (x * scale, y * scale) for code, (x, y) in dots.items()}


def _land(dots: list[Dot]) -> float:
    """Return the area of the hull around *dots*, widened by half the way between neighbours."""
    hull = _hull(sorted(set(dots)))
    if len(hull) < 3:
        return 0.0
    sides = list(zip(hull, [*hull[1:], hull[0]], strict=True))
    area = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides)) / 2
    rim = math.sqrt(area / len(dots)) / 2
    return area + rim * sum(math.dist(one, other) for one, other in sides)


def _hull(dots: list[Dot]) -> list[Dot]:
    """Return the corners of the hull of sorted *dots* (Andrew's monotone chain)."""

    def chain(ordered: Sequence[Dot]) -> list[Dot]:
        found: list[Dot] = []
        for x, y in ordered:
            while len(found) > 1:
                (x1, y1), (x2, y2) = found[-2:]
                if (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > 0:
                    break
                found.pop()
            found.append((x, y))
        return found[:-1]

    return chain(dots) + chain(dots[::-1])


def _middle(spot: Spot) -> Dot:
    column, row = spot
    return (column + (0.5 if row % 2 else 0.0)) * ACROSS, row * DOWN


def _far(dot: Dot, spot: Spot) -> float:
    """Return the square of the way: one place far off is worse than two a little off."""
    x, y = _middle(spot)
    return (dot[0] - x) ** 2 + (dot[1] - y) ** 2


def _nearest(dot: Dot) -> Spot:
    row = round(dot[1] / DOWN)
    return round(dot[0] / ACROSS - (0.5 if row % 2 else 0.0)), row


def _disc(around: Spot, reach: int) -> list[Spot]:
    column, row = around
    return [
        (c, r) for r in range(row - reach, row + reach + 1) for c in range(column - reach, column + reach + 1)
    ]


def _around(dot: Dot, taken: dict[Spot, str]) -> list[Spot]:
    """Return free spots near *dot*, some at least."""
    reach = 2
    while True:
        free = [spot for spot in _disc(_nearest(dot), reach) if spot not in taken]
        if free:
            return free
        reach *= 2


def _append(spots: dict[str, Spot], codes: list[str]) -> None:
    columns = [column for column, _ in spots.values()]
    first, last = (min(columns), max(columns)) if columns else (0, max(2, math.isqrt(len(codes))))
    top = max((row for _, row in spots.values()), default=-2) + 2
    width = max(3, last - first + 1)
    for number, code in enumerate(codes):
        spots[code] = (first + number % width, top + number // width)


def _drawn(spots: dict[str, Spot]) -> Drawing:
    middles = {code: _middle(spot) for code, spot in spots.items()}
    left = min((x for x, _ in middles.values()), default=0.0) - ACROSS / 2
    top = min((y for _, y in middles.values()), default=0.0) - RADIUS
    shapes = {}
    for code, middle in sorted(middles.items()):
        x, y = middle[0] - left, middle[1] - top
        shapes[code] = Shape(_hexagon(x, y), round(x, 1), round(y, 1), round(ACROSS - 2 * GAP, 1))
    width = max((shape.x for shape in shapes.values()), default=0.0) + ACROSS / 2
    height = max((shape.y for shape in shapes.values()), default=0.0) + RADIUS
    return Drawing(round(width, 1), round(height, 1), shapes)


def _hexagon(x: float, y: float) -> str:
    radius = RADIUS - GAP
    corners = [
        (
            x + radius * math.cos(math.radians(60 * n - 30)),
            y + radius * math.sin(math.radians(60 * n - 30)),
        )
        for n in range(6)
    ]
    return "M" + "L".join(f"{round(a, 1):g} {round(b, 1):g}" for a, b in corners) + "Z"
