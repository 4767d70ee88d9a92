"""Pictures of lessons: small shapes of our own on a 24 px grid, put side by side and into one another.

A picture is a list of up to four cells. A cell names a shape, `outer:inner` puts
one shape into another that has room for it, and `not ` before it crosses it out.
Strokes alone tell them apart, so that they say the same in black and white.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.entries import Entry, read_file

MAX_CELLS = 4
CROSSED = "not "
_MAX_CODE, _MAX_PATH = 20, 600  # characters
_PATH = re.compile(r"[MmLlHhVvAaCcSsQqTtZz0-9 .,\-]+")
_ROOM = re.compile(r"\d{1,2}(\.\d+)? \d{1,2}(\.\d+)? 0\.\d+")


@dataclass(frozen=True, slots=True)
class Shape:
    """Strokes on the grid; `room` is where another one stands in it: its middle and its share."""

    code: str
    path: str
    room: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a picture."""

    outer: str
    inner: str | None = None
    is_crossed: bool = False

    @property
    def shapes(self) -> tuple[str, ...]:
        return (self.outer,) if self.inner is None else (self.outer, self.inner)

    def __str__(self) -> str:
        return f"{CROSSED if self.is_crossed else ''}{':'.join(self.shapes)}"


def read_shapes(path: Path) -> dict[str, Shape]:
    """Return the shapes in the file at *path*, by code.

    Raises:
        CatalogueError: A file that cannot be used; says where and why.
    """
    file = read_file(path)
    found: dict[str, Shape] = {}
    for entry in file.entries("shapes"):
        shape = _read_shape(entry)
        if shape.code in found:
            entry.fail(f"{shape.code!r} stands twice", "code")
        found[shape.code] = shape
    file.finish()
    return found


def read_picture(entry: Entry, shapes: Mapping[str, Shape]) -> tuple[Cell, ...]:
    """Return the picture of *entry*."""
    said = entry.texts("picture")
    if len(said) > MAX_CELLS:
        entry.fail(f"must have at most {MAX_CELLS} cells", "picture")
    return tuple(_read_cell(entry, word, shapes) for word in said)


def _read_cell(entry: Entry, word: str, shapes: Mapping[str, Shape]) -> Cell:
    outer, _, inner = word.removeprefix(CROSSED).partition(":")
    for code in (outer, *([inner] if ":" in word else [])):
        if code not in shapes:
            entry.fail(f"{code!r} is no shape; it may be {', '.join(sorted(shapes))}", "picture")
    if inner and shapes[outer].room is None:
        entry.fail(f"{outer!r} has no room for another shape", "picture")
    return Cell(outer, inner or None, word.startswith(CROSSED))


def _read_shape(entry: Entry) -> Shape:
    code, path = read_code(entry, _MAX_CODE), entry.text("path")
    if not _PATH.fullmatch(path) or path[0] != "M" or len(path) > _MAX_PATH:
        entry.fail(f"must be strokes as SVG writes them, at most {_MAX_PATH} characters", "path")
    room = None
    if entry.has("room"):
        said = entry.text("room")
        if not _ROOM.fullmatch(said):
            entry.fail("must be a middle and a share: 12 10.5 0.42", "room")
        x, y, share = (float(part) for part in said.split())
        room = (x, y, share)
    entry.finish()
    return Shape(code, path, room)
