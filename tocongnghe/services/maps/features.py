"""Boundary files: GeoJSON (RFC 7946) or TopoJSON, read to areas with the codes that they might bear."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tocongnghe.services.maps.topojson import Polygon, Ring, geometries

CODE_CHARACTERS = 5
MOST_POSITIONS = 2_000_000
LEAST_RING = 4
"""Positions of a closed ring: a triangle."""
NAMES = ("name", "full_name", "ten", "TEN", "ten_xa", "NAME_3", "NAME")


class Fault(StrEnum):
    """Why a file cannot be used."""

    NOT_JSON = "not_json"
    NO_MAP = "no_map"
    """JSON, but neither GeoJSON nor TopoJSON, or one that is broken."""
    NOT_DEGREES = "not_degrees"
    """Coordinates of a national grid rather than longitude and latitude."""
    TOO_LARGE = "too_large"
    NO_CODES = "no_codes"
    """No area bears the code of a commune of the province."""


class UnusableFile(Exception):
    """A file from which no map can be drawn."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Area:
    """One feature: what it says of itself, and where it lies."""

    words: Mapping[str, str]
    """Its own id under `id`, its properties under their names; only texts and whole numbers."""
    polygons: list[Polygon]

    @property
    def name(self) -> str:
        """What it is called, as far as the file says; for a list of areas that were not taken."""
        return next((self.words[key] for key in NAMES if key in self.words), "")


@dataclass(frozen=True, slots=True)
class Matched:
    """Areas by commune code, and what did not fit."""

    polygons: dict[str, list[Polygon]]
    unknown: list[tuple[str, str]]
    """(code, name) of areas with no such commune."""
    missing: list[str]
    """Codes of communes without an area."""


def read_areas(content: bytes) -> list[Area]:
    """Return the areas of a boundary file.

    Raises:
        UnusableFile: No file to draw from; says why.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnusableFile(Fault.NOT_JSON) from error
    try:
        areas = [Area(_words(feature), polygons) for feature, polygons in _features(document)]
        _check(areas)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UnusableFile(Fault.NO_MAP) from error
    return areas


def match(areas: list[Area], codes: Collection[str]) -> Matched:
    """Return *areas* by the code among *codes* that each bears.

    Which property holds the code is found out: the one under which the most codes stand. Several
    areas of one code are one commune.

    Raises:
        UnusableFile: None bears any.
    """
    keys = {key for area in areas for key in area.words}
    hits = {key: {_code(area, key) for area in areas} & set(codes) for key in keys}
    key = max(sorted(hits), key=lambda each: len(hits[each]), default="")
    if not key or not hits[key]:
        raise UnusableFile(Fault.NO_CODES)
    polygons: dict[str, list[Polygon]] = {}
    unknown = []
    for area in areas:
        code = _code(area, key)
        if code in hits[key]:
            polygons.setdefault(code, []).extend(area.polygons)
        else:
            unknown.append((code, area.name))
    return Matched(polygons, unknown, sorted(set(codes) - hits[key]))


def _code(area: Area, key: str) -> str:
    """Return the code under *key*; a program that took it for a number lost its leading zeros."""
    word = area.words.get(key, "").strip()
    return word.zfill(CODE_CHARACTERS) if word.isascii() and word.isdigit() else word


def _words(feature: Mapping[str, Any]) -> dict[str, str]:
    words = {"id": feature.get("id")} | dict(feature.get("properties") or {})
    return {
        str(key): str(value)
        for key, value in words.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }


def _features(document: Any) -> Iterator[tuple[Mapping[str, Any], list[Polygon]]]:
    if document["type"] == "Topology":
        yield from geometries(document)
        return
    features = document["features"] if document["type"] == "FeatureCollection" else [document]
    for feature in features:
        if feature["type"] != "Feature":
            raise ValueError(feature["type"])
        geometry = feature["geometry"]
        if geometry is not None and geometry["type"] == "Polygon":
            yield feature, [_rings(geometry["coordinates"])]
        elif geometry is not None and geometry["type"] == "MultiPolygon":
            yield feature, [_rings(rings) for rings in geometry["coordinates"]]


def _rings(rings: Any) -> Polygon:
    return [[(float(position[0]), float(position[1])) for position in ring] for ring in rings]


def _check(areas: list[Area]) -> None:
    """Refuse what is no area on the globe."""
    count = 0
    for area in areas:
        for polygon in area.polygons:
            if not polygon:
                raise ValueError("a polygon without rings")
            for ring in polygon:
                count += len(ring)
                if count > MOST_POSITIONS:
                    raise UnusableFile(Fault.TOO_LARGE)
                _check_ring(ring)


def _check_ring(ring: Ring) -> None:
    if len(ring) < LEAST_RING:
        raise ValueError("a ring of too few positions")
    for longitude, latitude in ring:
        if not (math.isfinite(longitude) and math.isfinite(latitude)):
            raise ValueError("no number")
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise UnusableFile(Fault.NOT_DEGREES)
