"""The coverage of a province's communes as a map: which cell says what, in which of five steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tocongnghe.models import Place
from tocongnghe.services.boundaries import StoredMap
from tocongnghe.services.coverage import CoverageRow
from tocongnghe.services.maps.scale import Scale, make_scale
from tocongnghe.services.maps.schematic import lay_out
from tocongnghe.services.maps.shapes import Drawing, Shape

LINE_CHARACTERS = 11
"""Of a name within a cell."""


@dataclass(frozen=True, slots=True)
class MapCell:
    """One commune on the map."""

    row: CoverageRow
    shape: Shape
    figure: Decimal | None
    """What its step follows from; None: no data."""
    step: int | None
    """1 to 5."""
    lines: tuple[str, ...]
    """Its name without its type, in pieces that fit."""


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """Cells in a box from (0, 0) to (width, height)."""

    width: float
    height: float
    cells: tuple[MapCell, ...]
    scale: Scale
    stored: StoredMap | None
    """The province's own boundaries; None: schematic."""
    missing: tuple[CoverageRow, ...]
    """Communes that have no shape in those."""


def make_map(rows: Sequence[CoverageRow], places: Sequence[Place], stored: StoredMap | None) -> CoverageMap:
    """Return the map of *rows*, one for each of *places*.

    Shaded by the official percentage, or by the count where no percentage is known at all.
    """
    is_percent = any(row.percent_official is not None for row in rows)
    figures = {row.place_code: _figure(row, is_percent=is_percent) for row in rows}
    scale = make_scale(figures.values(), is_percent=is_percent)
    drawing = stored.drawing if stored else _schematic(places)
    types = {place.code: place.type_name for place in places}
    cells = tuple(
        MapCell(
            row,
            drawing.shapes[row.place_code],
            figures[row.place_code],
            scale.step(figures[row.place_code]),
            name_lines(row.place_name.removeprefix(types.get(row.place_code, "")).strip()),
        )
        for row in rows
        if row.place_code in drawing.shapes
    )
    missing = tuple(row for row in rows if row.place_code not in drawing.shapes)
    return CoverageMap(drawing.width, drawing.height, cells, scale, stored, missing)


def name_lines(name: str) -> tuple[str, ...]:
    """Return *name* in lines of LINE_CHARACTERS at most, as far as its words allow."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE_CHARACTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _figure(row: CoverageRow, *, is_percent: bool) -> Decimal | None:
    if is_percent:
        return row.percent_official
    return None if row.official is None else Decimal(row.official)


def _schematic(places: Sequence[Place]) -> Drawing:
    return lay_out(tuple((place.code, place.latitude, place.longitude) for place in places))
