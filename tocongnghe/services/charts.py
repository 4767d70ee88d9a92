"""Lines of a chart, worked out on the server: where each point lies, and which round numbers stand beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

_ROUND = (1, 2, 5, 10)
LINES = 4
"""Of the grid above its ground, at most."""
RIGHT = 92
"""Units kept free for the names of the lines."""
LABEL_GAP = 17


@dataclass(frozen=True, slots=True)
class Point:
    """A value in its place; `index` counts from the left."""

    index: int
    x: float
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """A series: pieces of a line, broken where there is no data, and every point of them."""

    path: str
    points: tuple[Point, ...]
    label_y: float = 0.0
    """Where its name stands beside its last point, clear of the others'."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over the same places, from 0 up."""

    width: int
    height: int
    xs: tuple[float, ...]
    grid: tuple[tuple[float, int], ...]
    """(y, what it stands for), the ground first."""
    lines: tuple[Line, ...]


def draw_lines(
    series: Sequence[Sequence[int | None]], width: int, height: int, left: int, bottom: int
) -> Chart:
    """Return *series* (all equally long) in a box; labels stand *left* and at the *bottom* of it."""
    most = max((value for one in series for value in one if value is not None), default=0)
    step = _step(most)
    top = step * max(1, -(-most // step))
    count = max((len(one) for one in series), default=0)
    right, above = RIGHT, 14
    span = max(count - 1, 1)
    xs = tuple(round(left + (width - left - right) * n / span, 1) for n in range(count))

    def place(value: int) -> float:
        return round(above + (height - above - bottom) * (1 - value / top), 1)

    grid = tuple((place(value), value) for value in range(0, top + 1, step))
    lines = [_line(one, xs, place) for one in series]
    return Chart(width, height, xs, grid, tuple(_labelled(lines, height - bottom)))


def _labelled(lines: list[Line], lowest: float) -> list[Line]:
    """Return *lines* with their labels' places: beside the last point, LABEL_GAP apart at least."""
    order = sorted(range(len(lines)), key=lambda n: -(lines[n].points[-1].y if lines[n].points else lowest))
    below = lowest + LABEL_GAP
    places = {}
    for number in order:
        wanted = lines[number].points[-1].y if lines[number].points else lowest
        below = min(wanted, below - LABEL_GAP)
        places[number] = below
    return [replace(line, label_y=round(places[number], 1)) for number, line in enumerate(lines)]


def _step(most: int) -> int:
    """Return the least round step of which LINES reach *most*."""
    power = 1
    while True:
        for part in _ROUND:
            if part * power * LINES >= most:
                return part * power
        power *= 10


def _line(values: Sequence[int | None], xs: Sequence[float], place: Callable[[int], float]) -> Line:
    points: list[Point] = []
    path = ""
    is_open = False
    for index, (x, value) in enumerate(zip(xs, values, strict=True)):
        if value is None:
            is_open = False
            continue
        point = Point(index, x, place(value), value)
        path += f"{'L' if is_open else 'M'}{point.x:g} {point.y:g}"
        points.append(point)
        is_open = True
    return Line(path, tuple(points))
